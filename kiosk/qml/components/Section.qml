// SPDX-License-Identifier: Apache-2.0
// A card with its name on top.
import QtQuick
import QtQuick.Layouts
import "../theme"

Card {
    id: section

    required property string name
    default property alias content: lines.data

    implicitHeight: lines.implicitHeight + 2 * Theme.mm(7)

    ColumnLayout {
        id: lines
        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
            margins: Theme.mm(7)
        }
        spacing: Theme.mm(3.5)

        Label {
            Layout.fillWidth: true
            text: section.name
            color: Theme.primary
            font.bold: true
        }
    }
}
