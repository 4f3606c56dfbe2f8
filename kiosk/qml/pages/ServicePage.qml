// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    id: page

    readonly property bool brief: Theme.isTitle(ServiceItem.name)

    title: brief ? ServiceItem.name : qsTr("怎么办这件事")
    help: Theme.isTitle(ServiceItem.office) ? ServiceItem.office : ""
    goOn: qsTr("带走材料清单")
    back: qsTr("上一步")
    onWentOn: Kiosk.checklist()
    onWentBack: Kiosk.back()

    Scrolled {
        anchors.fill: parent
        between: Theme.mm(5)

        Label {
            Layout.fillWidth: true
            visible: !page.brief
            text: ServiceItem.name
            font.pixelSize: Theme.leadSize
            font.bold: true
        }
        Section {
            Layout.fillWidth: true
            name: qsTr("要带的材料")

            Label {
                Layout.fillWidth: true
                visible: ServiceItem.nothingToBring
                text: qsTr("不用带材料")
            }
            Repeater {
                model: ServiceItem.materials

                MaterialLine {
                    Layout.fillWidth: true
                }
            }
        }
        Section {
            Layout.fillWidth: true
            name: qsTr("时间和费用")

            Repeater {
                model: ServiceItem.terms

                Fact {
                    Layout.fillWidth: true
                    strong: true
                }
            }
        }
        Section {
            Layout.fillWidth: true
            name: qsTr("去哪里办")

            Repeater {
                model: ServiceItem.places

                Fact {
                    Layout.fillWidth: true
                }
            }
        }
        Section {
            Layout.fillWidth: true
            name: qsTr("谁能办")

            Label {
                Layout.fillWidth: true
                text: ServiceItem.condition
            }
        }
        Section {
            Layout.fillWidth: true
            name: qsTr("怎么办")

            Repeater {
                model: ServiceItem.ways

                WayLine {
                    Layout.fillWidth: true
                }
            }
        }
    }
}
