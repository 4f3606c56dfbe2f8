// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: Payment.owed ? qsTr("退款凭证") : qsTr("缴费凭证")
    help: qsTr("可以用手机拍下来")
    goOn: qsTr("完成")
    back: qsTr("返回")
    onWentOn: Kiosk.finish()
    onWentBack: Kiosk.back()

    Scrolled {
        anchors.fill: parent

        Card {
            Layout.fillWidth: true
            implicitHeight: lines.implicitHeight + 2 * Theme.mm(8)

            ColumnLayout {
                id: lines
                anchors {
                    left: parent.left
                    right: parent.right
                    top: parent.top
                    margins: Theme.mm(8)
                }
                spacing: Theme.mm(4)

                Figure {
                    Layout.fillWidth: true
                    text: Payment.amount
                }
                Repeater {
                    model: Payment.lines

                    MoneyLine {
                        Layout.fillWidth: true
                        full: true
                    }
                }
                Rectangle {
                    Layout.fillWidth: true
                    implicitHeight: Theme.hairline
                    color: Theme.line
                }
                Fact {
                    Layout.fillWidth: true
                    name: qsTr("查询号")
                    value: Payment.reference
                    strong: true
                }
                Fact {
                    Layout.fillWidth: true
                    visible: Payment.receiptNo !== ""
                    name: qsTr("凭条号")
                    value: Payment.receiptNo
                }
                Fact {
                    Layout.fillWidth: true
                    visible: Payment.paidAt !== ""
                    name: qsTr("缴费时间")
                    value: Payment.paidAt
                }
                Fact {
                    Layout.fillWidth: true
                    name: qsTr("地点")
                    value: Hall.place
                }
                VerifyCode {
                    Layout.fillWidth: true
                    visible: Payment.verifyUrl !== ""
                    code: Payment.verifyUrl
                    name: qsTr("核验码")
                    note: qsTr("手机扫一扫，可以查这笔缴费的真伪")
                }
            }
        }
    }
}
