// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"

Page {
    title: Trouble.title
    goOn: Trouble.canRetry ? qsTr("再试一次") : qsTr("回首页")
    other: Counter.byCode ? qsTr("按缴款码") : Trouble.canRetry ? qsTr("结束") : ""
    back: Trouble.canRetry ? qsTr("上一步") : ""
    onWentOn: Trouble.canRetry ? Kiosk.retry() : Kiosk.finish()
    onTookOther: Counter.byCode ? Kiosk.byCode() : Kiosk.finish()
    onWentBack: Kiosk.back()

    Scrolled {
        anchors.fill: parent

        Tale {
            Layout.fillWidth: true
            happened: Trouble.happened
            kept: Trouble.kept
            todo: Trouble.todo
        }
    }
}
