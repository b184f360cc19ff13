import QtQuick
import ".."

// A few words in a coloured pill, with an icon, so that colour never speaks alone.
Rectangle {
    id: chip

    property string text
    property string symbol
    property color ink: Theme.muted
    property real most: Math.min(Theme.u(640 * Theme.textScale), parent?.width ?? Theme.u(640))
    readonly property real symbolSpace: symbol === "" ? 0 : sign.size + Theme.u(10)

    implicitWidth: Math.min(most, Math.ceil(words.implicitWidth) + symbolSpace + Theme.u(36))
    implicitHeight: words.implicitHeight + Theme.u(14)
    radius: Theme.u(12)
    color: Theme.sunken
    Accessible.role: Accessible.StaticText
    Accessible.name: text

    Icon {
        id: sign

        x: Theme.u(16)
        anchors.verticalCenter: parent.verticalCenter
        name: chip.symbol
        size: Math.max(Theme.u(30), Theme.small)
        color: chip.ink
        visible: chip.symbol !== ""
    }

    Label {
        id: words

        x: Theme.u(18) + chip.symbolSpace
        width: chip.width - x - Theme.u(16)
        anchors.verticalCenter: parent.verticalCenter
        text: chip.text
        color: chip.ink
        font.pixelSize: Theme.small
        font.weight: Font.DemiBold
        Accessible.ignored: true
    }
}
