// SPDX-License-Identifier: Apache-2.0
// One bill; the whole row is the target. A tick and a thicker edge say that it is chosen.
import QtQuick
import QtQuick.Layouts
import "../theme"

Touch {
    id: row

    required property string billNo
    required property string kind
    required property string period
    required property string payee
    required property string amount
    required property string penalty
    required property bool chosen

    label: [kind, period, amount].join(" ")
    inList: true
    implicitHeight: Math.max(Theme.target, line.implicitHeight + 2 * Theme.mm(5))
    Accessible.role: Accessible.CheckBox
    Accessible.checkable: true
    Accessible.checked: chosen
    Accessible.onToggleAction: activated()

    Card {
        anchors.fill: parent
        border.width: row.chosen ? Theme.edge : Theme.hairline
        border.color: row.chosen || row.held ? Theme.primary : Theme.line
    }
    RowLayout {
        id: line
        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            margins: Theme.mm(6)
        }
        spacing: Theme.mm(6)

        Rectangle {
            Layout.alignment: Qt.AlignVCenter
            implicitWidth: Theme.mm(10)
            implicitHeight: Theme.mm(10)
            radius: Theme.mm(2)
            color: row.chosen ? Theme.primary : Theme.surface
            border.width: Theme.edge
            border.color: Theme.primary

            Icon {
                anchors.centerIn: parent
                visible: row.chosen
                path: Icons.tick
                size: Theme.mm(7.4)
                color: Theme.inverse
            }
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.mm(0.5)

            Label {
                Layout.fillWidth: true
                text: row.kind
                font.pixelSize: Theme.leadSize
                font.bold: true
                lineHeight: 0.95
                Accessible.ignored: true
            }
            Label {
                Layout.fillWidth: true
                text: row.period
                Accessible.ignored: true
            }
            Label {
                Layout.fillWidth: true
                text: row.payee
                color: Theme.inkSoft
                Accessible.ignored: true
            }
            Label {
                Layout.fillWidth: true
                visible: text !== ""
                text: row.penalty
                color: Theme.danger
                Accessible.ignored: true
            }
        }
        Label {
            Layout.alignment: Qt.AlignVCenter
            text: row.amount
            font.pixelSize: Theme.leadSize
            font.bold: true
            wrapMode: Text.NoWrap
            Accessible.ignored: true
        }
    }
}
