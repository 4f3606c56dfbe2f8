// SPDX-License-Identifier: Apache-2.0
// A code for the resident's own phone, and what it is for.
import QtQuick
import QtQuick.Layouts
import "../theme"

ColumnLayout {
    id: verify

    required property string code
    required property string name
    required property string note

    spacing: Theme.mm(3)

    Rectangle {
        Layout.alignment: Qt.AlignHCenter
        implicitWidth: Theme.mm(Theme.tight ? 56 : 64)
        implicitHeight: implicitWidth
        radius: Theme.corner
        color: "#FFFFFF"
        border.width: Theme.edge
        border.color: Theme.primary

        QrCode {
            anchors.fill: parent
            anchors.margins: Theme.mm(2)
            text: verify.code
            Accessible.role: Accessible.Graphic
            Accessible.name: verify.name
        }
    }
    Label {
        Layout.fillWidth: true
        text: verify.note
        horizontalAlignment: Text.AlignHCenter
    }
}
