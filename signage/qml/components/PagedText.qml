// SPDX-License-Identifier: Apache-2.0
// A long text in pages of whole lines. What does not fit into `most` pages is cut, and `cut` says so.
import QtQuick
import "../theme"

Item {
    id: paged

    required property string text
    property int page: 0
    property int most: 1
    property int size: Theme.bodySize
    property real pitch: Theme.bodyPitch
    property color color: Theme.ink
    property bool bold: false

    readonly property int line: Math.round(size * pitch)
    readonly property int linesAPage: Math.max(1, Math.floor(height / line))
    readonly property int pagesNeeded: Math.max(1, Math.ceil(whole.lineCount / linesAPage))
    readonly property int pages: Math.min(pagesNeeded, Math.max(1, most))
    readonly property bool cut: pagesNeeded > pages
    readonly property int used: Math.min(linesAPage, whole.lineCount) * line

    Item {
        width: paged.width
        height: paged.linesAPage * paged.line
        clip: true

        Label {
            id: whole
            width: parent.width
            y: -Math.min(paged.page, paged.pages - 1) * paged.linesAPage * paged.line
            text: paged.text
            color: paged.color
            font.pixelSize: paged.size
            font.bold: paged.bold
            lineHeightMode: Text.FixedHeight
            lineHeight: paged.line
        }
    }
}
