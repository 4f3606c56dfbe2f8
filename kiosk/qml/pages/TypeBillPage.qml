// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: qsTr("请输入缴款码")
    help: qsTr("号码印在缴款通知上")
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
