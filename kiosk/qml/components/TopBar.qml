// SPDX-License-Identifier: Apache-2.0
// Where I am, and the time or the masked person.
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../theme"

ColumnLayout {
    id: bar

    readonly property bool travelling: Visit.journey !== ""

    spacing: Theme.mm(5)

    GridLayout {
        Layout.fillWidth: true
        columns: mark.width + where.implicitWidth + aside.implicitWidth + 3 * columnSpacing < bar.width ? 2 : 1
        columnSpacing: Theme.space
        rowSpacing: Theme.mm(1)

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap

            Item {
                id: mark
                implicitWidth: Theme.mm(11)
                implicitHeight: Theme.mm(11)
                Accessible.ignored: true

                Icon {
                    path: ""
                    solid: Icons.houseBack
                    color: Theme.accent
                    size: parent.width
                }
                Icon {
                    path: Icons.houseFront
                    solid: Icons.houseFront
                    color: Theme.primary
                    stroke: 1
                    size: parent.width
                }
            }
            Label {
                id: where
                Layout.fillWidth: true
                text: bar.travelling ? Visit.journey : Hall.place
                font.bold: true
            }
        }
        Label {
            id: aside
            Layout.alignment: Qt.AlignVCenter
            text: bar.travelling && Visit.stepCount > 0 ? Visit.who : Theme.elder ? Hall.time : Hall.date + "  " + Hall.time
            visible: text !== ""
            color: Theme.inkSoft
            wrapMode: Text.NoWrap
        }
    }
    Steps {
        Layout.fillWidth: true
        visible: Visit.stepCount > 0
    }
}
