// SPDX-License-Identifier: Apache-2.0
// As much of a text as there is room for: its beginning, less of it, or nothing.
import QtQuick
import "../theme"

Item {
    id: excerpt

    required property string text
    required property string brief
    readonly property bool fits: whole.contentHeight <= height

    Label {
        id: whole
        width: excerpt.width
        visible: excerpt.fits
        text: excerpt.text
        font.pixelSize: Theme.leadSize
        lineHeight: 1.15
    }
    Label {
        width: excerpt.width
        visible: !excerpt.fits && contentHeight <= excerpt.height
        text: excerpt.brief
        font.pixelSize: Theme.leadSize
        lineHeight: 1.15
    }
}
