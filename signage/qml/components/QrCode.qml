// SPDX-License-Identifier: Apache-2.0
// A QR code in whole pixels per module, dark on white whatever the theme: that is what telephones read.
import QtQuick
import Linli.Screens

Item {
    id: code

    required property string text

    QrPicture {
        id: picture

        text: code.text
    }
    Image {
        anchors.centerIn: parent
        width: picture.modules * Math.max(1, Math.floor(Math.min(code.width, code.height) / Math.max(1, picture.modules)))
        height: width
        source: picture.source
        smooth: false
        cache: false
    }
}
