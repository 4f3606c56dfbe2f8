// SPDX-License-Identifier: Apache-2.0
// Something is under way; it stands still, so that nothing flickers beside the words.
import QtQuick
import QtQuick.Layouts
import "../theme"

ColumnLayout {
    id: waiting

    required property string text
    property string icon: Icons.hourglass

    spacing: Theme.mm(6)

    Icon {
        Layout.alignment: Qt.AlignHCenter
        path: waiting.icon
        size: Theme.mm(24)
        stroke: 1.4 * Theme.stroke
    }
    Label {
        Layout.fillWidth: true
        text: waiting.text
        font.pixelSize: Theme.leadSize
        horizontalAlignment: Text.AlignHCenter
    }
}
