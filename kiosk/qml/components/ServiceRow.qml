// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Linli.Kiosk

ChoiceRow {
    required property string code
    required property string name
    required note

    title: name
    onActivated: Kiosk.open(code)
}
