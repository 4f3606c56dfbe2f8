// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: Board.empty ? (Board.there ? qsTr("现在没有通知") : qsTr("内容还没有送到")) : qsTr("通知公告")
    help: Board.empty ? (Board.there ? qsTr("有新通知会显示在这里。") : qsTr("通知还在路上，请过一会儿再来看，或者问工作人员。")) : qsTr("点一条，看全文")
    back: qsTr("返回首页")
    onWentBack: Kiosk.back()

    Waiting {
        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
        }
        visible: Board.empty
        icon: Icons.notice
        text: qsTr("想问的事，也可以打电话 %1").arg(Hall.phone)
    }
    Listed {
        anchors.fill: parent
        visible: !Board.empty
        model: Board.rows
        delegate: NoticeRow {
            width: ListView.view.width
        }
    }
}
