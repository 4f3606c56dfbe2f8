// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: Visit.goodbyeTitle
    help: Visit.goodbyeHelp
    goOn: qsTr("回首页")
    onWentOn: Kiosk.finish()

    Tale {
        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
        }
        visible: Visit.undecided
        todo: Visit.cardUsed ? qsTr("请取走身份证") : ""
        reference: Visit.reference
    }
    Row {
        anchors.centerIn: parent
        visible: !Visit.undecided
        spacing: Theme.mm(20)

        Icon {
            visible: Visit.cardUsed
            path: Icons.idCard
            size: Theme.mm(56)
            stroke: 2 * Theme.stroke
        }
        Icon {
            visible: Visit.slipPrinted
            path: Icons.slip
            size: Theme.mm(56)
            stroke: 2 * Theme.stroke
        }
        Icon {
            visible: !Visit.cardUsed && !Visit.slipPrinted
            path: Icons.good
            size: Theme.mm(56)
            stroke: 2 * Theme.stroke
        }
    }
}
