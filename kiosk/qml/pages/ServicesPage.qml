// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import Linli.Kiosk
import "../components"
import "../theme"

Page {
    title: Theme.isTitle(Guide.category) ? Guide.category : qsTr("要办哪一项？")
    help: qsTr("点一项，看怎么办")
    other: qsTr("按拼音首字母找")
    back: qsTr("上一步")
    onTookOther: Kiosk.search()
    onWentBack: Kiosk.back()

    Listed {
        id: list
        anchors.fill: parent
        model: Guide.services
        delegate: ServiceRow {
            width: ListView.view.width
        }
    }
}
