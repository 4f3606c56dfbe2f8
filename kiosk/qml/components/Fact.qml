// SPDX-License-Identifier: Apache-2.0
// A name and its value: left and right where both fit, else one under the other.
import QtQuick
import QtQuick.Layouts
import "../theme"

GridLayout {
    id: fact

    required property string name
    required property string value
    property bool strong: false

    columns: label.implicitWidth + words.implicitWidth + columnSpacing <= width ? 2 : 1
    columnSpacing: Theme.space
    rowSpacing: Theme.mm(0.5)

    Label {
        id: label
        Layout.fillWidth: true
        text: fact.name
        color: Theme.inkSoft
    }
    Label {
        id: words
        Layout.maximumWidth: fact.width
        Layout.fillWidth: fact.columns === 1
        text: fact.value
        font.bold: fact.strong
    }
}
