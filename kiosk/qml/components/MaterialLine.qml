// SPDX-License-Identifier: Apache-2.0
// One thing to bring: a tick if it must be there, a ring if it may.
import QtQuick
import QtQuick.Layouts
import "../theme"

RowLayout {
    id: line

    required property string name
    required property string note
    required property bool need
    required property string tag

    spacing: Theme.mm(5)

    Icon {
        Layout.alignment: Qt.AlignTop
        Layout.topMargin: Theme.mm(0.8)
        path: line.need ? Icons.good : "M12 2.8 a9.2 9.2 0 1 0 0 18.4 a9.2 9.2 0 1 0 0 -18.4 z"
        color: line.need ? Theme.primary : Theme.inkSoft
        size: Theme.iconSize
    }
    ColumnLayout {
        Layout.fillWidth: true
        spacing: 0

        Label {
            Layout.fillWidth: true
            text: line.name
            font.bold: line.need
        }
        Label {
            Layout.fillWidth: true
            visible: text !== ""
            text: line.note
            color: Theme.inkSoft
        }
    }
    Label {
        Layout.alignment: Qt.AlignTop
        text: line.tag
        color: line.need ? Theme.primary : Theme.inkSoft
        font.bold: line.need
        wrapMode: Text.NoWrap
    }
}
