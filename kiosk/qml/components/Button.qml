// SPDX-License-Identifier: Apache-2.0
// Going on is filled, everything else is outlined.
import QtQuick
import "../theme"

Touch {
    id: button

    property bool filled: false
    property string icon
    readonly property color words: !enabled ? Theme.inkSoft : filled ? Theme.inverse : Theme.primary
    readonly property int padding: Theme.mm(8)

    implicitWidth: Math.max(Theme.mm(44), row.implicitWidth + 2 * padding)
    implicitHeight: Math.max(Theme.button, text.height + Theme.mm(6))

    Rectangle {
        anchors.fill: parent
        radius: Theme.corner
        color: button.filled && button.enabled ? Theme.primary : Theme.surface
        border.width: button.held ? 2 * Theme.edge : Theme.edge
        border.color: !button.enabled ? Theme.line : button.filled && button.held ? Theme.ink : Theme.primary
    }

    Row {
        id: row
        anchors.centerIn: parent
        spacing: Theme.gap

        Icon {
            visible: button.icon !== ""
            anchors.verticalCenter: parent.verticalCenter
            path: button.icon
            size: Theme.mm(9)
            color: button.words
        }
        Label {
            id: text
            width: Math.min(implicitWidth, button.width - 2 * Theme.gap - (button.icon === "" ? 0 : Theme.mm(9) + Theme.gap))
            anchors.verticalCenter: parent.verticalCenter
            text: button.label
            color: button.words
            font.pixelSize: Theme.leadSize
            font.bold: true
            lineHeight: 0.95
            horizontalAlignment: Text.AlignHCenter
            Accessible.ignored: true
        }
    }
}
