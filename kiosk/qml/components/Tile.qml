// SPDX-License-Identifier: Apache-2.0
// A journey's door.
import QtQuick
import QtQuick.Layouts
import "../theme"

Touch {
    id: tile

    required property string icon
    required property string note
    property bool filled: false
    property bool across: false
    property bool troubled: false
    readonly property bool solid: filled && !troubled

    implicitHeight: grid.implicitHeight + 2 * Theme.mm(across ? 5 : 10)
    implicitWidth: Theme.mm(60)

    Rectangle {
        anchors.fill: parent
        radius: Theme.corner
        color: tile.solid ? Theme.primary : Theme.surface
        border.width: tile.held ? 2 * Theme.edge : tile.solid ? 0 : Theme.edge
        border.color: tile.solid && tile.held ? Theme.ink : Theme.primary
    }
    GridLayout {
        id: grid
        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            margins: Theme.mm(8)
        }
        columns: tile.across ? 2 : 1
        columnSpacing: Theme.mm(9)
        rowSpacing: Theme.mm(6)

        Icon {
            path: tile.icon
            size: Theme.mm(Theme.elder ? 22 : 18)
            stroke: 1.3 * Theme.stroke
            color: tile.solid ? Theme.inverse : Theme.primary
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.mm(1)

            Label {
                Layout.fillWidth: true
                text: tile.label
                color: tile.solid ? Theme.inverse : Theme.ink
                font.pixelSize: Theme.mm(Theme.elder && !Theme.tight ? 15 : 13)
                font.bold: true
                lineHeight: 0.95
                Accessible.ignored: true
            }
            Label {
                Layout.fillWidth: true
                text: tile.note
                color: tile.solid ? Theme.inverseSoft : tile.troubled ? Theme.danger : Theme.inkSoft
                font.bold: tile.troubled
            }
        }
    }
}
