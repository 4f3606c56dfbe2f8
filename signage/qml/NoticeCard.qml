// SPDX-License-Identifier: Apache-2.0
// One notice: who says it and when, what, the facts, and where to read on.
pragma ComponentBehavior: Bound
import QtQuick
import Linli.Signage
import "components"
import "theme"

Card {
    id: card

    required property Pane pane

    // A page stands at least so long, in seconds, that somebody can read it.
    readonly property int pageSeconds: 6
    readonly property bool wide: width > height
    readonly property bool hasPicture: picture.status === Image.Ready
    readonly property bool beside: hasPicture && wide
    // The body keeps two lines, whatever else there is to say: so much is left for the facts.
    readonly property int factsRoom: height - head.y - title.y - title.height - 2 * body.line - Theme.of(54) - Theme.of(72)
    readonly property int words: width - 2 * Theme.padding - (beside ? picture.width + Theme.gap : 0)

    // Ready when its picture is, or when it is known that there will be none.
    readonly property bool ready: !pane.hasPicture || picture.status === Image.Ready || picture.status === Image.Error
    onReadyChanged: if (ready) pane.isReady()
    Component.onCompleted: if (ready) pane.isReady()

    Row {
        id: head
        x: Theme.padding
        y: Math.round(Theme.padding * 0.9)
        width: card.words
        spacing: Theme.of(40)
        clip: true

        Tag { id: tag; text: card.pane.tag }
        Label {
            width: Math.min(implicitWidth, head.width - tag.width - date.implicitWidth - 2 * head.spacing)
            anchors.verticalCenter: tag.verticalCenter
            text: card.pane.issuer
            color: Theme.inkSoft
            wrapMode: Text.NoWrap
            elide: Text.ElideRight
        }
        Label {
            id: date
            anchors.verticalCenter: tag.verticalCenter
            text: card.pane.date
            color: Theme.inkSoft
            wrapMode: Text.NoWrap
        }
    }
    Label {
        id: title
        anchors { left: head.left; top: head.bottom; topMargin: Theme.of(40) }
        width: card.words
        text: Lobby.inLines(card.pane.title, Math.floor(width / Theme.titleSize))
        font.pixelSize: Theme.titleSize
        font.bold: true
        lineHeight: Math.round(Theme.titleSize * Theme.titlePitch)
        lineHeightMode: Text.FixedHeight
        maximumLineCount: 3
        elide: Text.ElideRight
    }
    PagedText {
        id: body
        anchors { left: head.left; top: title.bottom; topMargin: Theme.of(54); bottom: foot.top; bottomMargin: Theme.of(72) }
        width: card.words - (code.visible && card.wide ? code.width + Theme.gap : 0)
        text: card.pane.body
        most: Math.floor(card.pane.seconds / card.pageSeconds)
    }
    Item {
        id: foot
        anchors { left: head.left; bottom: parent.bottom; bottomMargin: Math.round(Theme.padding * 0.9) }
        width: card.words
        height: Math.max(facts.height + (more.visible ? more.height : 0), code.visible && !card.wide ? code.height : 0)

        Flow {
            id: facts
            readonly property int row: Math.round(Theme.textSize * 1.45) + spacing
            readonly property int room: Math.max(1, Math.floor((card.factsRoom - (more.visible ? more.height : 0)) / row)) * row

            anchors { left: parent.left; bottom: more.visible ? more.top : parent.bottom }
            width: parent.width - (code.visible ? code.width + Theme.gap : 0)
            spacing: Theme.of(60)
            height: Math.min(implicitHeight, room)

            Repeater {
                model: card.pane.facts
                Row {
                    id: fact
                    required property var modelData
                    spacing: Theme.of(60)
                    rightPadding: Theme.of(40)
                    opacity: y + height <= facts.room ? 1 : 0
                    Label {
                        text: fact.modelData.name
                        color: Theme.inkSoft
                        width: Math.min(implicitWidth, facts.width * 0.45)
                        elide: Text.ElideRight
                        wrapMode: Text.NoWrap
                    }
                    Label {
                        text: fact.modelData.value
                        width: Math.min(implicitWidth, facts.width * 0.5)
                        elide: Text.ElideRight
                        wrapMode: Text.NoWrap
                    }
                }
            }
        }
        Label {
            id: more
            anchors { left: parent.left; bottom: parent.bottom }
            visible: body.cut
            width: facts.width
            text: qsTr("全文请到自助机上看")
            color: Theme.primary
            font.bold: true
            wrapMode: Text.NoWrap
            elide: Text.ElideRight
        }
        QrCode {
            id: code
            anchors { right: parent.right; bottom: parent.bottom }
            width: Theme.of(5.6)
            height: width
            visible: card.pane.link !== ""
            text: card.pane.link
        }
    }
    Image {
        id: picture
        anchors { right: parent.right; rightMargin: Theme.padding }
        y: Theme.padding
        width: Math.round(parent.width * 0.36)
        height: parent.height - 2 * Theme.padding
        visible: card.beside
        source: card.pane.source
        sourceSize { width: Math.max(1, width); height: Math.max(1, height) }
        fillMode: Image.PreserveAspectFit
        asynchronous: true
        cache: false
        onStatusChanged: if (status === Image.Error) card.pane.remark("the image of “" + card.pane.title + "” cannot be decoded")
    }
    Timer {
        interval: card.pane.seconds * 1000 / body.pages
        running: card.pane.playing && body.pages > 1
        repeat: true
        onTriggered: if (body.page < body.pages - 1) body.page += 1
    }
}
