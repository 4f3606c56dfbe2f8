// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Linli.Kiosk

ChoiceRow {
    required property string noticeKey
    required property string issued
    required level
    required title

    note: issued
    onActivated: Kiosk.open(noticeKey)
}
