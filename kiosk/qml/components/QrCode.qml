// SPDX-License-Identifier: Apache-2.0
// A QR code in whole pixels per module, dark on white whatever the theme: that is what telephones read.
import QtQuick
import Linli.Screens

Rectangle {
    id: code

    required property string text
    readonly property int modules: Codes.modules(text)

    color: "white"

    Image {
        anchors.centerIn: parent
        width: code.modules * Math.floor(Math.min(code.width, code.height) / Math.max(1, code.modules))
        height: width
        source: Codes.picture(code.text)
        smooth: false
        cache: false
    }
}
