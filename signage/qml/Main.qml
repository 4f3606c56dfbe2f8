// SPDX-License-Identifier: Apache-2.0
// The window: one thing large, the clock and the services beside it, the ticker below; an emergency over all of it.
import QtQuick
import Linli.Signage
import "theme"

Window {
    id: window

    readonly property bool wide: width >= height
    readonly property int sideWidth: wide ? Math.round(width * 0.265) : width - 2 * Theme.margin
    readonly property int bottom: height - (ticker.visible ? ticker.height : 0)

    width: Lobby.panelWidth
    height: Lobby.panelHeight
    visible: true
    visibility: Lobby.fullScreen ? Window.FullScreen : Window.Windowed
    color: Theme.paper
    title: qsTr("邻里大厅屏")

    Binding {
        target: Theme
        property: "unit"
        value: Math.min(window.width, window.height)
    }

    MainZone {
        id: main
        x: Theme.margin
        y: Theme.margin
        width: window.wide ? window.width - 2 * Theme.margin - window.sideWidth - Theme.gap * 1.5 : window.sideWidth
        height: (window.wide ? window.bottom : beside.y - Theme.gap) - y - (window.wide ? Theme.margin : 0)
    }
    Item {
        id: beside
        x: window.wide ? main.x + main.width + Theme.gap * 1.5 : Theme.margin
        y: window.wide ? Theme.margin : window.bottom - height - Theme.margin
        width: window.sideWidth
        height: window.wide ? main.height : Math.max(clock.implicitHeight, Theme.of(2.6))

        ClockCard {
            id: clock
            width: window.wide || !services.visible ? beside.width : Math.round((beside.width - Theme.gap) * 0.46)
            height: window.wide ? (services.visible ? implicitHeight : beside.height) : beside.height
        }
        ServicesCard {
            id: services
            visible: Lobby.serviceCount > 0
            x: window.wide ? 0 : clock.width + Theme.gap
            y: window.wide ? clock.height + Theme.gap : 0
            width: window.wide ? beside.width : beside.width - x
            height: beside.height - y
        }
    }
    TickerBand {
        id: ticker
        visible: Ticker.speaks
        y: window.height - height
        width: window.width
        height: Theme.band
    }
    EmergencyPage {
        anchors.fill: parent
        visible: Emergency.active
    }
}
