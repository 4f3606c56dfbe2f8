// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: qsTr("请扫缴款通知上的码")
    help: qsTr("把码对准扫码口，听到“滴”一声就好")
    other: qsTr("输入缴款码")
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
