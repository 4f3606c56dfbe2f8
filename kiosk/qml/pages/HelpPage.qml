// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: qsTr("请人帮忙")
    help: qsTr("请叫一声旁边的工作人员，或者打电话。钱和号码请自己看好。")
    back: qsTr("返回")
    onWentBack: Kiosk.back()

    Scrolled {
        anchors.fill: parent

        Card {
            Layout.fillWidth: true
            implicitHeight: lines.implicitHeight + 2 * Theme.margin

            ColumnLayout {
                id: lines
                anchors {
                    left: parent.left
                    right: parent.right
                    verticalCenter: parent.verticalCenter
                    margins: Theme.mm(10)
                }
                spacing: Theme.mm(7)

                IconLine {
                    icon: Icons.person
                    text: qsTr("请叫服务台的工作人员，就说“自助机要帮忙”。")
                }
                IconLine {
                    icon: Icons.phone
                    text: qsTr("也可以打电话：")
                }
                Label {
                    Layout.fillWidth: true
                    text: Hall.phone
                    color: Theme.primary
                    font.pixelSize: Theme.mm(Theme.tight ? 14 : 18)
                    font.bold: true
                    lineHeight: 0.9
                    horizontalAlignment: Text.AlignHCenter
                }
                Rectangle {
                    Layout.fillWidth: true
                    implicitHeight: Theme.hairline
                    color: Theme.line
                }
                Fact {
                    Layout.fillWidth: true
                    name: qsTr("地点")
                    value: Hall.place
                }
                Fact {
                    Layout.fillWidth: true
                    name: qsTr("机器编号")
                    value: Hall.number
                }
                Fact {
                    Layout.fillWidth: true
                    visible: Hall.asOf !== ""
                    name: qsTr("指南和通知更新到")
                    value: Hall.asOf
                }
            }
        }
        Section {
            Layout.fillWidth: true
            name: qsTr("怎么用这台机器")

            IconLine {
                icon: Icons.hand
                text: qsTr("用手指点一下按钮就行，点错了按“上一步”。")
            }
            IconLine {
                icon: Icons.pay
                text: qsTr("缴费、查进度：首页点一下，跟着屏幕一步一步办。")
            }
            IconLine {
                icon: Icons.guide
                text: qsTr("不知道要带什么：点“办事指南”，清单可以带走。")
            }
            IconLine {
                icon: Icons.idCard
                text: qsTr("办完请取走身份证和凭条。字太小就点“大字版”。")
            }
        }
    }
}
