// SPDX-License-Identifier: Apache-2.0
// Whatever can be pressed: acts on release inside, never repeats, is a button by its visible text.
import QtQuick
import Linli.Kiosk

Item {
    id: touch

    required property string label
    readonly property bool held: handler.pressed && enabled
    property bool inList: false
    property bool key: false
    signal activated

    Accessible.role: Accessible.Button
    Accessible.name: label
    Accessible.focusable: true
    Accessible.onPressAction: if (enabled) activated()

    TapHandler {
        id: handler
        gesturePolicy: touch.inList ? TapHandler.DragThreshold : TapHandler.ReleaseWithinBounds
        longPressThreshold: 0
        onTapped: if (Kiosk.strike(touch.label, touch.key)) touch.activated()
    }
}
