// SPDX-License-Identifier: Apache-2.0
// A line of a bill: what for and when, how much.
import QtQuick
import QtQuick.Layouts
import "../theme"

RowLayout {
    id: line

    required property string kind
    required property string period
    required property string amount

    spacing: Theme.mm(6)

    Label {
        Layout.fillWidth: true
        text: line.kind + "  " + line.period
    }
    Label {
        Layout.alignment: Qt.AlignTop
        text: line.amount
        font.bold: true
        wrapMode: Text.NoWrap
    }
}
