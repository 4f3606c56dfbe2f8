// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Linli.Signage
import "components"
import "theme"

Rectangle {
    id: card

    readonly property int side: Theme.of(24)
    // Five figures, as wide as the card lets them be.
    readonly property int size: Math.min(Theme.of(7.6), Math.floor((width - 2 * side) / 2.8))

    implicitHeight: words.implicitHeight + 2 * Theme.of(40)
    radius: Theme.corner
    color: Theme.primary

    Column {
        id: words
        x: card.side
        y: Math.round((parent.height - height) / 2) - Theme.of(120)
        width: parent.width - 2 * card.side
        spacing: 0

        Label {
            text: Lobby.time
            color: Theme.inverse
            font.pixelSize: card.size
            font.bold: true
            font.features: { "tnum": 1 }
            lineHeightMode: Text.FixedHeight
            lineHeight: Math.round(card.size * 1.16)
        }
        Flow {
            width: parent.width
            spacing: Theme.of(36)
            Label { text: Lobby.date; color: Theme.inverse }
            Label { text: Lobby.weekday; color: Theme.inverse }
        }
        Label {
            width: parent.width
            visible: Lobby.hours !== ""
            text: qsTr("服务台 %1").arg(Lobby.hours)
            color: Theme.primarySoft
            maximumLineCount: 2
            elide: Text.ElideRight
        }
        Label {
            width: parent.width
            visible: Lobby.asOf !== ""
            text: Lobby.asOf
            color: Theme.inverse
            maximumLineCount: 2
            elide: Text.ElideRight
        }
    }
}
