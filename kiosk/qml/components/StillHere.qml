// SPDX-License-Identifier: Apache-2.0
// The question before a visit ends: covers what stands there, says how long, is answered with one touch.
import QtQuick
import Linli.Kiosk
import "../theme"

Page {
    id: asking

    title: qsTr("您还在吗？")
    help: qsTr("没有人操作的话，为了保护您的信息，会自动退出。")
    goOn: qsTr("我还在")
    back: qsTr("办完了，退出")
    onWentOn: Kiosk.stillHere()
    onWentBack: Kiosk.quit()

    Column {
        anchors.centerIn: parent
        width: parent.width
        spacing: Theme.mm(2)

        Label {
            width: parent.width
            text: String(Visit.warningSeconds)
            color: Theme.primary
            font.pixelSize: 2.2 * Theme.figureSize
            font.bold: true
            lineHeight: 0.9
            horizontalAlignment: Text.AlignHCenter
        }
        Label {
            width: parent.width
            text: qsTr("秒后自动退出")
            font.pixelSize: Theme.leadSize
            horizontalAlignment: Text.AlignHCenter
        }
    }
}
