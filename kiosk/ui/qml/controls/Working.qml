pragma ComponentBehavior: Bound
import QtQuick
import ".."

// Three dots in turn: the kiosk is at work.
Row {
    id: dots

    property real size: Theme.u(28)
    property int turn: 0

    spacing: size
    Accessible.role: Accessible.Animation
    Accessible.name: Visit.t["busy"]

    Timer {
        interval: 400
        running: true
        repeat: true
        onTriggered: dots.turn = (dots.turn + 1) % 3
    }

    Repeater {
        model: 3

        Rectangle {
            required property int index

            width: dots.size
            height: width
            radius: width / 2
            color: index === dots.turn ? Theme.primary : Theme.line
        }
    }
}
