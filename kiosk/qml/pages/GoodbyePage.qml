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

    Row {
        anchors.centerIn: parent
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
