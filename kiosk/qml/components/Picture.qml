// SPDX-License-Identifier: Apache-2.0
// A published picture: read and decoded beside the window, never larger in memory than on the screen. One that is
// missing or broken takes no room.
import QtQuick
import Linli.Kiosk

Image {
    readonly property bool there: status === Image.Ready
    readonly property bool broken: status === Image.Error
    readonly property real aspect: there && implicitHeight > 0 ? implicitWidth / implicitHeight : 1

    asynchronous: true
    cache: false
    fillMode: Image.PreserveAspectFit
    sourceSize: Qt.size(Kiosk.panelWidth, Kiosk.panelHeight)
    Accessible.ignored: true
}
