// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    id: page

    readonly property bool brief: Theme.isTitle(Board.title)

    title: brief ? Board.title : qsTr("通知公告")
    back: qsTr("上一步")
    onWentBack: Kiosk.back()

    Scrolled {
        anchors.fill: parent
        between: Theme.mm(5)

        Label {
            Layout.fillWidth: true
            visible: !page.brief
            text: Board.title
            font.pixelSize: Theme.leadSize
            font.bold: true
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.mm(4)

            LevelTag {
                Layout.alignment: Qt.AlignTop
                visible: level !== ""
                level: Board.level
            }
            Label {
                Layout.fillWidth: true
                text: Board.issued
                color: Theme.inkSoft
            }
        }
        Picture {
            Layout.fillWidth: true
            Layout.preferredHeight: Math.min(width / Math.max(0.2, aspect), Theme.mm(Theme.wide ? 110 : 150))
            visible: there
            source: Board.picture
        }
        Section {
            Layout.fillWidth: true
            visible: Board.hasFacts
            name: qsTr("要点")

            Repeater {
                model: Board.facts

                Fact {
                    Layout.fillWidth: true
                    strong: true
                }
            }
        }
        Label {
            Layout.fillWidth: true
            text: Board.body
            lineHeight: Kiosk.english ? 1.05 : 1.2
        }
        RowLayout {
            Layout.fillWidth: true
            visible: Board.link !== ""
            spacing: Theme.mm(6)

            Rectangle {
                implicitWidth: Theme.mm(62)
                implicitHeight: implicitWidth
                radius: Theme.corner
                color: "#FFFFFF"
                border.width: Theme.edge
                border.color: Theme.primary

                QrCode {
                    anchors.fill: parent
                    anchors.margins: Theme.mm(2)
                    text: Board.link
                    Accessible.role: Accessible.Graphic
                    Accessible.name: qsTr("通知详情的二维码")
                }
            }
            Label {
                Layout.fillWidth: true
                text: qsTr("用手机扫一扫，看详情")
                font.bold: true
                color: Theme.primary
            }
        }
    }
}
