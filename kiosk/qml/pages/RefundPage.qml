// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: Payment.title
    goOn: qsTr("知道了，结束")
    other: Payment.owed && Payment.slipKnown ? Payment.slipAction : ""
    back: Payment.owed && !Payment.resumed ? qsTr("在屏幕上看") : ""
    onWentOn: Kiosk.finish()
    onTookOther: Kiosk.printSlip()
    onWentBack: Kiosk.showSlip()

    Scrolled {
        anchors.fill: parent

        AmountCard {
            Layout.fillWidth: true
            caption: Payment.disputed ? qsTr("这笔账单") : qsTr("退款金额")
            amount: Payment.amount
        }
        Banner {
            Layout.fillWidth: true
            visible: Payment.owed && Payment.slipKnown
            icon: Payment.slipTrouble ? Icons.alert : Icons.slip
            title: Payment.slipTitle
            text: Payment.slipHelp
            color: Payment.slipTrouble ? Theme.cautionSoft : Theme.surface
        }
        Tale {
            Layout.fillWidth: true
            happened: Payment.happened
            kept: Payment.kept
            todo: Payment.todo
            reference: Payment.reference
        }
    }
}
