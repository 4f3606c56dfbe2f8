// SPDX-License-Identifier: Apache-2.0
// A film, on the GPU.
import QtQuick
import QtMultimedia
import Linli.Signage
import "components"
import "theme"

Card {
    id: card

    required property Pane pane

    VideoOutput {
        id: output
        anchors.fill: parent
        anchors.margins: Theme.hairline
        endOfStreamPolicy: VideoOutput.KeepLastFrame
        Component.onCompleted: card.pane.drawOn(output.videoSink)
    }
}
