pragma Singleton
import QtQuick

// Sizes, type and colours: the only place that knows them. Everything scales with `unit`, which is 1 on a 1080x1920 or a 1920x1080 screen.
QtObject {
    property real width: 1080
    property real height: 1920

    readonly property bool portrait: height >= width
    readonly property real unit: Math.max(0.6, portrait ? Math.min(width / 1080, height / 1600) : Math.min(width / 1400, height / 1080))
    readonly property real margin: u(portrait ? 48 : 64)
    readonly property real gap: u(24)
    readonly property real touch: u(96)
    readonly property real radius: u(16)
    // A line of text longer than this is hard to follow.
    readonly property real pageWidth: Math.min(width - 2 * margin, u(1560))

    readonly property string family: "Be Vietnam Pro"
    readonly property real small: u(portrait ? 26 : 24)
    readonly property real body: u(portrait ? 31 : 28)
    readonly property real large: u(portrait ? 38 : 34)
    readonly property real title: u(portrait ? 52 : 44)
    readonly property real display: u(68)
    readonly property real huge: u(180)

    readonly property color page: "#fbf8f3"
    readonly property color surface: "#ffffff"
    readonly property color sunken: "#f1ece3"
    readonly property color line: "#d8d1c4"
    readonly property color border: "#767a85"
    readonly property color ink: "#1b1f27"
    readonly property color muted: "#4a5160"
    readonly property color primary: "#0b3d91"
    readonly property color primaryPressed: "#072b69"
    readonly property color primarySoft: "#e6edf8"
    readonly property color primaryInk: "#ffffff"
    readonly property color disabled: "#e7e2d9"
    readonly property color disabledInk: "#5b5f69"
    readonly property color complete: "#17613a"
    readonly property color completeSoft: "#e3f2e8"
    readonly property color missing: "#844200"
    readonly property color missingSoft: "#fff0dc"
    readonly property color officer: "#0b3d91"
    readonly property color officerSoft: "#e6edf8"
    readonly property color fault: "#b01020"
    readonly property color faultSoft: "#fdeaea"
    readonly property color national: "#c8102e"
    readonly property color gold: "#ffd100"
    readonly property color veil: "#cc10182a"

    function u(size: real): real {
        return Math.round(size * unit);
    }
}
