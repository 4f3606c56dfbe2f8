// SPDX-License-Identifier: Apache-2.0
// One step of how it is done.
import QtQuick
import QtQuick.Layouts
import "../theme"

RowLayout {
    id: line

    required property string number
    required property string name
    required property string note

    spacing: Theme.mm(5)

    Rectangle {
        Layout.alignment: Qt.AlignTop
        implicitWidth: Theme.mm(Theme.elder ? 15 : 12)
        implicitHeight: implicitWidth
        radius: width / 2
        color: Theme.primary

        Label {
            anchors.centerIn: parent
            text: line.number
            color: Theme.inverse
            font.bold: true
            lineHeight: 1
            wrapMode: Text.NoWrap
        }
    }
    ColumnLayout {
        Layout.fillWidth: true
        spacing: 0

        Label {
            Layout.fillWidth: true
            text: line.name
            font.bold: true
        }
        Label {
            Layout.fillWidth: true
            text: line.note
            color: Theme.inkSoft
        }
    }
}
