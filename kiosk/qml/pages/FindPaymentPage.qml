// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: qsTr("请扫凭条上的码")
    help: qsTr("没有凭条，可以用身份证查")
    goOn: qsTr("用身份证查")
    other: qsTr("输入查询号")
    onWentOn: Kiosk.byCard()
    onTookOther: Kiosk.typeInstead()
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
        SlipAtScanner {
            Layout.fillWidth: true
            Layout.fillHeight: true
        }
        Label {
            Layout.fillWidth: true
            visible: Entry.looking
            text: qsTr("扫到了，正在查…")
            font.bold: true
            horizontalAlignment: Text.AlignHCenter
        }
    }
}
