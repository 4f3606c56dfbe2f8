// SPDX-License-Identifier: Apache-2.0
// A drawing: a phone, its payment code towards the scanner.
pragma ComponentBehavior: Bound
import QtQuick
import "../theme"

Item {
    id: drawing

    readonly property real cell: Math.min(width / 110, height / 104)

    implicitHeight: Theme.mm(60)
    Accessible.ignored: true

    Item {
        anchors.centerIn: parent
        width: 96 * drawing.cell
        height: 100 * drawing.cell

        Rectangle { // the phone
            anchors.horizontalCenter: parent.horizontalCenter
            width: 44 * drawing.cell
            height: 70 * drawing.cell
            radius: 7 * drawing.cell
            color: Theme.surface
            border.width: 2 * Theme.edge
            border.color: Theme.primary

            Repeater {
                model: [28, 20]

                Rectangle {
                    required property int index
                    required property int modelData
                    x: 8 * drawing.cell
                    y: (8 + 7 * index) * drawing.cell
                    width: modelData * drawing.cell
                    height: 2.6 * drawing.cell
                    radius: height / 2
                    color: Theme.line
                }
            }
            Grid { // the code
                anchors {
                    horizontalCenter: parent.horizontalCenter
                    bottom: parent.bottom
                    bottomMargin: 8 * drawing.cell
                }
                columns: 7

                Repeater {
                    model: [1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 0, 1]

                    Rectangle {
                        required property int modelData
                        width: 4 * drawing.cell
                        height: width
                        color: modelData === 1 ? Theme.ink : Theme.surface
                    }
                }
            }
        }
        Rectangle { // the scanner
            anchors {
                left: parent.left
                right: parent.right
                bottom: parent.bottom
            }
            height: 22 * drawing.cell
            radius: 5 * drawing.cell
            color: Theme.surface
            border.width: Theme.edge
            border.color: Theme.primary

            Rectangle { // its window
                anchors.centerIn: parent
                width: 50 * drawing.cell
                height: 7 * drawing.cell
                radius: 2 * drawing.cell
                color: Theme.primary
            }
        }
    }
}
