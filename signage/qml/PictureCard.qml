// SPDX-License-Identifier: Apache-2.0
// A poster, whole.
import QtQuick
import Linli.Signage
import "components"
import "theme"

Card {
    id: card

    required property Pane pane

    Image {
        anchors.fill: parent
        anchors.margins: Theme.hairline
        source: card.pane.source
        sourceSize { width: Math.max(1, width); height: Math.max(1, height) }
        fillMode: Image.PreserveAspectFit
        asynchronous: true
        cache: false
        onStatusChanged: {
            if (status === Image.Ready) card.pane.isReady();
            else if (status === Image.Error) card.pane.cannot("the picture cannot be decoded");
        }
    }
}
