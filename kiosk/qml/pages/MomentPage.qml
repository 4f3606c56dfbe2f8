// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: qsTr("请稍候")
    help: qsTr("机器正在准备，马上就好。")

    Scrolled {
        anchors.fill: parent

        Waiting {
            Layout.fillWidth: true
            Layout.topMargin: Theme.mm(40)
            visible: !Payment.present
            text: qsTr("好了会自动继续，不用做什么。")
        }
        Tale {
            Layout.fillWidth: true
            visible: Payment.present
            happened: qsTr("您的这笔付款 %1，后台正在接着处理。").arg(Payment.amount)
            kept: qsTr("付过的钱有记录，不会丢，也不会重复扣。")
            todo: qsTr("请稍等，连上以后这里会显示结果。")
            reference: Payment.reference
        }
    }
}
