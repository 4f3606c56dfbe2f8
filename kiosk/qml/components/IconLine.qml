// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import "../theme"

RowLayout {
    id: line

    required property string icon
    required property string text
    property bool strong: false
    property color color: Theme.ink

    Layout.fillWidth: true
    spacing: Theme.mm(5)

    Icon {
        Layout.alignment: Qt.AlignTop
        Layout.topMargin: Theme.mm(0.8)
        path: line.icon
        size: Theme.iconSize
    }
    Label {
        Layout.fillWidth: true
        text: line.text
        color: line.color
        font.bold: line.strong
    }
}
