// SPDX-License-Identifier: Apache-2.0
// One thing to know now: a shape, a bold word and what to do.
import QtQuick
import QtQuick.Layouts
import "../theme"

Rectangle {
    id: banner

    property string icon: Icons.alert
    property string title
    property string text

    implicitHeight: row.implicitHeight + 2 * Theme.mm(5)
    radius: Theme.corner
    color: Theme.cautionSoft
    border.width: Theme.hairline
    border.color: Theme.line

    RowLayout {
        id: row
        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            leftMargin: Theme.mm(6)
            rightMargin: Theme.mm(6)
        }
        spacing: Theme.mm(5)

        Icon {
            Layout.alignment: Qt.AlignVCenter
            path: banner.icon
            color: Theme.ink
            size: Theme.iconSize
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.mm(1)

            Label {
                Layout.fillWidth: true
                visible: text !== ""
                text: banner.title
                font.bold: true
            }
            Label {
                Layout.fillWidth: true
                visible: text !== ""
                text: banner.text
            }
        }
    }
}
