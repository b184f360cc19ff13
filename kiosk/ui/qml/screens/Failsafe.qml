import QtQuick
import ".."
import "../controls"

// Nobody foresaw it: calm, with a number for staff, and what was done is kept for the same card.
Message {
    id: screen

    required property var view

    symbol: "repeat"
    title: Visit.t["failsafe.title"]
    sentence: Visit.t["failsafe.sentence"]

    Panel {
        width: parent.width

        Label {
            width: parent.width
            text: Visit.t["failsafe.reference"]
            color: Theme.muted
            horizontalAlignment: Text.AlignHCenter
        }

        Label {
            width: parent.width
            text: screen.view.reference
            font.pixelSize: Theme.title
            font.weight: Font.Bold
            font.letterSpacing: Theme.u(4)
            horizontalAlignment: Text.AlignHCenter
        }
    }

    Button {
        sends: "start"
        anchors.horizontalCenter: parent.horizontalCenter
        width: Math.min(parent.width, Math.max(implicitWidth, Theme.u(560)))
        height: Math.max(Theme.u(120), implicitHeight)
        look: "primary"
        textSize: Theme.large
        symbol: "repeat"
        text: Visit.t["failsafe.start"]
    }

    Label {
        width: parent.width
        text: Visit.say("failsafe.seconds", {
            seconds: screen.view.seconds
        })
        color: Theme.muted
        horizontalAlignment: Text.AlignHCenter
    }
}
