// SPDX-License-Identifier: Apache-2.0
import QtQuick
import "../theme"

Text {
    color: Theme.ink
    font.family: Theme.family
    font.pixelSize: Theme.textSize
    textFormat: Text.PlainText
    wrapMode: Text.Wrap
    Accessible.role: Accessible.StaticText
    Accessible.name: text
    Accessible.ignored: text === ""
}
