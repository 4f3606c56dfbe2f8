// SPDX-License-Identifier: Apache-2.0
// Line drawings on a grid of 24.
pragma Singleton
import QtQuick

QtObject {
    readonly property string pay: "M3.5 5.5 h17 a1.5 1.5 0 0 1 1.5 1.5 v10 a1.5 1.5 0 0 1 -1.5 1.5 h-17 a1.5 1.5 0 0 1 -1.5 -1.5 v-10 a1.5 1.5 0 0 1 1.5 -1.5 z M2 10 h20 M5.5 14.5 h4.5"
    readonly property string status: "M10.5 3 a7.5 7.5 0 1 0 0 15 a7.5 7.5 0 1 0 0 -15 z M10.5 6.6 v4.2 l2.9 1.6 M15.9 15.9 l5.6 5.6"
    readonly property string person: "M12 3.5 a4 4 0 1 0 0 8 a4 4 0 1 0 0 -8 z M4.5 20.5 a7.5 6.5 0 0 1 15 0"
    readonly property string phone: "M6.3 3 h3.2 l1.7 4.6 l-2.3 1.8 a12.5 12.5 0 0 0 5.7 5.7 l1.8 -2.3 l4.6 1.7 v3.2 a2.2 2.2 0 0 1 -2.4 2.2 a17 17 0 0 1 -14.5 -14.5 a2.2 2.2 0 0 1 2.2 -2.4 z"
    readonly property string contrast: "M12 3.5 a8.5 8.5 0 1 0 0 17 a8.5 8.5 0 1 0 0 -17 z"
    readonly property string contrastHalf: "M12 3.5 a8.5 8.5 0 0 0 0 17 z"
    readonly property string tick: "M4.5 12.8 l5 5 l10 -11"
    readonly property string good: "M12 2.8 a9.2 9.2 0 1 0 0 18.4 a9.2 9.2 0 1 0 0 -18.4 z M7.6 12.4 l3.2 3.2 l5.8 -6.6"
    readonly property string alert: "M12 2.8 a9.2 9.2 0 1 0 0 18.4 a9.2 9.2 0 1 0 0 -18.4 z M12 7.2 v6 M12 16.6 v.3"
    readonly property string info: "M12 2.8 a9.2 9.2 0 1 0 0 18.4 a9.2 9.2 0 1 0 0 -18.4 z M12 11 v6 M12 7.2 v.3"
    readonly property string slip: "M6 2.8 h12 v18.4 l-2 -1.6 l-2 1.6 l-2 -1.6 l-2 1.6 l-2 -1.6 l-2 1.6 z M9 8 h6 M9 12 h6"
    readonly property string idCard: "M3.5 4.8 h17 a1.5 1.5 0 0 1 1.5 1.5 v11.4 a1.5 1.5 0 0 1 -1.5 1.5 h-17 a1.5 1.5 0 0 1 -1.5 -1.5 v-11.4 a1.5 1.5 0 0 1 1.5 -1.5 z M8 8.2 a2 2 0 1 0 0 4 a2 2 0 1 0 0 -4 z M4.9 16.2 a3.2 3 0 0 1 6.2 0 M14 9.6 h5 M14 14 h5"
    readonly property string guide: "M6 2.8 h8.5 l4.5 4.5 v13.9 h-13 z M14.5 2.8 v4.5 h4.5 M9 12.2 h7 M9 16 h7"
    readonly property string notice: "M3 9.6 v4.8 h3.4 l6.4 4.4 v-13.6 l-6.4 4.4 z M16.2 9.2 a4 4 0 0 1 0 5.6 M18.6 6.8 a7.3 7.3 0 0 1 0 10.4"
    readonly property string find: "M10.5 3 a7.5 7.5 0 1 0 0 15 a7.5 7.5 0 1 0 0 -15 z M15.9 15.9 l5.6 5.6"
    readonly property string onwards: "M9 5 l7 7 l-7 7"
    readonly property string warning: "M12 3 l9.6 17.4 h-19.2 z M12 9.4 v5 M12 17.3 v.3"
    readonly property string clock: "M12 2.8 a9.2 9.2 0 1 0 0 18.4 a9.2 9.2 0 1 0 0 -18.4 z M12 7 v5.4 l3.6 2.2"
    readonly property string hand: "M9 12.5 v-7.2 a1.6 1.6 0 0 1 3.2 0 v5.6 M12.2 10.9 v-1.4 a1.5 1.5 0 0 1 3 0 v1.9 M15.2 11.4 v-.8 a1.5 1.5 0 0 1 3 0 v4.4 a6 6 0 0 1 -6 6 h-.8 a5.6 5.6 0 0 1 -4.6 -2.4 l-3 -4.4 a1.6 1.6 0 0 1 2.6 -1.9 l2.6 3"
    readonly property string up: "M5 15 l7 -7 l7 7"
    readonly property string down: "M5 9 l7 7 l7 -7"
    readonly property string hourglass: "M6 3 h12 M6 21 h12 M7.5 3 v3.5 l4.5 5.5 l4.5 -5.5 v-3.5 M7.5 21 v-3.5 l4.5 -5.5 l4.5 5.5 v3.5"
    readonly property string houseBack: "M13 21 v-9.4 l-4 -4 l5.2 -4.6 l7.8 7.4 v10.6 z"
    readonly property string houseFront: "M2 21 v-9 l6.5 -6 l6.5 6 v9 z"
}
