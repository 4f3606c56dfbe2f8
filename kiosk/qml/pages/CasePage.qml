// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: CaseFile.loading ? qsTr("正在查询") : CaseFile.state
    help: CaseFile.loading ? qsTr("请稍等") : CaseFile.task
    goOn: CaseFile.loading ? "" : qsTr("完成")
    other: CaseFile.canPrint ? qsTr("打印进度单") : ""
    back: qsTr("上一步")
    onWentOn: Kiosk.finish()
    onTookOther: Kiosk.printSlip()
    onWentBack: Kiosk.back()

    Waiting {
        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
        }
        visible: CaseFile.loading
        text: qsTr("正在问受理的部门…")
    }
    Scrolled {
        anchors.fill: parent
        visible: !CaseFile.loading

        Banner {
            Layout.fillWidth: true
            visible: CaseFile.slip !== ""
            icon: CaseFile.slipTrouble ? Icons.alert : Icons.slip
            title: CaseFile.slip
            color: CaseFile.slipTrouble ? Theme.cautionSoft : Theme.surface
        }
        Banner {
            Layout.fillWidth: true
            visible: CaseFile.nextStep !== ""
            title: qsTr("接下来请您")
            text: CaseFile.nextStep
        }
        Card {
            Layout.fillWidth: true
            implicitHeight: line.implicitHeight + 2 * Theme.mm(7)

            ColumnLayout {
                id: line
                anchors {
                    left: parent.left
                    right: parent.right
                    top: parent.top
                    margins: Theme.mm(7)
                }
                spacing: 0

                Repeater {
                    model: CaseFile.steps

                    CaseStepRow {
                        Layout.fillWidth: true
                    }
                }
            }
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.mm(1.5)

            Fact {
                Layout.fillWidth: true
                visible: CaseFile.promised !== ""
                name: qsTr("承诺办结")
                value: CaseFile.promised
                strong: true
            }
            Fact {
                Layout.fillWidth: true
                name: qsTr("申请日期")
                value: CaseFile.applied
            }
            Fact {
                Layout.fillWidth: true
                name: qsTr("受理编号")
                value: CaseFile.number
            }
            Fact {
                Layout.fillWidth: true
                name: qsTr("受理部门")
                value: CaseFile.office
            }
            Fact {
                Layout.fillWidth: true
                visible: CaseFile.phone !== ""
                name: qsTr("联系电话")
                value: CaseFile.phone
            }
        }
    }
}
