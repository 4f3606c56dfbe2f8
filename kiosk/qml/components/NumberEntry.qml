// SPDX-License-Identifier: Apache-2.0
// A number and its keypad. What is said of the number has a shape and words, not only a colour.
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../theme"

ColumnLayout {
    id: entry

    property bool withX: false
    property bool withLetters: false
    property bool letters: false
    readonly property color mood: Entry.troubled ? Theme.danger : Entry.good ? Theme.good : Theme.inkSoft

    spacing: Theme.mm(Theme.tight ? 3 : 5)

    Card {
        Layout.fillWidth: true
        implicitHeight: Math.max(Theme.target, number.height + Theme.mm(5))
        border.width: Theme.edge
        border.color: Entry.troubled ? Theme.danger : Theme.primary

        Label {
            id: number
            anchors.centerIn: parent
            width: parent.width - 2 * Theme.gap
            text: Entry.text
            font.pixelSize: Theme.leadSize
            font.bold: true
            font.letterSpacing: Theme.mm(0.4)
            horizontalAlignment: Text.AlignHCenter
        }
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.gap

        Icon {
            Layout.alignment: Qt.AlignVCenter
            path: Entry.troubled ? Icons.alert : Entry.good ? Icons.good : Icons.info
            color: entry.mood
            size: Theme.iconSize
        }
        Label {
            Layout.fillWidth: true
            text: Entry.message
            color: entry.mood
            font.bold: Entry.troubled
        }
    }
    Letters {
        Layout.fillWidth: true
        visible: entry.letters
        digits: true
        onSwitched: entry.letters = false
    }
    Keypad {
        visible: !entry.letters
        withLetters: entry.withLetters
        onSwitched: entry.letters = true
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.maximumHeight: Theme.mm(4 * 30 + 3 * 4)
        Layout.topMargin: Theme.mm(Theme.tight ? 0 : 3)
        withX: entry.withX
    }
    Item {
        Layout.fillHeight: true
        Layout.preferredHeight: 0
    }
}
