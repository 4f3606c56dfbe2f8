// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: qsTr("请放身份证")
    goOn: Counter.searching ? "" : qsTr("按缴款码缴费")
    onWentOn: Kiosk.byCode()
    help: Entry.liftCard ? qsTr("证件已经放着的话，请拿起来，再放一次") : qsTr("放在读卡区，放稳一两秒")
    other: qsTr("输入身份证号")
    back: qsTr("上一步")
    onTookOther: Kiosk.typeInstead()
    onWentBack: Kiosk.back()

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.mm(6)

        Banner {
            Layout.fillWidth: true
            visible: Entry.troubleTitle !== "" || Hall.readerTrouble !== ""
            title: Entry.troubleTitle !== "" ? Entry.troubleTitle : Hall.readerTrouble
            text: Entry.troubleTodo
        }
        CardOnReader {
            Layout.fillWidth: true
            Layout.fillHeight: true
        }
        Label {
            Layout.fillWidth: true
            visible: !Theme.tight || Entry.troubleTitle === "" && Hall.readerTrouble === ""
            text: qsTr("居民身份证、港澳台居民居住证、外国人永久居留身份证都可以")
            color: Theme.inkSoft
            horizontalAlignment: Text.AlignHCenter
        }
        Label {
            Layout.fillWidth: true
            visible: !Theme.tight
            text: Counter.searching ? qsTr("只用来查缴费记录，办完就从机器上清除。") : qsTr("只用来查您的账单，办完就从机器上清除。")
            color: Theme.inkSoft
            horizontalAlignment: Text.AlignHCenter
        }
    }
}
