// SPDX-License-Identifier: Apache-2.0
// What to bring, and whom to call.
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../theme"

Card {
    id: card

    implicitHeight: lines.implicitHeight + 2 * Theme.mm(9)

    ColumnLayout {
        id: lines
        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            margins: Theme.mm(8)
        }
        spacing: Theme.mm(6)

        Label {
            Layout.fillWidth: true
            text: qsTr("请带好")
            font.pixelSize: Theme.leadSize
            font.bold: true
        }
        IconLine {
            icon: Icons.idCard
            text: qsTr("缴费：身份证，付款用的手机")
        }
        IconLine {
            icon: Icons.slip
            text: qsTr("查进度：窗口给您的受理单")
        }
        Rectangle {
            Layout.fillWidth: true
            implicitHeight: Theme.hairline
            color: Theme.line
        }
        IconLine {
            icon: Icons.phone
            text: qsTr("不会用？请打 %1").arg(Hall.phone)
            strong: true
        }
    }
}
