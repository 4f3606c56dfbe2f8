// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Linli.Kiosk
import "../components"

Page {
    title: qsTr("请输入受理编号")
    help: qsTr("编号印在受理单的上方")
    goOn: qsTr("查询")
    ready: Entry.ready
    back: qsTr("上一步")
    onWentOn: Kiosk.enter()
    onWentBack: Kiosk.back()

    NumberEntry {
        anchors.fill: parent
    }
}
