// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: qsTr("请出示付款码")
    help: qsTr("屏幕朝下，对准扫码口，离开一掌远")

    back: qsTr("上一步")
    onWentBack: Kiosk.back()

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.mm(6)

        Banner {
            Layout.fillWidth: true
            visible: Entry.troubleTitle !== "" || Hall.scannerTrouble !== ""
            title: Entry.troubleTitle !== "" ? Entry.troubleTitle : Hall.scannerTrouble
            text: Entry.troubleTodo
        }
        PhoneAtScanner {
            Layout.fillWidth: true
            Layout.fillHeight: true
        }
        Label {
            Layout.fillWidth: true
            text: qsTr("在微信、支付宝或云闪付里打开“付款码”")
            font.bold: true
            horizontalAlignment: Text.AlignHCenter
        }
        Label {
            Layout.fillWidth: true
            visible: !Theme.tight
            text: qsTr("应付 %1。扫到以前不会扣款。").arg(Bills.total)
            color: Theme.inkSoft
            horizontalAlignment: Text.AlignHCenter
        }
    }
}
