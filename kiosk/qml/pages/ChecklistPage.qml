// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    id: page

    title: qsTr("材料清单")
    help: Theme.isTitle(ServiceItem.name) ? ServiceItem.name : ""
    goOn: qsTr("完成")
    other: ServiceItem.canPrint ? qsTr("打印清单") : ""
    back: qsTr("上一步")
    onWentOn: Kiosk.finish()
    onTookOther: Kiosk.printSlip()
    onWentBack: Kiosk.back()

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.mm(5)

        Banner {
            Layout.fillWidth: true
            visible: ServiceItem.slip !== "" || ServiceItem.printerOut
            icon: ServiceItem.slip !== "" && !ServiceItem.slipTrouble ? Icons.slip : Icons.alert
            title: ServiceItem.slip
            text: ServiceItem.slip === "" ? qsTr("现在打印不了，可以用手机扫码带走。") : ""
            color: ServiceItem.slip !== "" && !ServiceItem.slipTrouble ? Theme.surface : Theme.cautionSoft
        }
        Card {
            Layout.fillWidth: true
            Layout.fillHeight: true

            ColumnLayout {
                anchors.fill: parent
                anchors.margins: Theme.mm(5)
                spacing: Theme.mm(3)

                Item {
                    Layout.fillWidth: true
                    Layout.fillHeight: true

                    Rectangle {
                        anchors.centerIn: parent
                        width: Math.min(parent.width, parent.height, Theme.mm(190))
                        height: width
                        radius: Theme.corner
                        color: "#FFFFFF"
                        border.width: Theme.edge
                        border.color: Theme.primary

                        QrCode {
                            anchors.fill: parent
                            anchors.margins: Theme.mm(2)
                            text: ServiceItem.checklist
                            Accessible.role: Accessible.Graphic
                            Accessible.name: qsTr("材料清单的二维码")
                        }
                    }
                }
                Label {
                    Layout.fillWidth: true
                    text: qsTr("用手机扫一扫，清单就显示在手机上，截个屏就能带走。")
                    horizontalAlignment: Text.AlignHCenter
                    font.bold: true
                    color: Theme.primary
                }
            }
        }
    }
}
