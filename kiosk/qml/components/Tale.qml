// SPDX-License-Identifier: Apache-2.0
// What happened, what became of the money, what to do, whom to ask: each with its shape, always in this order.
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../theme"

Card {
    id: tale

    property string happened
    property string kept
    property string todo
    property string reference
    property bool phone: true

    implicitHeight: lines.implicitHeight + 2 * Theme.mm(8)

    ColumnLayout {
        id: lines
        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
            margins: Theme.mm(8)
        }
        spacing: Theme.mm(6)

        IconLine {
            icon: Icons.info
            text: tale.happened
            visible: text !== ""
        }
        IconLine {
            visible: text !== ""
            icon: Icons.pay
            text: tale.kept
            strong: true
        }
        IconLine {
            visible: text !== ""
            icon: Icons.good
            text: tale.todo
        }
        IconLine {
            visible: text !== ""
            icon: Icons.slip
            text: tale.reference === "" ? "" : qsTr("查询号 %1").arg(tale.reference)
            strong: true
        }
        IconLine {
            visible: text !== ""
            icon: Icons.phone
            text: tale.phone ? qsTr("帮助电话 %1").arg(Hall.phone) : ""
        }
    }
}
