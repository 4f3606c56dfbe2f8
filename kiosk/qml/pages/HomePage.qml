// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    id: home

    readonly property bool stacked: !Theme.wide && (Theme.elder || Kiosk.panelWidth < Theme.mm(220))
    readonly property int tileHeight: Theme.mm(Theme.tight ? 34 : stacked ? Theme.elder ? 46 : 42 : Theme.wide ? 52 : 40)

    title: qsTr("您好，想办什么事？")
    help: Theme.elder || stacked ? "" : qsTr("点一下就行；办完请取走身份证和凭条")
    fullWidth: true
    headRoom: Theme.wide || stacked ? 0 : Theme.mm(8)

    Scrolled {
        anchors.fill: parent
        stand: 0.25

        Repeater {
            model: Hall.notices

            Banner {
                required property string modelData
                Layout.fillWidth: true
                text: modelData
            }
        }
        NewestNotice {
            Layout.fillWidth: true
            visible: Board.newestKey !== "" && !Theme.tight
            onActivated: Kiosk.open(Board.newestKey)
        }
        GridLayout {
            Layout.fillWidth: true
            columns: home.stacked ? 1 : Theme.wide ? 3 : 2
            columnSpacing: Theme.mm(6)
            rowSpacing: Theme.mm(home.stacked ? 5 : 6)
            uniformCellWidths: true

            Tile {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.minimumHeight: Math.min(home.tileHeight, Theme.mm(46))
                filled: true
                Layout.columnSpan: home.stacked ? 1 : 2
                across: true
                icon: Icons.pay
                label: qsTr("生活缴费")
                note: Hall.payTrouble !== "" ? Hall.payTrouble : qsTr("水 电 暖 物业 社保")
                troubled: Hall.payTrouble !== "" && !Hall.preparing
                onActivated: Kiosk.pay()
            }
            Tile {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.minimumHeight: home.tileHeight
                across: home.stacked || Theme.wide
                icon: Icons.status
                label: qsTr("办件进度")
                note: Hall.statusTrouble !== "" ? Hall.statusTrouble : qsTr("办到哪一步了")
                troubled: Hall.statusTrouble !== "" && !Hall.preparing
                onActivated: Kiosk.status()
            }
            Tile {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.minimumHeight: home.tileHeight
                across: home.stacked || Theme.wide
                icon: Icons.slip
                label: qsTr("缴费记录")
                note: qsTr("查结果、补打凭条")
                onActivated: Kiosk.records()
            }
            Tile {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.minimumHeight: home.tileHeight
                across: home.stacked || Theme.wide
                icon: Icons.guide
                label: qsTr("办事指南")
                note: qsTr("要什么材料、去哪办")
                onActivated: Kiosk.guide()
            }
            Tile {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.minimumHeight: home.tileHeight
                across: home.stacked || Theme.wide
                icon: Icons.notice
                label: qsTr("通知公告")
                note: Board.count !== "" ? Board.count : qsTr("社区里的事")
                onActivated: Kiosk.notices()
            }
        }
        BringCard {
            Layout.fillWidth: true
            visible: !Theme.wide && !home.stacked
        }
    }
}
