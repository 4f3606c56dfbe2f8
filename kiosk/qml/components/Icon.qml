// SPDX-License-Identifier: Apache-2.0
// A line drawing in one colour; `solid` is a part of it that is filled. A picture, not a Shape: the software
// renderer draws Shapes beyond the clip of what is scrolled.
import QtQuick
import "../theme"

Item {
    id: icon

    required property string path
    property string solid
    property color color: Theme.primary
    property real size: Theme.mm(10)
    property real stroke: Theme.stroke
    readonly property string lines: path === "" ? "" : "<path d='" + path + "'/>"
    readonly property string fill: solid === "" ? "" : "<path d='" + solid + "' fill='" + color + "' stroke='none'/>"
    readonly property string head: "<svg xmlns='http://www.w3.org/2000/svg' width='" + size + "' height='" + size + "' viewBox='0 0 24 24' fill='none' stroke='" + color + "' stroke-width='" + stroke * 24 / size + "' stroke-linecap='round' stroke-linejoin='round'>"

    implicitWidth: size
    implicitHeight: size
    Accessible.ignored: true

    Image {
        anchors.fill: parent
        sourceSize: Qt.size(Math.round(icon.size), Math.round(icon.size))
        source: "data:image/svg+xml;utf8," + encodeURIComponent(icon.head + icon.lines + icon.fill + "</svg>")
    }
}
