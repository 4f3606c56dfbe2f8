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

    TapHandler {
        onPressedChanged: if (pressed) Kiosk.touch()
        gesturePolicy: TapHandler.DragThreshold
    }

    TopBar {
        id: topBar
        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
            leftMargin: Theme.margin
            rightMargin: Theme.margin
            topMargin: Theme.mm(Theme.tight ? 6 : 9)
        }
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
            visible: !asking.visible
            enabled: visible && !slide.running
            source: "pages/" + Kiosk.page + "Page.qml"
            onLoaded: if (!window.still && Theme.slide > 0) slide.restart()
        }
        StillHere {
            id: asking
            anchors.fill: parent
            visible: Visit.warningSeconds > 0
        }
    }
    BottomBar {
        id: bottomBar
        anchors {
            left: parent.left
            right: parent.right
            bottom: parent.bottom
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
