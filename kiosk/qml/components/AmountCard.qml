// SPDX-License-Identifier: Apache-2.0
// The amount: the largest thing on its page.
import QtQuick
import "../theme"

Card {
    id: card

    required property string caption
    required property string amount
    property string icon

    implicitHeight: lines.implicitHeight + 2 * Theme.mm(6)

    Column {
        id: lines
        spacing: Theme.mm(1)
        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            margins: Theme.gap
        }

        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: path !== ""
            path: card.icon
            color: Theme.good
            size: Theme.mm(24)
            stroke: 1.6 * Theme.stroke
        }
        Label {
            width: parent.width
            text: card.caption
            color: Theme.inkSoft
            horizontalAlignment: Text.AlignHCenter
        }
        Figure {
            width: parent.width
            text: card.amount
        }
    }
}
