// SPDX-License-Identifier: Apache-2.0
// A QR code in whole pixels per module, dark on white whatever the theme: that is what telephones read.
import QtQuick
import Linli.Screens

Item {
    id: code

    required property string text
    readonly property int modules: Codes.modules(text)

    Image {
        anchors.centerIn: parent
        width: code.modules * Math.max(1, Math.floor(Math.min(code.width, code.height) / Math.max(1, code.modules)))
        height: width
        source: Codes.picture(code.text)
        smooth: false
        cache: false
    }
}
