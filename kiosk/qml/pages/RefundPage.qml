// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: Payment.title
    goOn: qsTr("知道了，结束")
    onWentOn: Kiosk.finish()

    Scrolled {
        anchors.fill: parent

        AmountCard {
            Layout.fillWidth: true
            caption: Payment.disputed ? qsTr("这笔账单") : qsTr("退款金额")
            amount: Payment.amount
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
