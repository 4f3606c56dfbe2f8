// SPDX-License-Identifier: Apache-2.0
// A station on the line of a case: done is a tick, under way a ring with a dot, to come an empty ring.
import QtQuick
import QtQuick.Layouts
import "../theme"

RowLayout {
    id: row

    required property int index
    required property string name
    required property string note
    required property bool done
    required property bool current
    required property bool last

    spacing: Theme.mm(6)

    Item {
        Layout.fillHeight: true
        implicitWidth: Theme.mm(11)
        Accessible.ignored: true

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: row.index > 0
            height: ring.y
            width: Theme.edge
            color: row.done || row.current ? Theme.primary : Theme.line
        }
        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: !row.last
            y: ring.y + ring.height
            height: parent.height - y
            width: Theme.edge
            color: row.done ? Theme.primary : Theme.line
        }
        Rectangle {
            id: ring
            y: Theme.mm(3)
            width: Theme.mm(11)
            height: width
            radius: width / 2
            color: row.done ? Theme.primary : Theme.surface
            border.width: Theme.edge
            border.color: row.done || row.current ? Theme.primary : Theme.line

            Icon {
                anchors.centerIn: parent
                visible: row.done
                path: Icons.tick
                size: Theme.mm(7)
                color: Theme.inverse
            }
            Rectangle {
                anchors.centerIn: parent
                visible: row.current
                width: Theme.mm(5)
                height: width
                radius: width / 2
                color: Theme.primary
            }
        }
    }
    ColumnLayout {
        Layout.fillWidth: true
        Layout.topMargin: Theme.mm(2.4)
        Layout.bottomMargin: Theme.mm(2.4)
        spacing: 0

        Label {
            Layout.fillWidth: true
            text: row.name
            font.bold: row.current
            color: row.done || row.current ? Theme.ink : Theme.inkSoft
        }
        Label {
            Layout.fillWidth: true
            text: row.note
            color: row.current ? Theme.primary : Theme.inkSoft
            font.bold: row.current
        }
    }
}
