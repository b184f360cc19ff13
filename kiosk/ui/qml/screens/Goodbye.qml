import QtQuick
import ".."
import "../controls"

Message {
    id: screen

    required property var view

    picture: "take"
    title: Visit.t["goodbye.title"]
    sentence: view.sentence

    Button {
        sends: "start"
        anchors.horizontalCenter: parent.horizontalCenter
        width: Math.max(implicitWidth, Theme.u(560))
        height: Theme.u(120)
        textSize: Theme.large
        symbol: "touch"
        text: Visit.t["goodbye.start"]
    }

    Label {
        width: parent.width
        text: Visit.say("goodbye.seconds", {
            seconds: screen.view.seconds
        })
        color: Theme.muted
        horizontalAlignment: Text.AlignHCenter
    }
}
