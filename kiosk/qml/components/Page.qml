// SPDX-License-Identifier: Apache-2.0
// The anatomy of a page: one question, one line of help, the content, the actions. On a wide panel the question and
// the actions stand beside the content.
import QtQuick
import QtQuick.Layouts
import "../theme"

Item {
    id: page

    required property string title
    property string help
    property string goOn
    property bool ready: true
    property string other
    property string back
    property bool fullWidth: false
    property int headRoom: 0
    readonly property bool beside: Theme.wide && !fullWidth
    default property alias content: body.data
    signal wentOn
    signal tookOther
    signal wentBack

    ColumnLayout {
        id: heading
        anchors {
            left: parent.left
            top: parent.top
            topMargin: page.headRoom
        }
        width: page.beside ? parent.width * 0.36 : parent.width
        spacing: Theme.mm(2)

        Label {
            Layout.fillWidth: true
            visible: text !== ""
            text: page.title
            font.pixelSize: Theme.titleSize
            font.bold: true
            lineHeight: 0.95
            Accessible.role: Accessible.Heading
        }
        Label {
            Layout.fillWidth: true
            visible: text !== "" && !Theme.tight
            text: page.help
            color: Theme.inkSoft
        }
    }
    Item {
        id: body
        anchors {
            left: page.beside ? heading.right : parent.left
            leftMargin: page.beside ? Theme.margin : 0
            right: parent.right
            top: page.beside ? parent.top : heading.bottom
            topMargin: page.beside ? 0 : Theme.mm(Theme.tight ? 5 : 7)
            bottom: page.beside || !foot.visible ? parent.bottom : foot.top
            bottomMargin: page.beside || !foot.visible ? 0 : Theme.mm(Theme.tight ? 5 : 7)
        }
    }
    Actions {
        id: foot
        anchors {
            left: parent.left
            bottom: parent.bottom
        }
        width: heading.width
        visible: page.goOn !== "" || page.other !== "" || page.back !== ""
        goOn: page.goOn
        ready: page.ready
        other: page.other
        back: page.back
        onWentOn: page.wentOn()
        onTookOther: page.tookOther()
        onWentBack: page.wentBack()
    }
}
