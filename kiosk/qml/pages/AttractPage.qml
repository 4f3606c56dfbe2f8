// SPDX-License-Identifier: Apache-2.0
// Nobody is here: notices and pictures in turn. A touch anywhere leads to the start page and does nothing else.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Linli.Kiosk
import "../components"
import "../theme"

Touch {
    id: page

    label: qsTr("点一下屏幕，开始办事")
    onActivated: Kiosk.uncover()

    Rectangle {
        anchors.fill: parent
        color: Theme.paper
    }
    RowLayout {
        id: head
        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
            leftMargin: Theme.margin
            rightMargin: Theme.margin
            topMargin: Theme.mm(10)
        }
        spacing: Theme.space

        ColumnLayout {
            Layout.fillWidth: true
            spacing: 0

            Label {
                Layout.fillWidth: true
                text: Hall.place
                font.pixelSize: Theme.leadSize
                font.bold: true
                lineHeight: 1
                Accessible.role: Accessible.Heading
            }
            Label {
                Layout.fillWidth: true
                text: Hall.date
                color: Theme.inkSoft
            }
        }
        Label {
            Layout.alignment: Qt.AlignVCenter
            text: Hall.time
            color: Theme.primary
            font.pixelSize: Theme.mm(Theme.wide ? 18 : 24)
            font.bold: true
            lineHeight: 1
            wrapMode: Text.NoWrap
        }
    }
    Item {
        id: stage
        anchors {
            left: parent.left
            right: parent.right
            top: head.bottom
            bottom: prompt.top
            topMargin: Theme.mm(Theme.wide ? 6 : 10)
            bottomMargin: Theme.mm(Theme.wide ? 6 : 10)
        }

        Repeater {
            model: Attract.rows

            Loader {
                id: place

                required property int index
                required property string level
                required property string title
                required property string body
                required property string brief
                required property string issued
                required property url picture
                required property bool alone

                anchors.fill: parent
                active: index === Attract.current || index === Attract.following
                visible: index === Attract.current
                sourceComponent: PosterCard {
                    level: place.level
                    title: place.title
                    body: place.body
                    brief: place.brief
                    issued: place.issued
                    picture: place.picture
                    alone: place.alone
                    onTold: whole => Attract.tell(place.index, whole)
                }
            }
        }
    }
    Rectangle {
        id: prompt
        anchors {
            left: parent.left
            right: parent.right
            bottom: parent.bottom
        }
        height: invitation.implicitHeight + 2 * Theme.mm(Theme.wide ? 8 : 14)
        color: Theme.primary

        RowLayout {
            id: invitation
            anchors.centerIn: parent
            width: Math.min(implicitWidth, parent.width - 2 * Theme.margin)
            spacing: Theme.mm(9)

            Icon {
                path: Icons.hand
                color: Theme.inverse
                size: Theme.mm(Theme.wide ? 20 : 30)
                stroke: 1.5 * Theme.stroke
            }
            ColumnLayout {
                Layout.fillWidth: true
                spacing: Theme.mm(1)

                Label {
                    Layout.fillWidth: true
                    text: page.label
                    color: Theme.inverse
                    font.pixelSize: Theme.mm(16)
                    font.bold: true
                    lineHeight: 1
                    Accessible.ignored: true
                }
                Label {
                    Layout.fillWidth: true
                    visible: !Kiosk.english
                    text: "Touch the screen to start"
                    color: Theme.inverseSoft
                    font.pixelSize: Theme.leadSize
                    lineHeight: 1
                    Accessible.ignored: true
                }
            }
        }
    }
}
