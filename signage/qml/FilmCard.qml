// SPDX-License-Identifier: Apache-2.0
// A film, painted by the processor.
import QtQuick
import Linli.Signage
import "components"
import "theme"

Card {
    id: card

    required property Pane pane

    Component.onCompleted: film.offer()

    Connections {
        target: card.pane
        function onChanged(): void { if (card.pane.kind === "Film") film.offer(); }
    }

    FilmPane {
        id: film
        anchors.centerIn: parent
        width: Math.floor(Math.min(card.width, card.height * card.pane.aspect)) - 2 * Theme.hairline
        height: Math.floor(Math.min(card.height, card.width / card.pane.aspect)) - 2 * Theme.hairline
        onSurface: sink => card.pane.drawOn(sink)
    }
}
