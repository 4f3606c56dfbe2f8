// SPDX-License-Identifier: Apache-2.0
// One of the two places of the main zone. The one that comes lies above and comes by opacity; the one that goes stays
// under it, whole, until it is cleared.
import QtQuick
import Linli.Signage
import "theme"

Item {
    id: view

    required property Pane pane
    required property bool front

    readonly property bool painted: pane.kind === "Film" && Lobby.software

    function fill(): void {
        if (pane.kind === "") {
            card.setSource("");
            fading.stop();
            opacity = 0;
        } else if (painted) {
            card.setSource("");
            if (screen.item === null)
                screen.setSource("FilmCard.qml", { pane: pane });
        } else {
            card.setSource(pane.kind + (pane.kind === "Film" ? "CardGpu.qml" : "Card.qml"), { pane: pane });
        }
    }
    function fadeTo(value: real): void {
        fading.stop();
        fading.to = value;
        if (Lobby.still)
            opacity = value;
        else
            fading.start();
    }

    z: front ? 1 : 0
    opacity: 0
    // While it comes it is one picture: what is below never shows between its parts.
    layer.enabled: fading.running
    onFrontChanged: {
        if (front)
            fadeTo(1);
        else if (Stage.front < 0)
            fadeTo(0);
    }
    Component.onCompleted: {
        fill();
        if (front)
            opacity = 1;
    }

    NumberAnimation {
        id: fading
        target: view
        property: "opacity"
        duration: Theme.fade
    }
    Loader {
        id: card
        anchors.fill: parent
    }
    // Made with the first film and kept: of what QML makes of a Python class, PySide6 6.12 keeps the Python half.
    Loader {
        id: screen
        anchors.fill: parent
        visible: view.painted
    }
    Connections {
        target: Lobby
        function onSoftwareChanged(): void { if (view.pane.kind === "Film") view.fill(); }
    }
    Connections {
        target: view.pane
        function onChanged(): void { view.fill(); }
    }
}
