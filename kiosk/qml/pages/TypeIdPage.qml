// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Linli.Kiosk
import "../components"

Page {
    title: qsTr("请输入身份证号")
    help: ""
    goOn: qsTr("继续")
    ready: Entry.ready
    other: Entry.troubled ? qsTr("清空") : ""
    back: qsTr("上一步")
    onWentOn: Kiosk.enter()
    onTookOther: Kiosk.clear()
    onWentBack: Kiosk.back()

    NumberEntry {
        anchors.fill: parent
        withX: true
    }
}
