pragma Singleton
import QtQuick

// Sizes, type and colours: the only place that knows them. Everything scales with `unit`, which is 1 on a 1080x1920 or a 1920x1080 screen;
// words grow with `textScale` besides. Main.qml sets what a resident and a technician choose.
//
// For whoever draws a screen:
// - `width`, `height` are those of the area in use, which is the lower half of a portrait screen in reach mode: never ask the window.
// - `touch` is the usual side of what is touched, `least` the smallest there may be. What holds words has no fixed height: Math.max(Theme.u(112), implicitHeight).
// - `big`: the two largest text sizes. Then one column instead of `columns(n)`, symbol above instead of beside, less that only decorates.
// - A colour on `gold` is `goldInk`. What a camera reads or what shows paper is `paper`, `paperInk` and `paperMark`, which no contrast theme turns over.
QtObject {
    property real width: 1080
    property real height: 1920
    // [pixels a mm of the screen]
    property real pixelsPerMm: 4
    property real textScale: 1
    readonly property list<real> textScales: [1, 1.25, 1.5, 2]
    // "standard", "dark" or "yellow" (on black)
    property string contrast: "standard"

    readonly property bool portrait: height >= width
    readonly property real unit: Math.max(0.6, portrait ? Math.min(width / 1080, height / 1600) : Math.min(width / 1400, height / 1080))
    readonly property real margin: u(portrait ? 48 : big ? 40 : 64)
    readonly property real gap: u(24)
    // What a finger needs: 20 mm.
    readonly property real least: Math.ceil(20 * pixelsPerMm)
    readonly property real touch: Math.max(u(96), least)
    readonly property real radius: u(16)
    readonly property bool big: textScale >= 1.5
    // A line of text longer than this is hard to follow.
    readonly property real pageWidth: Math.min(width - 2 * margin, u(big ? 1800 : 1560))

    readonly property string family: "Be Vietnam Pro"
    // What is large already grows less: at the largest size it is still the larger one, and a title does not fill the screen.
    readonly property real small: words(portrait ? 26 : 24, 1)
    readonly property real body: words(portrait ? 31 : 28, 1)
    readonly property real large: words(portrait ? 38 : 34, 0.8)
    readonly property real title: words(portrait ? 52 : 44, 0.5)
    readonly property real display: words(68, 0.35)
    readonly property real huge: u(180)
    // Words on a key of the keyboard, whose size the fingers set.
    readonly property real key: words(portrait ? 38 : 34, 0.35)
    // A symbol beside words of that size.
    readonly property real symbol: Math.max(u(44), Math.round(body * 1.3))

    readonly property color page: pick("#fbf8f3", "#12161d", "#000000")
    readonly property color surface: pick("#ffffff", "#1c222c", "#000000")
    readonly property color sunken: pick("#f1ece3", "#0b0e13", "#1f1f00")
    readonly property color line: pick("#d8d1c4", "#3d4654", "#6b6300")
    readonly property color border: pick("#767a85", "#8f9aab", "#ffe600")
    readonly property color ink: pick("#1b1f27", "#f2f4f8", "#ffe600")
    readonly property color muted: pick("#4a5160", "#b9c2d0", "#f0db3c")
    readonly property color primary: pick("#0b3d91", "#8ab8ff", "#ffe600")
    readonly property color primaryPressed: pick("#072b69", "#b5d2ff", "#fff7a8")
    readonly property color primarySoft: pick("#e6edf8", "#1d3050", "#332f00")
    readonly property color primaryInk: pick("#ffffff", "#0a1a33", "#000000")
    readonly property color disabled: pick("#e7e2d9", "#2a313d", "#1f1f00")
    readonly property color disabledInk: pick("#5b5f69", "#a9b3c1", "#c7b800")
    readonly property color complete: pick("#17613a", "#7fd8a0", "#ffe600")
    readonly property color completeSoft: pick("#e3f2e8", "#12301f", "#1f1f00")
    readonly property color missing: pick("#844200", "#ffb866", "#ffe600")
    readonly property color missingSoft: pick("#fff0dc", "#3a2710", "#332f00")
    readonly property color officer: pick("#0b3d91", "#8ab8ff", "#ffe600")
    readonly property color officerSoft: pick("#e6edf8", "#1d3050", "#332f00")
    readonly property color fault: pick("#b01020", "#ff9a9a", "#ffe600")
    readonly property color faultSoft: pick("#fdeaea", "#421a1e", "#332f00")
    readonly property color national: "#c8102e"
    readonly property color gold: "#ffd100"
    readonly property color goldInk: "#1b1f27"
    readonly property color paper: "#ffffff"
    readonly property color paperInk: "#000000"
    readonly property color paperMark: "#b01020"
    // Around what the keyboard has come to.
    readonly property color focus: pick("#844200", "#ffffff", "#ffffff")
    // What a theme looks like, for the tile that chooses it.
    readonly property var faces: ({
            standard: ["#fbf8f3", "#1b1f27"],
            dark: ["#12161d", "#f2f4f8"],
            yellow: ["#000000", "#ffe600"]
        })
    readonly property color veil: pick("#cc10182a", "#d9000000", "#d9000000")

    function u(size: real): real {
        return Math.round(size * unit);
    }

    // `share`: how much of the growth it takes part in.
    function words(size: real, share: real): real {
        return Math.round(size * unit * (1 + (textScale - 1) * share));
    }

    function columns(most: int): int {
        return big ? 1 : most;
    }

    // A theme's colours stand side by side, so that a pair is judged in all three at once.
    function pick(standard: color, dark: color, yellow: color): color {
        return contrast === "dark" ? dark : contrast === "yellow" ? yellow : standard;
    }
}
