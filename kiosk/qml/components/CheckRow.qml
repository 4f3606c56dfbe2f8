// SPDX-License-Identifier: Apache-2.0
// One bill as it will be paid.
import QtQuick
import QtQuick.Layouts
import "../theme"

ColumnLayout {
    id: row

    required property string kind
    required property string period
    required property string payee
    required property string amount
    required property string penalty

    spacing: 0

    MoneyLine {
        Layout.fillWidth: true
        kind: row.kind
        period: row.period
        amount: row.amount
        payee: row.payee
    }
    Label {
        Layout.fillWidth: true
        text: row.penalty === "" ? row.payee : row.payee + "  " + row.penalty
        color: Theme.inkSoft
    }
    Rectangle {
        Layout.fillWidth: true
        Layout.topMargin: Theme.gap
        implicitHeight: Theme.hairline
        color: Theme.line
    }
}
