// SPDX-License-Identifier: Apache-2.0
// The tokens: everything is a fraction of the screen's shorter side, so that it is as legible from 5 m however the
// panel hangs. Text is never smaller than 1/24 of it, titles never smaller than 1/12.
pragma Singleton
import QtQuick

QtObject {
    id: theme

    // Pixels; the window sets it.
    property real unit: 1080

    function of(part: real): int {
        return Math.round(unit / part);
    }

    // Type
    readonly property string family: "Noto Sans CJK SC"
    readonly property int textSize: Math.ceil(unit / 24)
    readonly property int bodySize: of(21)
    readonly property int titleSize: Math.ceil(unit / 12)
    readonly property real bodyPitch: 1.6
    readonly property real titlePitch: 1.26

    // Space
    readonly property int margin: of(19)
    readonly property int gap: of(36)
    readonly property int padding: of(15)
    readonly property int corner: of(42)
    readonly property int hairline: Math.max(1, of(700))
    readonly property int band: of(9)

    // Motion
    readonly property int fade: 400

    // Colour roles
    readonly property color paper: "#F7F4EE"
    readonly property color surface: "#FFFFFF"
    readonly property color ink: "#17262B"
    readonly property color inkSoft: "#4A5A60"
    readonly property color line: "#DAD5CA"
    readonly property color primary: "#0B5E63"
    readonly property color primarySoft: "#DDEDEC"
    readonly property color accent: "#A8401C"
    readonly property color danger: "#A3201B"
    readonly property color inverse: "#FFFFFF"

    // Every pair of "text on ground" that a page may use.
    readonly property list<string> pairs: [
        "ink paper", "inkSoft paper", "primary paper", "ink surface", "inkSoft surface",
        "inverse primary", "primarySoft primary", "inverse accent", "inverse danger", "danger inverse", "inverse ink"
    ]
}
