// SPDX-License-Identifier: Apache-2.0
// A kind of services.
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../theme"

Touch {
    id: tile

    required property string categoryId
    required property string name
    required property string note

    label: name
    inList: true
    implicitHeight: words.implicitHeight + 2 * Theme.mm(4)
    onActivated: Kiosk.open(categoryId)

    Rectangle {
        anchors.fill: parent
        radius: Theme.corner
        color: Theme.surface
        border.width: tile.held ? 2 * Theme.edge : Theme.edge
        border.color: Theme.primary
    }
    ColumnLayout {
        id: words
        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            leftMargin: Theme.mm(8)
            rightMargin: Theme.mm(8)
        }
        spacing: Theme.mm(1.5)

        Label {
            Layout.fillWidth: true
            text: tile.name
            font.pixelSize: Theme.mm(tile.name.length > (Kiosk.english ? 22 : 11) ? Theme.elder ? 12 : 10 : 12.5)
            font.bold: true
            lineHeight: 1
            Accessible.ignored: true
        }
        Label {
            Layout.fillWidth: true
            text: tile.note
            visible: text !== "" && !Theme.tight
            color: Theme.inkSoft
            Accessible.ignored: true
        }
    }
}
