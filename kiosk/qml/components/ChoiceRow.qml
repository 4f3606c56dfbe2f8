// SPDX-License-Identifier: Apache-2.0
// One of a list: what it is, a line about it, an arrow. The whole row is the target.
import QtQuick
import QtQuick.Layouts
import "../theme"

Touch {
    id: row

    property string level
    property string title
    property string note
    property string icon

    label: level === "" ? title : level + " " + title
    inList: true
    implicitHeight: Math.max(Theme.target, line.implicitHeight + 2 * Theme.mm(5))

    Card {
        anchors.fill: parent
        border.width: row.held ? Theme.edge : Theme.hairline
        border.color: row.held ? Theme.primary : Theme.line
    }
    RowLayout {
        id: line
        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            leftMargin: Theme.mm(7)
            rightMargin: Theme.mm(6)
        }
        spacing: Theme.mm(5)

        Icon {
            visible: path !== ""
            path: row.icon
            size: Theme.iconSize
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.mm(1.5)

            Label {
                Layout.fillWidth: true
                text: row.title
                font.pixelSize: Theme.leadSize
                font.bold: true
                lineHeight: 1
                Accessible.ignored: true
            }
            RowLayout {
                Layout.fillWidth: true
                visible: row.level !== "" || row.note !== ""
                spacing: Theme.mm(4)

                LevelTag {
                    visible: row.level !== ""
                    level: row.level
                }
                Label {
                    Layout.fillWidth: true
                    text: row.note
                    color: Theme.inkSoft
                    Accessible.ignored: true
                }
            }
        }
        Icon {
            path: Icons.onwards
            size: Theme.iconSize
        }
    }
}
