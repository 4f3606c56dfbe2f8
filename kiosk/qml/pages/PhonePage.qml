// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: qsTr("请在手机上确认")
    help: qsTr("可能要输密码或按指纹")
    back: qsTr("不付了，返回")
    onWentBack: Kiosk.giveUp()

    Scrolled {
        anchors.fill: parent

        AmountCard {
            Layout.fillWidth: true
            caption: qsTr("应付")
            amount: Payment.amount
        }
        Tale {
            Layout.fillWidth: true
            happened: Payment.offline ? qsTr("网络断了，结果会晚一点显示。付过了请不要再付。") : qsTr("手机上正在等您同意这笔付款。")
            kept: qsTr("您同意以后才会扣款，只扣一次。")
            todo: qsTr("付好以后请稍等，这里会自动显示结果。")
            reference: Payment.reference
            phone: false
        }
    }
}
