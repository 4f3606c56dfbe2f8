// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: Bills.loading ? qsTr("正在查您的账单") : Bills.empty ? (Bills.cardNeeded ? qsTr("要放身份证才能看到") : qsTr("没有要缴的账单")) : qsTr("要缴哪几张？")
    help: Bills.loading ? qsTr("请稍等") : Bills.empty ? (Bills.cardNeeded ? "" : qsTr("现在名下没有待缴的费用")) : qsTr("点账单选上，再点一下不选")
    goOn: Bills.loading || Bills.cardNeeded && Bills.empty ? "" : Bills.empty ? qsTr("完成") : Bills.payable ? qsTr("去付 %1").arg(Bills.total) : qsTr("请先选账单")
    ready: Bills.payable || Bills.empty
    other: Bills.count < 2 ? "" : Bills.allChosen ? qsTr("全不选") : qsTr("全选")
    back: qsTr("上一步")
    onWentOn: Bills.empty ? Kiosk.finish() : Kiosk.goOn()
    onTookOther: Kiosk.pickAll()
    onWentBack: Kiosk.back()

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.mm(6)

        Banner {
            Layout.fillWidth: true
            visible: Bills.cardNeeded
            icon: Icons.idCard
            text: qsTr("还有一些账单，要放上身份证才能看到。")
        }
        Waiting {
            Layout.fillWidth: true
            visible: Bills.loading
            text: qsTr("正在问各个收费单位…")
        }
        Waiting {
            Layout.fillWidth: true
            visible: Bills.empty && !Bills.cardNeeded
            icon: Icons.good
            text: qsTr("都缴清了")
        }
        Scrolled {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: Bills.count > 0
            between: Theme.gap

            Repeater {
                model: Bills.rows

                BillRow {
                    Layout.fillWidth: true
                    onActivated: Kiosk.pick(billNo)
                }
            }
        }
        Button {
            Layout.fillWidth: true
            visible: !Bills.loading && !Theme.tight
            label: qsTr("再加一张：扫码或输缴款码")
            onActivated: Kiosk.byCode()
        }
        Item {
            Layout.fillHeight: true
            visible: Bills.count === 0
        }
    }
}
