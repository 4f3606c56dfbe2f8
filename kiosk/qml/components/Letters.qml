// SPDX-License-Identifier: Apache-2.0
// The letters in their order, for pinyin initials; as many to a row as have the full size.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../theme"

GridLayout {
    id: letters

    readonly property int most: Math.floor((width + Theme.gap) / (Theme.target + Theme.gap))

    property bool digits: false
    signal switched

    columns: Math.max(1, Math.min(Theme.wide && !Theme.elder ? 10 : 7, most))
    columnSpacing: Theme.gap
    rowSpacing: Theme.gap
    uniformCellWidths: true

    component Key: Touch {
        id: button

        property bool plain: true

        key: true
        Layout.fillWidth: true
        implicitHeight: Theme.target
        implicitWidth: Theme.target

        Card {
            anchors.fill: parent
            border.width: button.held ? 2 * Theme.edge : Theme.edge
            border.color: Theme.primary
        }
        Label {
            anchors.centerIn: parent
            width: parent.width - 2 * Theme.mm(1.5)
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.mm(5)
            horizontalAlignment: Text.AlignHCenter
            text: button.label
            color: Theme.primary
            font.pixelSize: button.plain ? Theme.leadSize : Theme.bodySize
            font.bold: true
            lineHeight: 1
            wrapMode: Text.NoWrap
            Accessible.ignored: true
        }
    }

    Repeater {
        model: "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("")

        Key {
            required property string modelData
            label: modelData
            onActivated: Kiosk.key(modelData)
        }
    }
    Key {
        label: qsTr("退格")
        plain: false
        onActivated: Kiosk.erase()
    }
    Key {
        label: letters.digits ? qsTr("数字") : qsTr("清空")
        plain: false
        onActivated: letters.digits ? letters.switched() : Kiosk.clear()
    }
}
