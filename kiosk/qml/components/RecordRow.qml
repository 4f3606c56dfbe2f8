// SPDX-License-Identifier: Apache-2.0
// A payment of this machine that was found again.
import QtQuick
import "../theme"

ChoiceRow {
    required property string paymentId
    required property string amount
    required property string told

    title: amount
    note: told
    label: amount + " " + told
    icon: Icons.slip
}
