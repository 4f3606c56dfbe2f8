// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: qsTr("请核对")
    help: qsTr("现在还没有扣款")
    goOn: qsTr("确认缴费 %1").arg(Bills.total)
    other: Counter.canScan ? qsTr("出示付款码") : ""
    back: qsTr("上一步")
    onTookOther: Kiosk.showPhone()
    onWentOn: Kiosk.confirm()
    onWentBack: Kiosk.back()

    Scrolled {
        anchors.fill: parent
        between: Theme.mm(5)

        AmountCard {
            Layout.fillWidth: true
            caption: qsTr("一共要付")
            amount: Bills.total
        }
        Banner {
            Layout.fillWidth: true
            visible: Hall.printerOut
            icon: Icons.slip
            text: qsTr("现在打不了凭条，付好后可以在屏幕上看。")
        }
        TickRow {
            Layout.fillWidth: true
            visible: !Hall.printerOut
            ticked: Counter.withSlip
            label: qsTr("打一张纸质凭条")
            onActivated: Kiosk.toggleSlip()
        }
        Label {
            Layout.fillWidth: true
            visible: text !== "" && !Theme.tight
            text: Bills.payees
            color: Theme.inkSoft
        }
        Repeater {
            model: Bills.chosenRows

            CheckRow {
                Layout.fillWidth: true
            }
        }
    }
}
