// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: Records.state
    help: qsTr("可以用手机拍下来")
    goOn: qsTr("完成")
    other: Records.printable ? qsTr("补打凭条") : ""
    back: qsTr("上一步")
    onWentOn: Kiosk.finish()
    onTookOther: Kiosk.printSlip()
    onWentBack: Kiosk.back()

    Scrolled {
        anchors.fill: parent

        Banner {
            Layout.fillWidth: true
            visible: Records.slipNote !== ""
            icon: Icons.slip
            text: Records.slipNote
        }
        Figure {
            Layout.fillWidth: true
            text: Records.amount
        }
        Repeater {
            model: Records.lines

            MoneyLine {
                Layout.fillWidth: true
                full: true
            }
        }
        Fact {
            Layout.fillWidth: true
            name: qsTr("查询号")
            value: Records.reference
            strong: true
        }
        Fact {
            Layout.fillWidth: true
            visible: Records.paidAt !== ""
            name: qsTr("缴费时间")
            value: Records.paidAt
        }
        VerifyCode {
            Layout.fillWidth: true
            visible: Records.verifyUrl !== ""
            code: Records.verifyUrl
            name: qsTr("核验码")
            note: qsTr("手机扫一扫，可以查这笔缴费的真伪")
        }
    }
}
