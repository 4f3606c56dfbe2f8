// SPDX-License-Identifier: Apache-2.0
// An amount, as large as its place allows.
import QtQuick
import "../theme"

Label {
    font.pixelSize: Theme.figureSize
    font.bold: true
    fontSizeMode: Text.HorizontalFit
    minimumPixelSize: Theme.titleSize
    wrapMode: Text.NoWrap
    lineHeight: 0.9
    horizontalAlignment: Text.AlignHCenter
}
