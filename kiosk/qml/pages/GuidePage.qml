// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    id: page

    readonly property int columns: Theme.elder && !Theme.wide || Kiosk.panelWidth < Theme.mm(220) ? 1 : 2

    title: Guide.empty ? qsTr("内容还没有送到") : qsTr("要办哪类事？")
    help: Guide.empty ? qsTr("办事指南还在路上，请过一会儿再来看，或者问工作人员。") : qsTr("点一类，看要带什么材料、去哪里办")
    other: Guide.empty ? "" : qsTr("按拼音首字母找")
    back: qsTr("返回首页")
    onTookOther: Kiosk.search()
    onWentBack: Kiosk.back()

    Waiting {
        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
        }
        visible: Guide.empty
        icon: Icons.guide
        text: qsTr("想问的事，也可以打电话 %1").arg(Hall.phone)
    }
    Scrolled {
        anchors.fill: parent
        visible: !Guide.empty

        GridLayout {
            Layout.fillWidth: true
            columns: page.columns
            columnSpacing: Theme.mm(6)
            rowSpacing: Theme.mm(page.columns === 1 ? 4 : 6)
            uniformCellWidths: true

            Repeater {
                model: Guide.categories

                CategoryTile {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.minimumHeight: Theme.mm(page.columns === 1 ? 30 : Theme.wide ? 56 : 80)
                }
            }
        }
    }
}
