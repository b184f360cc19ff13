pragma ComponentBehavior: Bound
import QtQuick
import ".."

// A slip as the printer makes it, with its code: what to look for in one's pocket.
Rectangle {
    id: slip

    readonly property real unit: width / 20

    implicitHeight: Math.round(width * 1.35)
    radius: Theme.u(6)
    color: Theme.paper
    border.width: Math.max(1, Theme.u(2))
    border.color: Theme.border
    Accessible.ignored: true

    component Bar: Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        height: slip.unit
        radius: height / 2
        color: Theme.paperInk
        opacity: 0.35
    }

    component Finder: Rectangle {
        width: slip.unit * 3.4
        height: width
        color: "transparent"
        border.width: slip.unit * 0.7
        border.color: Theme.paperInk

        Rectangle {
            anchors.centerIn: parent
            width: slip.unit * 1.1
            height: width
            color: Theme.paperInk
        }
    }

    Bar {
        y: slip.unit * 1.8
        width: slip.unit * 13
        opacity: 0.8
    }

    Bar {
        y: slip.unit * 3.6
        width: slip.unit * 9
    }

    Item {
        id: code

        anchors.horizontalCenter: parent.horizontalCenter
        y: slip.unit * 6
        width: slip.unit * 11
        height: width

        Finder {}

        Finder {
            anchors.right: parent.right
        }

        Finder {
            anchors.bottom: parent.bottom
        }

        Repeater {
            model: ["5,0", "5,2", "4,4", "6,4", "8,5", "10,4", "9,7", "5,6", "7,7", "5,9", "7,10", "9,9", "10,10", "0,5", "2,5", "10,6"]

            Rectangle {
                required property string modelData

                x: Number(modelData.split(",")[0]) * slip.unit
                y: Number(modelData.split(",")[1]) * slip.unit
                width: slip.unit
                height: slip.unit
                color: Theme.paperInk
            }
        }
    }

    Bar {
        y: slip.unit * 19
        width: slip.unit * 15
        opacity: 0.8
    }

    Bar {
        y: slip.unit * 21.4
        width: slip.unit * 15
    }

    Bar {
        y: slip.unit * 23.6
        width: slip.unit * 12
    }
}
