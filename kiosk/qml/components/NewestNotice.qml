// SPDX-License-Identifier: Apache-2.0
// The newest notice at the start page; a touch opens it.
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../theme"

Touch {
    id: newest

    label: Board.newestLevel + " " + Board.newestTitle
    inList: true
    implicitHeight: Math.max(Theme.target, row.implicitHeight + 2 * Theme.mm(4))

    Rectangle {
        anchors.fill: parent
        radius: Theme.corner
        color: Theme.accentSoft
        border.width: newest.held ? Theme.edge : Theme.hairline
        border.color: newest.held ? Theme.accent : Theme.accentSoft
    }
    RowLayout {
        id: row
        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            leftMargin: Theme.mm(6)
            rightMargin: Theme.mm(6)
        }
        spacing: Theme.mm(5)

        LevelTag {
            level: Board.newestLevel
        }
        Label {
            Layout.fillWidth: true
            text: Board.newestTitle
            Accessible.ignored: true
        }
        Icon {
            path: Icons.onwards
            color: Theme.accent
            size: Theme.iconSize
        }
    }
}
