// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: qsTr("缴费成功")
    help: Payment.reference === "" ? "" : qsTr("查询号 %1").arg(Payment.reference)
    goOn: qsTr("完成")
    other: Payment.slipAction
    back: Payment.resumed ? "" : qsTr("在屏幕上看凭证")
    onWentOn: Kiosk.finish()
    onTookOther: Kiosk.printSlip()
    onWentBack: Kiosk.showSlip()

    Scrolled {
        anchors.fill: parent

        AmountCard {
            Layout.fillWidth: true
            icon: Theme.elder ? "" : Icons.good
            caption: qsTr("已付")
            amount: Payment.amount
        }
        Banner {
            Layout.fillWidth: true
            icon: Payment.slipTrouble ? Icons.alert : Icons.slip
            title: Payment.slipTitle
            text: Payment.slipHelp
            color: Payment.slipTrouble ? Theme.cautionSoft : Theme.surface
        }
        VerifyCode {
            Layout.fillWidth: true
            visible: Payment.verifyUrl !== ""
            code: Payment.verifyUrl
            name: qsTr("核验码")
            note: qsTr("手机扫一扫，可以查这笔缴费的真伪")
        }
        ColumnLayout {
            Layout.fillWidth: true
            Layout.topMargin: Theme.mm(2)
            spacing: Theme.mm(2)

            Repeater {
                id: lines
                model: Payment.lines

                MoneyLine {
                    Layout.fillWidth: true
                }
            }
        }
    }
}
