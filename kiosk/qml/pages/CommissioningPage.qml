// SPDX-License-Identifier: Apache-2.0
// For the technician, until the hand-over: where this machine's own site is, how to know it, what to say there.
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: qsTr("装机调试")
    help: qsTr("给装机人员：请用同一网络里的手机或电脑打开下面的网址。")
    back: qsTr("先办事")
    onWentBack: Kiosk.uncover()

    Scrolled {
        anchors.fill: parent
        between: Theme.mm(5)

        Section {
            Layout.fillWidth: true
            name: qsTr("1. 扫码或输入网址")

            GridLayout {
                Layout.fillWidth: true
                columns: Theme.wide || Theme.elder ? 1 : 2
                columnSpacing: Theme.mm(7)
                rowSpacing: Theme.mm(4)

                Rectangle {
                    implicitWidth: Theme.mm(Theme.wide ? 50 : 66)
                    implicitHeight: implicitWidth
                    radius: Theme.corner
                    color: "#FFFFFF"
                    border.width: Theme.edge
                    border.color: Theme.primary

                    QrCode {
                        anchors.fill: parent
                        anchors.margins: Theme.mm(2)
                        text: Technician.url
                        Accessible.role: Accessible.Graphic
                        Accessible.name: qsTr("调试网址的二维码")
                    }
                }
                Label {
                    Layout.fillWidth: true
                    text: Technician.url
                    font.pixelSize: Theme.leadSize
                    font.bold: true
                }
            }
        }
        Section {
            Layout.fillWidth: true
            name: qsTr("2. 核对证书指纹，一样才继续")

            Label {
                Layout.fillWidth: true
                text: Technician.fingerprint
                font.pixelSize: Theme.leadSize
                font.letterSpacing: Theme.mm(0.4)
            }
        }
        Section {
            Layout.fillWidth: true
            name: qsTr("3. 输入一次性口令")

            Label {
                Layout.fillWidth: true
                text: Technician.secret
                color: Theme.primary
                font.pixelSize: Theme.titleSize
                font.bold: true
                font.letterSpacing: Theme.mm(1)
                lineHeight: 1
            }
            Label {
                Layout.fillWidth: true
                text: qsTr("%1 前有效，交接后自动失效。").arg(Technician.until)
                color: Theme.inkSoft
            }
        }
    }
}
