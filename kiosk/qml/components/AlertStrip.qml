// SPDX-License-Identifier: Apache-2.0
// The emergency that was read: its headline stays above every page, as much of it as one line holds, and opens it
// again.
import QtQuick
import QtQuick.Layouts
import "../theme"

Touch {
    id: strip

    required property string headline

    label: qsTr("紧急通知：%1").arg(headline)
    implicitHeight: visible ? Math.max(Theme.target, row.implicitHeight + 2 * Theme.mm(3)) : 0
    height: implicitHeight

    TextMetrics {
        id: shortened
        font: words.font
        text: strip.headline
        elide: Text.ElideRight
        elideWidth: strip.width - 2 * Theme.margin - 2 * (Theme.iconSize + row.spacing) - Theme.gap
    }
    Rectangle {
        anchors.fill: parent
        color: Theme.danger
        border.width: strip.held ? Theme.edge : 0
        border.color: Theme.inverse
    }
    RowLayout {
        id: row
        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            leftMargin: Theme.margin
            rightMargin: Theme.margin
        }
        spacing: Theme.mm(5)

        Icon {
            path: Icons.warning
            color: Theme.inverse
            size: Theme.iconSize
        }
        Label {
            id: words
            Layout.fillWidth: true
            text: shortened.elidedText
            wrapMode: Text.NoWrap
            color: Theme.inverse
            font.bold: true
            Accessible.ignored: true
        }
        Icon {
            path: Icons.onwards
            color: Theme.inverse
            size: Theme.iconSize
        }
    }
}
