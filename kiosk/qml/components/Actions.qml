// SPDX-License-Identifier: Apache-2.0
// What can be done here: going on is filled and wide, going back is outlined and left. Where one line is too short
// for all, going on stands above the others; where it is too short for those too, each has its own line.
import QtQuick
import QtQuick.Layouts
import "../theme"

GridLayout {
    id: actions

    required property string goOn
    required property bool ready
    required property string other
    required property string back
    readonly property real besides: (other ? second.implicitWidth : 0) + (back ? backward.implicitWidth : 0) + Theme.gap
    readonly property bool oneLine: besides + (goOn ? forward.implicitWidth + Theme.gap : 0) <= width
    readonly property bool twoLines: !oneLine && goOn !== "" && besides <= width
    signal wentOn
    signal tookOther
    signal wentBack

    columnSpacing: Theme.gap
    rowSpacing: Theme.gap

    Button {
        id: backward
        Layout.row: actions.oneLine ? 0 : actions.twoLines ? 1 : 2
        Layout.column: 0
        Layout.fillWidth: !actions.oneLine || (actions.goOn === "" && actions.other === "")
        visible: actions.back !== ""
        label: actions.back
        onActivated: actions.wentBack()
    }
    Button {
        id: second
        Layout.row: actions.oneLine ? 0 : 1
        Layout.column: actions.oneLine || actions.twoLines ? 1 : 0
        Layout.fillWidth: !actions.oneLine || actions.goOn === ""
        visible: actions.other !== ""
        label: actions.other
        onActivated: actions.tookOther()
    }
    Button {
        id: forward
        Layout.row: 0
        Layout.column: actions.oneLine ? 2 : 0
        Layout.columnSpan: actions.twoLines && actions.other !== "" && actions.back !== "" ? 2 : 1
        Layout.fillWidth: true
        visible: actions.goOn !== ""
        filled: true
        enabled: actions.ready
        label: actions.goOn
        onActivated: actions.wentOn()
    }
}
