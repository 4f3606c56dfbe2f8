// SPDX-License-Identifier: Apache-2.0
// What can be done here today: as many as have room, then the next ones.
pragma ComponentBehavior: Bound
import QtQuick
import Linli.Signage
import "components"
import "theme"

Card {
    id: card

    // So many are laid out at a time; of them, those with room are seen.
    readonly property int ahead: 12
    readonly property int side: Theme.of(24)
    property int start: 0

    function slice(): var {
        const all = Lobby.services;
        const count = Math.min(ahead, Lobby.serviceCount);
        const found = [];
        for (let i = 0; i < count; i++)
            found.push(all[(start + i) % Lobby.serviceCount]);
        return found;
    }
    function seen(): int {
        let whole = 0;
        for (let i = 0; i < rows.count; i++)
            whole += (rows.itemAt(i) as ServiceRow).whole ? 1 : 0;
        return whole;
    }

    component ServiceRow: Item {
        required property var modelData
        property bool whole: false
    }

    Connections {
        target: Lobby
        function onChanged(): void { card.start = 0; }
    }
    Label {
        id: title
        x: card.side
        y: Theme.of(36)
        width: parent.width - 2 * card.side
        text: qsTr("今天可以办")
        font.bold: true
    }
    Column {
        id: list
        anchors { left: title.left; right: title.right; top: title.bottom; topMargin: Theme.of(120) }
        readonly property real room: card.height - y - Theme.of(45)

        Repeater {
            id: rows
            model: card.slice()
            ServiceRow {
                id: row
                whole: y + height - Theme.of(120) <= list.room
                readonly property bool oneLine: name.implicitWidth + place.implicitWidth + Theme.gap <= width

                width: list.width
                height: (oneLine ? name.height : name.height + place.height) + Theme.of(120)
                opacity: whole ? 1 : 0

                Label {
                    id: name
                    width: row.oneLine ? implicitWidth : row.width
                    text: row.modelData.name
                    maximumLineCount: 2
                    elide: Text.ElideRight
                }
                Label {
                    id: place
                    x: row.oneLine ? row.width - implicitWidth : 0
                    y: row.oneLine ? 0 : name.height
                    width: row.oneLine ? implicitWidth : row.width
                    text: row.modelData.place
                    color: Theme.inkSoft
                    wrapMode: Text.NoWrap
                    elide: Text.ElideRight
                }
            }
        }
    }
    Timer {
        interval: 10000
        running: Lobby.serviceCount > 0 && !Lobby.still && card.visible
        repeat: true
        onTriggered: {
            const whole = card.seen();
            if (whole > 0 && whole < Lobby.serviceCount)
                card.start = (card.start + whole) % Lobby.serviceCount;
        }
    }
}
