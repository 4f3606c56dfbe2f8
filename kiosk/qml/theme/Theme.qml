// SPDX-License-Identifier: Apache-2.0
// The tokens: millimetres times the panel's pitch, colour roles, durations. Pages use nothing else.
pragma Singleton
import QtQuick
import Linli.Kiosk

QtObject {
    id: theme

    readonly property bool elder: Kiosk.elder
    readonly property bool wide: Kiosk.panelWidth > Kiosk.panelHeight
    // A small panel with large text: what only adorns or repeats gives way.
    readonly property bool tight: elder && !wide && Kiosk.panelHeight < mm(400)

    function mm(length: real): int {
        return Math.round(length * Kiosk.pxPerMm);
    }

    // Type. Noto's capitals are 0.733 of the size: 5.7 mm and 7.5 mm.
    readonly property string family: "Noto Sans CJK SC"
    readonly property int bodySize: mm(elder ? 10.2 : 7.8)
    readonly property int leadSize: mm(elder ? 12.2 : 10)
    readonly property int titleSize: mm(tight ? 13 : elder ? 15.6 : 14.6)
    readonly property int figureSize: mm(tight ? 20 : 26)
    readonly property real lineHeight: Kiosk.english ? 0.94 : 1.06

    // What was published may be longer than a title has room for: it then stands in the text.
    function isTitle(words: string): bool {
        return words.length <= (Kiosk.english ? 44 : 22);
    }

    // Space
    readonly property int margin: mm(16)
    readonly property int gap: mm(4)
    readonly property int space: mm(8)
    readonly property int target: mm(elder ? 20 : 16) + 1
    readonly property int button: mm(elder ? 24 : 21)
    readonly property int iconSize: mm(elder ? 11.5 : 9)
    readonly property int corner: mm(6)
    readonly property int hairline: Math.max(1, mm(0.35))
    readonly property int edge: Math.max(2, mm(0.7))
    readonly property int stroke: Math.max(2, mm(elder ? 1.3 : 1.0))

    // Motion
    readonly property int slide: elder ? 0 : 200

    // Colour roles
    readonly property color paper: Kiosk.highContrast ? "#000000" : "#F7F4EE"
    readonly property color surface: Kiosk.highContrast ? "#000000" : "#FFFFFF"
    readonly property color ink: Kiosk.highContrast ? "#FFFFFF" : "#17262B"
    readonly property color inkSoft: Kiosk.highContrast ? "#FFFFFF" : "#4A5A60"
    readonly property color line: Kiosk.highContrast ? "#FFFFFF" : "#DAD5CA"
    readonly property color primary: Kiosk.highContrast ? "#FFE45C" : "#0B5E63"
    readonly property color inverse: Kiosk.highContrast ? "#000000" : "#FFFFFF"
    readonly property color inverseSoft: Kiosk.highContrast ? "#000000" : "#DDEDEC"
    readonly property color accent: Kiosk.highContrast ? "#FFE45C" : "#A8401C"
    readonly property color accentSoft: Kiosk.highContrast ? "#000000" : "#F8E6DC"
    readonly property color good: Kiosk.highContrast ? "#FFE45C" : "#1F6B3A"
    readonly property color cautionSoft: Kiosk.highContrast ? "#000000" : "#FFF1CF"
    readonly property color danger: Kiosk.highContrast ? "#FFE45C" : "#A3201B"

    // Every pair of "text on ground" that a page may use; the tests compute each and find no other on any page.
    readonly property list<string> pairs: [
        "ink paper", "inkSoft paper", "primary paper", "danger paper", "good paper",
        "ink surface", "inkSoft surface", "primary surface", "danger surface", "good surface", "accent surface",
        "inverse primary", "inverseSoft primary", "inverse accent", "inverse danger", "primary accentSoft", "ink accentSoft", "ink cautionSoft"
    ]
}
