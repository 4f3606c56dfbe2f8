// SPDX-License-Identifier: Apache-2.0
// The window: where I am above, the page between, what is always there below.
pragma ComponentBehavior: Bound
import QtQuick
import Linli.Kiosk
import "components"
import "theme"

Window {
    id: window

    property bool still: false

    width: Kiosk.panelWidth
    height: Kiosk.panelHeight
    visible: true
    visibility: Kiosk.fullScreen ? Window.FullScreen : Window.Windowed
    color: Theme.paper
    title: qsTr("邻里自助终端")

    AlertStrip {
        id: strip
        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
        }
        visible: Emergency.strip !== "" && !cover.active
        headline: Emergency.strip
        onActivated: Kiosk.showAlerts()
    }
    TopBar {
        id: topBar
        anchors {
            left: parent.left
            right: parent.right
            top: strip.visible ? strip.bottom : parent.top
            leftMargin: Theme.margin
            rightMargin: Theme.margin
            topMargin: Theme.mm(Theme.tight ? 6 : 9)
        }
        visible: !cover.active
    }
    Item {
        id: frame
        anchors {
            left: parent.left
            right: parent.right
            top: topBar.bottom
            bottom: bottomBar.top
            leftMargin: Theme.margin
            rightMargin: Theme.margin
            topMargin: Theme.mm(Theme.tight ? 5 : 8)
            bottomMargin: Theme.mm(Theme.tight ? 5 : 8)
        }

        Loader {
            id: loader
            width: parent.width
            height: parent.height
            visible: !asking.visible && !cover.active
            enabled: visible && !slide.running
            source: "pages/" + Kiosk.page + "Page.qml"
            onLoaded: if (!window.still && Theme.slide > 0) slide.restart()
        }
        StillHere {
            id: asking
            anchors.fill: parent
            visible: Visit.warningSeconds > 0 && !cover.active
        }
    }
    BottomBar {
        id: bottomBar
        anchors {
            left: parent.left
            right: parent.right
            bottom: parent.bottom
        }
        visible: Kiosk.cover !== "Attract"
    }
    // Lies over the page; the page stays as it is.
    Loader {
        id: cover
        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
            bottom: bottomBar.visible ? bottomBar.top : parent.bottom
        }
        active: Kiosk.cover !== ""
        source: Kiosk.cover === "" ? "" : "pages/" + Kiosk.cover + "Page.qml"
    }

    // Above all, so that it sees every touch, also one that turns or scrolls a page; it takes none away.
    Item {
        anchors.fill: parent
        z: 1

        PointHandler {
            onActiveChanged: if (active) Kiosk.touch()
        }
    }
    NumberAnimation {
        id: slide
        target: loader
        property: "x"
        from: (Kiosk.forward ? 1 : -1) * window.width
        to: 0
        duration: Theme.slide
        easing.type: Easing.OutCubic
    }
}
