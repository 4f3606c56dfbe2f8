// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: Payment.title
    other: Payment.mayLeave ? (Payment.resumed ? qsTr("办别的事") : qsTr("不等了，先离开")) : ""
    onTookOther: Kiosk.leave()

    Scrolled {
        anchors.fill: parent

        AmountCard {
            Layout.fillWidth: true
            caption: qsTr("这笔付款")
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
