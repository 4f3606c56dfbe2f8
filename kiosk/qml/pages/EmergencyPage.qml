// SPDX-License-Identifier: Apache-2.0
// An emergency fills the screen: what to do first and largest, what happened, until when, who says so.
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Item {
    id: page

    readonly property int brief: Kiosk.english ? 200 : 80
    // Little height for large words.
    readonly property bool slim: Theme.tight || Theme.wide
    readonly property string shown: Emergency.key
    onShownChanged: story.rewind()

    Rectangle {
        anchors.fill: parent
        color: Theme.danger
    }
    Rectangle {
        id: exercise
        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
        }
        visible: Emergency.exercise
        height: visible ? words.height + 2 * Theme.mm(4) : 0
        color: Theme.surface

        Label {
            id: words
            anchors.centerIn: parent
            width: parent.width - 2 * Theme.margin
            text: qsTr("演练 · 不是真的，请配合")
            color: Theme.danger
            font.pixelSize: Theme.leadSize
            font.bold: true
            lineHeight: 1
            horizontalAlignment: Text.AlignHCenter
        }
    }
    Scrolled {
        id: story
        anchors {
            left: parent.left
            right: parent.right
            top: exercise.bottom
            bottom: foot.top
            margins: Theme.margin
            topMargin: Theme.mm(page.slim ? 6 : 14)
            bottomMargin: Theme.mm(5)
        }
        between: Theme.mm(page.slim ? 4 : 9)

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.mm(6)

            Icon {
                path: Icons.warning
                color: Theme.inverse
                size: Theme.mm(page.slim ? 14 : 22)
                stroke: 1.6 * Theme.stroke
            }
            Label {
                Layout.fillWidth: true
                text: Emergency.kind
                color: Theme.inverse
                font.pixelSize: text.length > (Kiosk.english ? 30 : 12) ? Theme.mm(page.slim ? 12 : 14.6) : Theme.mm(Theme.tight ? 15 : page.slim ? 17 : 21)
                font.bold: true
                lineHeight: 1
                Accessible.role: Accessible.Heading
            }
            Label {
                visible: text !== ""
                text: Emergency.position
                color: Theme.inverse
                font.pixelSize: Theme.leadSize
                font.bold: true
                wrapMode: Text.NoWrap
            }
        }
        Label {
            Layout.fillWidth: true
            text: Emergency.headline
            color: Theme.inverse
            font.pixelSize: text.length > page.brief || page.slim ? Theme.bodySize : Theme.leadSize
            font.bold: true
        }
        Rectangle {
            Layout.fillWidth: true
            implicitHeight: Theme.edge
            color: Theme.inverse
        }
        Label {
            Layout.fillWidth: true
            text: Emergency.instruction
            color: Theme.inverse
            font.pixelSize: text.length > page.brief ? Theme.leadSize : Theme.mm(Theme.tight ? 13 : page.slim ? 16 : 18)
            font.bold: true
            lineHeight: Kiosk.english ? 1 : 1.12
        }
        Rectangle {
            Layout.fillWidth: true
            implicitHeight: Theme.edge
            color: Theme.inverse
        }
        Label {
            Layout.fillWidth: true
            text: Emergency.description
            color: Theme.inverse
            font.pixelSize: text.length > page.brief || Theme.tight ? Theme.bodySize : Theme.leadSize
            lineHeight: Kiosk.english ? 1 : 1.15
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.mm(4)

            LevelTag {
                Layout.alignment: Qt.AlignTop
                visible: level !== ""
                level: Emergency.level
                color: Theme.surface
                words: Theme.danger
            }
            Label {
                Layout.fillWidth: true
                text: qsTr("%1 发布，到 %2 为止").arg(Emergency.issuer).arg(Emergency.until)
                color: Theme.inverse
            }
        }
    }
    ColumnLayout {
        id: foot
        anchors {
            left: parent.left
            right: parent.right
            bottom: parent.bottom
            margins: Theme.margin
            bottomMargin: Theme.mm(6)
        }
        spacing: Theme.mm(4)

        Label {
            Layout.fillWidth: true
            visible: Emergency.paying
            text: qsTr("您的付款在安全地继续，不会丢，也不会重复扣。")
            color: Theme.inverse
            font.bold: true
        }
        Label {
            Layout.fillWidth: true
            visible: Emergency.leavingSeconds > 0
            text: qsTr("您还在吗？%n 秒后自动退出。", "", Emergency.leavingSeconds)
            color: Theme.inverse
            font.bold: true
        }
        GridLayout {
            id: buttons
            Layout.fillWidth: true
            visible: Emergency.mayGoOn || Emergency.position !== ""
            columns: next.implicitWidth + onwards.implicitWidth + columnSpacing <= width ? 2 : 1
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap

            Button {
                id: next
                Layout.fillWidth: !Emergency.mayGoOn || buttons.columns === 1
                visible: Emergency.position !== ""
                label: qsTr("看下一条")
                onActivated: Kiosk.nextAlert()
            }
            Button {
                id: onwards
                Layout.fillWidth: true
                visible: Emergency.mayGoOn
                label: qsTr("知道了，继续办事")
                onActivated: Kiosk.uncover()
            }
        }
        Label {
            Layout.fillWidth: true
            visible: !Emergency.mayGoOn
            text: qsTr("要办事，请先点一下屏幕。")
            color: Theme.inverse
            horizontalAlignment: Text.AlignHCenter
        }
    }
}
