// SPDX-License-Identifier: Apache-2.0
// An alert over everything: what happened, what to do, until when, who says so.
import QtQuick
import Linli.Signage
import "components"
import "theme"

Rectangle {
    id: page

    readonly property int inset: Theme.of(13)
    readonly property bool wide: width > height

    color: Theme.danger

    Flow {
        id: head
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: page.inset }
        spacing: Theme.of(40)

        Tag { text: qsTr("演练"); color: Theme.inverse; words: Theme.danger; visible: Emergency.exercise }
        Tag { id: level; text: Emergency.level; color: Theme.inverse; words: Theme.danger }
        Label {
            visible: Emergency.count > 1
            height: level.height
            text: qsTr("第%1条，共%2条").arg(Emergency.index + 1).arg(Emergency.count)
            color: Theme.inverse
            verticalAlignment: Text.AlignVCenter
        }
        Label {
            width: Math.min(implicitWidth, head.width)
            height: level.height
            text: Emergency.happening
            color: Theme.inverse
            font.pixelSize: Theme.of(20)
            font.bold: true
            verticalAlignment: Text.AlignVCenter
            wrapMode: Text.NoWrap
            elide: Text.ElideRight
        }
    }
    Label {
        id: headline
        anchors { left: head.left; right: head.right; top: head.bottom; topMargin: Theme.of(27) }
        readonly property string whole: Emergency.headline
        readonly property int size: whole.length > 24 ? Theme.titleSize : Theme.of(10)

        text: Lobby.inLines(whole, Math.floor(width / size))
        color: Theme.inverse
        font.pixelSize: size
        font.bold: true
        lineHeightMode: Text.FixedHeight
        lineHeight: Math.round(size * 1.22)
        maximumLineCount: page.wide ? 2 : 4
        elide: Text.ElideRight
    }
    PagedText {
        id: words
        anchors { left: head.left; right: head.right; top: headline.bottom; topMargin: Theme.of(36); bottom: foot.top; bottomMargin: Theme.of(36) }
        // A headline that was cut is told in full.
        text: (headline.truncated ? headline.whole + "\n" : "") + Emergency.instruction + "\n" + Emergency.description
        color: Theme.inverse
        size: text.length > 150 ? Theme.textSize : Theme.of(18)
        pitch: 1.5
        most: 1000
        page: Emergency.turn % pages
    }
    Item {
        id: foot
        anchors { left: head.left; right: head.right; bottom: parent.bottom; bottomMargin: page.inset }
        height: Math.max(until.height, who.height)

        Rectangle {
            anchors { left: parent.left; right: parent.right; bottom: parent.top; bottomMargin: Theme.of(60) }
            height: Math.max(2, Theme.of(360))
            color: Theme.inverse
            opacity: 0.5
        }
        Label {
            id: until
            anchors { left: parent.left; bottom: parent.bottom }
            width: Math.min(implicitWidth, parent.width * 0.45)
            text: qsTr("到 %1 为止").arg(Emergency.until)
            color: Theme.inverse
            font.pixelSize: Theme.bodySize
        }
        Label {
            id: who
            anchors { right: parent.right; bottom: parent.bottom }
            width: Math.min(implicitWidth, parent.width * 0.5)
            horizontalAlignment: Text.AlignRight
            text: Emergency.issuer
            color: Theme.inverse
            font.pixelSize: Theme.bodySize
            maximumLineCount: page.wide ? 1 : 2
            elide: Text.ElideRight
        }
    }
}
