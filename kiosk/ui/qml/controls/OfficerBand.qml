import QtQuick
import ".."

// An officer was called: gold, so that it is seen from across the room.
Rectangle {
    id: band

    visible: false
    height: visible ? Math.max(words.height, button.height) + Theme.u(Theme.portrait ? 64 : 32) : 0
    color: Theme.gold
    Accessible.role: Accessible.AlertMessage
    Accessible.name: call.text

    Icon {
        id: bell

        x: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        name: "bell"
        size: Theme.u(84)
        color: Theme.ink
    }

    Column {
        id: words

        x: bell.x + bell.width + Theme.u(28)
        width: button.x - x - Theme.gap
        anchors.verticalCenter: parent.verticalCenter

        Label {
            id: call

            width: parent.width
            text: Visit.t["officer.called"]
            font.pixelSize: Theme.title
            font.weight: Font.Bold
        }

        Label {
            width: parent.width
            text: Visit.t["officer.wait"]
        }
    }

    Button {
        id: button

        sends: "officer_done"
        anchors.verticalCenter: parent.verticalCenter
        x: band.width - width - Theme.margin
        width: Math.min(implicitWidth, Math.round(band.width * 0.34))
        tint: Theme.ink
        symbol: "check"
        text: Visit.t["officer.done"]
    }
}
