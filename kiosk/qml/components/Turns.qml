// SPDX-License-Identifier: Apache-2.0
// The two buttons that turn what does not fit on one screen.
import QtQuick
import QtQuick.Layouts
import "../theme"

RowLayout {
    id: turns

    required property bool atStart
    required property bool atEnd
    signal turned(direction: int)

    spacing: Theme.gap
    uniformCellSizes: true

    Button {
        Layout.fillWidth: true
        label: qsTr("往上看")
        icon: Icons.up
        enabled: !turns.atStart
        onActivated: turns.turned(-1)
    }
    Button {
        Layout.fillWidth: true
        label: qsTr("往下看")
        icon: Icons.down
        enabled: !turns.atEnd
        onActivated: turns.turned(1)
    }
}
