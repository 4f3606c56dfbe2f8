// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    id: home

    readonly property bool stacked: !Theme.wide && (Theme.elder || Kiosk.panelWidth < Theme.mm(220))
    readonly property int tileHeight: Theme.mm(stacked ? 62 : Theme.wide ? 110 : 112)

    title: qsTr("您好，想办什么事？")
    help: Theme.elder ? "" : qsTr("点一下就行；办完请取走身份证和凭条")
    fullWidth: true
    headRoom: Theme.wide || stacked ? 0 : Theme.mm(22)

    Scrolled {
        anchors.fill: parent
        stand: 0.3

        Repeater {
            model: Hall.notices

            Banner {
                required property string modelData
                Layout.fillWidth: true
                text: modelData
            }
        }
        GridLayout {
            Layout.fillWidth: true
            columns: home.stacked ? 1 : Theme.wide ? 3 : 2
            columnSpacing: Theme.mm(6)
            rowSpacing: Theme.mm(6)
            uniformCellWidths: true

            Tile {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.minimumHeight: home.tileHeight
                filled: true
                across: home.stacked
                icon: Icons.pay
                label: qsTr("生活缴费")
                note: Hall.payTrouble !== "" ? Hall.payTrouble : qsTr("水 电 暖 物业 社保")
                troubled: Hall.payTrouble !== ""
                onActivated: Kiosk.pay()
            }
            Tile {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.minimumHeight: home.tileHeight
                across: home.stacked
                icon: Icons.status
                label: qsTr("办件进度")
                note: Hall.statusTrouble !== "" ? Hall.statusTrouble : qsTr("办到哪一步了")
                troubled: Hall.statusTrouble !== ""
                onActivated: Kiosk.status()
            }
            BringCard {
                Layout.fillWidth: true
                Layout.fillHeight: true
                visible: Theme.wide
            }
        }
        BringCard {
            Layout.fillWidth: true
            visible: !Theme.wide
        }
    }
}
