// SPDX-License-Identifier: Apache-2.0
// Content that may be taller than its place: turned page by page with large buttons; a flick works too.
import QtQuick
import QtQuick.Layouts
import "../theme"

ColumnLayout {
    id: scrolled

    default property alias content: column.data
    property alias between: column.spacing
    // Where the content stands in room to spare: 0 at the top, 1 at the bottom.
    property real stand: 0
    readonly property bool overflows: flick.contentHeight > flick.height + 1

    spacing: Theme.gap

    function turn(direction: int) {
        const step = Math.max(Theme.target, flick.height - Theme.target);
        flick.contentY = Math.max(0, Math.min(flick.contentHeight - flick.height, flick.contentY + direction * step));
    }

    function rewind() {
        flick.contentY = 0;
    }

    Flickable {
        id: flick
        Layout.fillWidth: true
        Layout.fillHeight: true
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        contentHeight: column.implicitHeight

        ColumnLayout {
            id: column
            width: flick.width
            y: Math.max(0, flick.height - implicitHeight) * scrolled.stand
            spacing: Theme.mm(6)
        }
    }
    Turns {
        Layout.fillWidth: true
        visible: scrolled.overflows
        atStart: flick.atYBeginning
        atEnd: flick.atYEnd
        onTurned: direction => scrolled.turn(direction)
    }
}
