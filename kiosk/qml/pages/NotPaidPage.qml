// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"

Page {
    title: Payment.title
    goOn: Payment.mayChooseAgain ? qsTr("重新选账单") : qsTr("回首页")
    back: Payment.mayChooseAgain ? qsTr("不缴了，结束") : ""
    onWentOn: Payment.mayChooseAgain ? Kiosk.chooseAgain() : Kiosk.finish()
    onWentBack: Kiosk.finish()

    Scrolled {
        anchors.fill: parent

        Tale {
            Layout.fillWidth: true
            happened: Payment.happened
            kept: Payment.kept
            todo: Payment.todo
            reference: Payment.reference
        }
    }
}
