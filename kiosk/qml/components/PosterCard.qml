// SPDX-License-Identifier: Apache-2.0
// A picture from edge to edge, or a notice as a card: as much of its text as is legible from a few steps away.
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../theme"

Item {
    id: card

    required property string level
    required property string title
    required property string body
    required property string brief
    required property string issued
    required property url picture
    required property bool alone
    readonly property bool pictured: image.there && !alone
    signal told(whole: bool)

    Component.onCompleted: if (picture.toString() === "") told(true)

    Card {
        anchors.fill: parent
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        visible: !card.alone
    }
    Picture {
        id: image
        x: card.alone ? 0 : words.x
        y: card.alone ? 0 : Theme.mm(10)
        width: card.alone ? card.width : words.width
        height: card.alone ? card.height : there ? Math.min(width / Math.max(0.2, aspect), card.height * 0.42) : 0
        source: card.picture
        onStatusChanged: {
            if (status === Image.Ready || status === Image.Error && !card.alone)
                card.told(true);
            else if (status === Image.Error)
                card.told(false);
        }
    }
    ColumnLayout {
        id: words
        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
            bottom: parent.bottom
            leftMargin: Theme.margin + Theme.mm(12)
            rightMargin: Theme.margin + Theme.mm(12)
            topMargin: card.pictured ? image.y + image.height + Theme.mm(8) : Theme.mm(Theme.tight || Theme.wide ? 8 : 14)
            bottomMargin: Theme.mm(Theme.tight || Theme.wide ? 7 : 12)
        }
        visible: !card.alone
        spacing: Theme.mm(Theme.tight || Theme.wide ? 3 : 6)

        LevelTag {
            visible: level !== ""
            level: card.level
        }
        Label {
            Layout.fillWidth: true
            text: card.title
            font.pixelSize: Theme.mm(card.title.length > (Kiosk.english ? 48 : 24) || Theme.tight ? 13 : 19)
            font.bold: true
            lineHeight: Kiosk.english ? 1 : 1.05
        }
        Excerpt {
            Layout.fillWidth: true
            Layout.fillHeight: true
            text: card.body
            brief: card.brief
        }
        Label {
            Layout.fillWidth: true
            text: card.issued
            color: Theme.inkSoft
        }
    }
}
