// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: Records.loading ? qsTr("正在查缴费记录") : Records.empty ? qsTr("没有缴费记录") : qsTr("在这里缴过的费")
    help: Records.loading ? qsTr("请稍等") : Records.empty ? "" : qsTr("点一笔，可以看凭证、补打凭条")
    goOn: Records.loading ? "" : qsTr("完成")
    back: qsTr("上一步")
    onWentOn: Kiosk.finish()
    onWentBack: Kiosk.back()

    Waiting {
        anchors.left: parent.left
        anchors.right: parent.right
        visible: Records.loading || Records.empty
        icon: Records.loading ? Icons.hourglass : Icons.info
        text: Records.loading ? qsTr("正在查缴费记录…") : qsTr("这台机器最近没有您的缴费记录。")
    }
    Listed {
        anchors.fill: parent
        visible: !Records.loading && !Records.empty
        model: Records.rows
        delegate: RecordRow {
            width: ListView.view.width
            onActivated: Kiosk.open(paymentId)
        }
    }
}
