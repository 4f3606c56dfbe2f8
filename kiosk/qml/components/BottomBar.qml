// SPDX-License-Identifier: Apache-2.0
// Always there: larger text, contrast, language, a person.
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../theme"

Rectangle {
    id: bar

    implicitHeight: row.implicitHeight + 2 * Theme.mm(3)
    color: Theme.surface

    component Choice: Touch {
        id: choice

        property string icon
        property string solid
        property string glyph

        Layout.fillWidth: true
        Layout.fillHeight: true
        implicitHeight: Math.max(Theme.target, grid.implicitHeight + Theme.mm(3))
        implicitWidth: Theme.target

        Rectangle {
            anchors.fill: parent
            radius: Theme.corner
            color: Theme.surface
            border.width: choice.held ? Theme.edge : 0
            border.color: Theme.primary
        }
        GridLayout {
            id: grid
            anchors.centerIn: parent
            columns: Theme.wide ? 2 : 1
            columnSpacing: Theme.gap
            rowSpacing: Theme.mm(1)

            Item {
                Layout.alignment: Qt.AlignCenter
                visible: !Theme.tight
                implicitWidth: Theme.mm(12)
                implicitHeight: Theme.mm(12)

                Icon {
                    anchors.centerIn: parent
                    visible: choice.icon !== ""
                    path: choice.icon
                    solid: choice.solid
                }
                Label {
                    anchors.centerIn: parent
                    text: choice.glyph
                    color: Theme.primary
                    font.pixelSize: Theme.mm(8.2)
                    font.bold: true
                    lineHeight: 1
                    Accessible.ignored: true
                }
            }
            Label {
                Layout.alignment: Qt.AlignCenter
                Layout.maximumWidth: choice.width - (Theme.wide ? Theme.mm(16) : Theme.mm(1))
                text: choice.label
                color: Theme.primary
                horizontalAlignment: Text.AlignHCenter
                lineHeight: 0.9
                Accessible.ignored: true
            }
        }
    }

    Rectangle {
        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
        }
        height: Theme.hairline
        color: Theme.line
    }
    RowLayout {
        id: row
        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            leftMargin: Theme.gap
            rightMargin: Theme.gap
        }
        spacing: Theme.gap
        uniformCellSizes: true

        Choice {
            label: Kiosk.elder ? qsTr("标准字") : qsTr("大字版")
            glyph: Kiosk.elder ? qsTr("小", "sign for smaller text") : qsTr("大", "sign for larger text")
            onActivated: Kiosk.toggleElder()
        }
        Choice {
            label: Kiosk.highContrast ? qsTr("标准对比") : qsTr("高对比")
            icon: Icons.contrast
            solid: Icons.contrastHalf
            onActivated: Kiosk.toggleContrast()
        }
        Choice {
            label: Kiosk.english ? "中文" : "English"
            glyph: Kiosk.english ? "中" : "A"
            onActivated: Kiosk.toggleLanguage()
        }
        Choice {
            label: qsTr("请人帮忙")
            icon: Icons.person
            onActivated: Kiosk.help()
        }
    }
}
