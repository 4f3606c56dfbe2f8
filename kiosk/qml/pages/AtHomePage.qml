// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: qsTr("可以回家用手机缴")
    help: qsTr("现在网络不通，这台机器缴不了费")
    goOn: qsTr("完成")
    other: Counter.homeNext
    back: qsTr("上一步")
    onWentOn: Kiosk.finish()
    onTookOther: Kiosk.next()
    onWentBack: Kiosk.back()

    Scrolled {
        anchors.fill: parent
        between: Theme.mm(4)

        IconLine {
            Layout.fillWidth: true
            icon: Icons.pay
            text: qsTr("没有扣款，您的钱没有动。")
            strong: true
        }
        Fact {
            Layout.fillWidth: true
            visible: Counter.homeWhat !== ""
            name: Counter.homeWhat
            value: Counter.homeAmount
            strong: true
        }
        VerifyCode {
            Layout.fillWidth: true
            visible: Counter.homeCode !== ""
            code: Counter.homeCode
            name: qsTr("账单的码")
            note: Counter.homeOpens ? qsTr("请用手机扫一扫，有网时打开就能缴") : qsTr("请拍下这个号码，在家里用手机缴")
        }
        Fact {
            Layout.fillWidth: true
            visible: Counter.homeNumber !== ""
            name: qsTr("缴款码")
            value: Counter.homeNumber
            strong: true
        }
    }
}
