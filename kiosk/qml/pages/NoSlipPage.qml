// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: qsTr("打不了凭条，还缴吗？")
    help: qsTr("现在还没有扣款")
    goOn: qsTr("不打凭条，照样缴")
    back: qsTr("先不缴，返回")
    onWentOn: Kiosk.confirm()
    onWentBack: Kiosk.back()

    Scrolled {
        anchors.fill: parent

        AmountCard {
            Layout.fillWidth: true
            caption: qsTr("一共要付")
            amount: Bills.total
        }
        Tale {
            Layout.fillWidth: true
            happened: qsTr("打印机现在用不了，付好以后没有纸质凭条。")
            kept: qsTr("缴费一样有效，钱有记录。")
            todo: qsTr("付好后可以在屏幕上看，以后也能在这里查到、补打。")
            phone: false
        }
    }
}
