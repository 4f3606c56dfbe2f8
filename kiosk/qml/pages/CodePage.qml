// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    id: page

    title: Payment.resumed ? qsTr("这笔付款还没有完成") : qsTr("请用手机扫码付款")
    help: Payment.resumed ? qsTr("付款码还有效，可以接着付") : qsTr("微信、支付宝、云闪付都可以")
    back: qsTr("不付了，返回")
    onWentBack: Kiosk.giveUp()

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.mm(6)

        Card {
            Layout.fillWidth: true
            Layout.fillHeight: true

            ColumnLayout {
                anchors.fill: parent
                anchors.margins: Theme.mm(6)
                spacing: Theme.mm(2)

                Label {
                    Layout.fillWidth: true
                    visible: !Theme.elder && (Theme.wide || page.height > Theme.mm(230))
                    text: qsTr("应付")
                    color: Theme.inkSoft
                    horizontalAlignment: Text.AlignHCenter
                }
                Figure {
                    Layout.fillWidth: true
                    text: Payment.amount
                }
                Item {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.minimumHeight: Theme.mm(Payment.offline ? 52 : 60)

                    Rectangle {
                        id: quiet
                        anchors.centerIn: parent
                        width: Math.min(parent.width, parent.height, Theme.mm(140))
                        height: width
                        radius: Theme.corner
                        color: "#FFFFFF"
                        border.width: Theme.edge
                        border.color: Theme.primary

                        QrCode {
                            anchors.fill: parent
                            anchors.margins: Theme.mm(2)
                            text: Payment.codeUrl
                            Accessible.role: Accessible.Graphic
                            Accessible.name: qsTr("付款码")
                        }
                    }
                }
                Label {
                    Layout.fillWidth: true
                    text: qsTr("付款码还有 %1 有效").arg(Payment.countdown)
                    horizontalAlignment: Text.AlignHCenter
                    font.bold: true
                    color: Theme.primary
                }
            }
        }
        ColumnLayout {
            Layout.fillWidth: true
            visible: !Theme.wide && lines.count <= 4 && page.height > Theme.mm(290)
            spacing: Theme.mm(2)

            Repeater {
                id: lines
                model: Payment.lines

                MoneyLine {
                    Layout.fillWidth: true
                }
            }
        }
        Label {
            Layout.fillWidth: true
            visible: Payment.offline || !Theme.tight && (Theme.wide ? !Theme.elder : page.height > Theme.mm(230))
            text: Payment.offline ? qsTr("网络断了，结果会晚一点显示。付过了请不要再付。") : qsTr("付好以后请稍等，这里会自动显示结果。")
            color: Payment.offline ? Theme.ink : Theme.inkSoft
            font.bold: Payment.offline
            horizontalAlignment: Text.AlignHCenter
        }
    }
}
