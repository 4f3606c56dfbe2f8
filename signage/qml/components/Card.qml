// SPDX-License-Identifier: Apache-2.0
import QtQuick
import "../theme"

Rectangle {
    radius: Theme.corner
    color: Theme.surface
    border.width: Theme.hairline
    border.color: Theme.line
}
