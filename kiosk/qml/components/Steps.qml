// SPDX-License-Identifier: Apache-2.0
// Progress as a line of named steps; where the names do not fit, the current one is written out.
pragma ComponentBehavior: Bound
import QtQuick
import Linli.Kiosk
import "../theme"

Column {
    id: steps

    readonly property int count: Math.max(1, Visit.stepCount)
    readonly property real part: (width - (count - 1) * line.spacing) / count
    readonly property bool brief: Theme.elder || part < Theme.mm(38)

    spacing: Theme.mm(2)

    Row {
        id: line
        spacing: Theme.mm(2.5)

        Repeater {
            model: Visit.steps

            Column {
                id: station

                required property int index
                required property string modelData
                readonly property bool reached: index <= Visit.step

                width: steps.part
                spacing: Theme.mm(3)

                Item {
                    width: parent.width
                    height: Theme.mm(1.8)

                    Rectangle {
                        anchors {
                            left: parent.left
                            right: parent.right
                            bottom: parent.bottom
                        }
                        height: station.reached ? Theme.mm(1.8) : Theme.mm(1)
                        color: station.reached ? Theme.primary : Theme.line
                    }
                }
                Label {
                    width: parent.width
                    visible: !steps.brief
                    text: station.modelData
                    color: station.reached ? Theme.primary : Theme.inkSoft
                    font.bold: station.index === Visit.step
                    wrapMode: Text.NoWrap
                }
            }
        }
    }
    Label {
        width: parent.width
        visible: steps.brief
        text: qsTr("第 %1 步，共 %2 步：%3").arg(Visit.step + 1).arg(Visit.stepCount).arg(Visit.stepName)
        color: Theme.primary
        font.bold: true
    }
}
