// SPDX-License-Identifier: Apache-2.0
// A list that may be long: only what is seen is built; turned page by page with large buttons; a flick works too.
import QtQuick
import QtQuick.Layouts
import "../theme"

ColumnLayout {
    id: listed

    property alias model: list.model
    property alias delegate: list.delegate
    readonly property bool overflows: list.count > 0 && list.contentHeight > list.height + 1

    spacing: Theme.gap

    function turn(direction: int) {
        const step = Math.max(Theme.target, list.height - Theme.target);
        const last = list.originY + list.contentHeight - list.height;
        list.contentY = Math.max(list.originY, Math.min(last, list.contentY + direction * step));
        list.returnToBounds();
    }

    ListView {
        id: list
        Layout.fillWidth: true
        Layout.fillHeight: true
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        spacing: Theme.gap
        cacheBuffer: 0
    }
    Turns {
        Layout.fillWidth: true
        visible: listed.overflows
        atStart: list.atYBeginning
        atEnd: list.atYEnd
        onTurned: direction => listed.turn(direction)
    }
}
