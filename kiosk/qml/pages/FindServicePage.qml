// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: qsTr("按拼音首字母找")
    back: qsTr("上一步")
    onWentBack: Kiosk.back()

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap

        Card {
            Layout.fillWidth: true
            implicitHeight: Math.max(Theme.mm(Theme.wide ? 13 : 16), typed.height + Theme.mm(3))
            border.width: Theme.edge
            border.color: Theme.primary

            Label {
                id: typed
                anchors.centerIn: parent
                width: parent.width - 2 * Theme.gap
                text: Guide.typed
                font.pixelSize: Theme.leadSize
                font.bold: true
                font.letterSpacing: Theme.mm(2)
                lineHeight: 1
                horizontalAlignment: Text.AlignHCenter
            }
        }
        RowLayout {
            Layout.fillWidth: true
            visible: !Theme.tight || Guide.found === 0
            spacing: Theme.gap

            Icon {
                visible: !Theme.tight
                path: Guide.typed === "" || Guide.found > 0 ? Icons.info : Icons.alert
                color: Theme.inkSoft
                size: Theme.iconSize
            }
            Label {
                Layout.fillWidth: true
                text: Guide.message
                color: Theme.inkSoft
                font.bold: Guide.typed !== "" && Guide.found === 0
            }
        }
        Listed {
            Layout.fillWidth: true
            Layout.fillHeight: true
            model: Guide.results
            delegate: ServiceRow {
                width: ListView.view.width
            }
        }
        Letters {
            Layout.fillWidth: true
        }
    }
}
