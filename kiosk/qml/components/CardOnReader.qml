// SPDX-License-Identifier: Apache-2.0
// A drawing: an ID card laid on the reader.
pragma ComponentBehavior: Bound
import QtQuick
import "../theme"

Item {
    id: drawing

    readonly property real cell: Math.min(width / 120, height / 92)

    implicitHeight: Theme.mm(60)
    Accessible.ignored: true

    Item {
        anchors.centerIn: parent
        width: 112 * drawing.cell
        height: 88 * drawing.cell

        Rectangle { // the reader
            anchors {
                left: parent.left
                right: parent.right
                bottom: parent.bottom
            }
            height: 40 * drawing.cell
            radius: 6 * drawing.cell
            color: Theme.surface
            border.width: Theme.edge
            border.color: Theme.primary

            Rectangle { // its light
                anchors {
                    horizontalCenter: parent.horizontalCenter
                    bottom: parent.bottom
                    bottomMargin: 7 * drawing.cell
                }
                width: 30 * drawing.cell
                height: 2.4 * drawing.cell
                radius: height / 2
                color: Theme.primary
            }
        }
        Rectangle { // the card
            id: card
            anchors {
                horizontalCenter: parent.horizontalCenter
                top: parent.top
            }
            width: 86 * drawing.cell
            height: 54 * drawing.cell
            radius: 4 * drawing.cell
            color: Theme.surface
            border.width: Theme.edge
            border.color: Theme.primary

            Repeater {
                model: [30, 38, 24]

                Rectangle {
                    required property int index
                    required property int modelData
                    x: 8 * drawing.cell
                    y: (9 + 8.5 * index) * drawing.cell
                    width: modelData * drawing.cell
                    height: 3 * drawing.cell
                    radius: height / 2
                    color: Theme.line
                }
            }
            Rectangle {
                x: 8 * drawing.cell
                y: 42 * drawing.cell
                width: 56 * drawing.cell
                height: 4 * drawing.cell
                radius: height / 2
                color: Theme.primary
            }
            Rectangle { // the portrait
                anchors {
                    right: parent.right
                    top: parent.top
                    margins: 8 * drawing.cell
                }
                width: 20 * drawing.cell
                height: 25 * drawing.cell
                radius: 2 * drawing.cell
                color: Theme.paper
                border.width: Theme.hairline
                border.color: Theme.line

                Icon {
                    anchors.centerIn: parent
                    path: Icons.person
                    size: 16 * drawing.cell
                }
            }
        }
    }
}
