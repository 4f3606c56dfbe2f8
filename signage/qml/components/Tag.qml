// SPDX-License-Identifier: Apache-2.0
import QtQuick
import "../theme"

Rectangle {
    id: tag

    required property string text
    property color words: Theme.inverse

    implicitWidth: label.implicitWidth + Theme.of(28)
    implicitHeight: Math.round(label.font.pixelSize * 1.4)
    radius: Theme.of(120)
    color: Theme.accent

    Label {
        id: label
        anchors.centerIn: parent
        text: tag.text
        color: tag.words
        font.bold: true
        wrapMode: Text.NoWrap
    }
}
