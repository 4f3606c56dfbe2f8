// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: qsTr("请输入查询号")
    help: qsTr("查询号印在凭条上")
    goOn: qsTr("查询")
    ready: Entry.ready
    back: qsTr("上一步")
    onWentOn: Kiosk.enter()
    onWentBack: Kiosk.back()

    NumberEntry {
        anchors.fill: parent
        withLetters: true
    }
}
