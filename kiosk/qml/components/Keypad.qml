// SPDX-License-Identifier: Apache-2.0
// Digits in telephone order; X for an ID number's last place. No repeat, every key acts on release.
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../theme"

GridLayout {
    id: keypad

    property bool withX: false
    property bool withLetters: false
    signal switched

    columns: 3
    columnSpacing: Theme.gap
    rowSpacing: Theme.gap
    uniformCellWidths: true
    uniformCellHeights: true

    component Key: Touch {
        id: button

        property bool plain: true

        key: true
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.minimumHeight: Theme.target
        implicitHeight: Theme.target
        implicitWidth: Theme.target

        Card {
            anchors.fill: parent
            border.width: button.held ? 2 * Theme.edge : Theme.edge
            border.color: Theme.primary
        }
        Label {
            anchors.centerIn: parent
            text: button.label
            color: Theme.primary
            font.pixelSize: button.plain && !Theme.tight ? Theme.titleSize : Theme.leadSize
            font.bold: true
            lineHeight: 0.9
            Accessible.ignored: true
        }
    }

    Repeater {
        model: ["1", "2", "3", "4", "5", "6", "7", "8", "9"]

        Key {
            required property string modelData
            label: modelData
            onActivated: Kiosk.key(modelData)
        }
    }
    Key {
        label: keypad.withX ? "X" : keypad.withLetters ? qsTr("字母") : qsTr("清空")
        plain: keypad.withX
        onActivated: keypad.withX ? Kiosk.key("X") : keypad.withLetters ? keypad.switched() : Kiosk.clear()
    }
    Key {
        label: "0"
        onActivated: Kiosk.key("0")
    }
    Key {
        label: qsTr("退格")
        plain: false
        onActivated: Kiosk.erase()
    }
}
