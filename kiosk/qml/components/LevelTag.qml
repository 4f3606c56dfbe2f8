// SPDX-License-Identifier: Apache-2.0
// Which level says so: county, street, community or grid.
import QtQuick
import "../theme"

Rectangle {
    id: tag

    required property string level
    property color words: Theme.inverse

    implicitWidth: label.implicitWidth + 2 * Theme.mm(3.5)
    implicitHeight: label.implicitHeight + 2 * Theme.mm(0.8)
    radius: Theme.mm(2)
    color: Theme.accent

    Label {
        id: label
        anchors.centerIn: parent
        text: tag.level
        color: tag.words
        font.bold: true
        lineHeight: 1
        wrapMode: Text.NoWrap
    }
}
