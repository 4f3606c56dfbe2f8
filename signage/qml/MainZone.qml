// SPDX-License-Identifier: Apache-2.0
// The standby card, and over it the two panes.
import QtQuick
import Linli.Signage

Item {
    StandbyCard {
        anchors.fill: parent
    }
    PaneView {
        anchors.fill: parent
        pane: Stage.first
        front: Stage.front === 0
    }
    PaneView {
        anchors.fill: parent
        pane: Stage.second
        front: Stage.front === 1
    }
}
