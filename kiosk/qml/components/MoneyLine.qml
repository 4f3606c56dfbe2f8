// SPDX-License-Identifier: Apache-2.0
// A line of a bill: what for and when, how much; in full also who is paid, for which account.
import QtQuick
import QtQuick.Layouts
import "../theme"

RowLayout {
    id: line

    required property string kind
    required property string period
    required property string amount
    required property string payee
    property bool full: false

    spacing: Theme.mm(6)

    ColumnLayout {
        Layout.fillWidth: true
        spacing: 0

        Label {
            Layout.fillWidth: true
            text: line.kind + "  " + line.period
        }
        Label {
            Layout.fillWidth: true
            visible: line.full && text !== ""
            text: line.payee
            color: Theme.inkSoft
        }
    }
    Label {
        Layout.alignment: Qt.AlignTop
        text: line.amount
        font.bold: true
        wrapMode: Text.NoWrap
    }
}
