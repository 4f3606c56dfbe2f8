// SPDX-License-Identifier: Apache-2.0
// The strip's tiles in sight. Only the holder moves; a tile takes another picture when it has left the screen.
pragma ComponentBehavior: Bound
import QtQuick
import Linli.Signage
import "theme"

Rectangle {
    id: band

    color: Theme.ink
    clip: true
    onWidthChanged: Ticker.fit(width, height)
    onHeightChanged: Ticker.fit(width, height)

    Item {
        x: -Ticker.offset
        height: parent.height

        Repeater {
            model: Ticker.tiles > 0 ? Ticker.images : 0
            Image {
                required property int index
                readonly property int ahead: (index - Ticker.first % Ticker.images + Ticker.images) % Ticker.images
                readonly property int tile: (Ticker.first + ahead) % Math.max(1, Ticker.tiles)

                x: ahead * Ticker.tileWidth
                source: "image://ticker/" + Ticker.revision + "/" + tile
                cache: false
                smooth: false
            }
        }
    }
}
