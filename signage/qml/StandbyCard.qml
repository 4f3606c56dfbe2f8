// SPDX-License-Identifier: Apache-2.0
// Nothing to show: whose place this is.
import QtQuick
import Linli.Signage
import "components"
import "theme"

Card {
    id: card

    Column {
        anchors.centerIn: parent
        width: parent.width - 2 * Theme.padding
        spacing: Theme.of(27)

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Theme.of(9)
            height: Theme.of(135)
            radius: height / 2
            color: Theme.accent
        }
        Label {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: Lobby.place
            font.pixelSize: Theme.titleSize
            font.bold: true
            maximumLineCount: 4
            elide: Text.ElideRight
        }
        Label {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("欢迎您")
            font.pixelSize: Theme.bodySize
            color: Theme.inkSoft
        }
    }
}
