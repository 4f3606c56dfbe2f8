// SPDX-License-Identifier: Apache-2.0
// A choice of its own: a tick says that it is wished.
import QtQuick
import QtQuick.Layouts
import "../theme"

Touch {
    id: row

    required property bool ticked

    implicitHeight: Math.max(Theme.target, line.implicitHeight + 2 * Theme.mm(3))
    Accessible.role: Accessible.CheckBox
    Accessible.checkable: true
    Accessible.checked: ticked
    Accessible.onToggleAction: activated()

    Card {
        anchors.fill: parent
        border.width: row.ticked ? Theme.edge : Theme.hairline
        border.color: row.ticked || row.held ? Theme.primary : Theme.line
    }
    RowLayout {
        id: line
        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            leftMargin: Theme.mm(6)
            rightMargin: Theme.mm(6)
        }
        spacing: Theme.mm(6)

        Rectangle {
            Layout.alignment: Qt.AlignVCenter
            implicitWidth: Theme.mm(10)
            implicitHeight: Theme.mm(10)
            radius: Theme.mm(2)
            color: row.ticked ? Theme.primary : Theme.surface
            border.width: Theme.edge
            border.color: Theme.primary

            Icon {
                anchors.centerIn: parent
                visible: row.ticked
                path: Icons.tick
                size: Theme.mm(7.4)
                color: Theme.inverse
            }
        }
        Label {
            Layout.fillWidth: true
            text: row.label
            Accessible.ignored: true
        }
    }
}
