import QtQuick
import ".."

// Above what has been lowered: calm, and nothing to touch.
Rectangle {
    id: lowered

    objectName: "lowered"
    visible: height > 0
    color: Theme.sunken

    Column {
        anchors.centerIn: parent
        width: parent.width - 2 * Theme.margin
        spacing: Theme.gap

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Theme.u(120)
            height: width
            radius: Theme.u(24)
            color: Theme.national
            visible: lowered.height > Theme.u(360)

            Icon {
                anchors.centerIn: parent
                name: "star"
                size: Theme.u(80)
                color: Theme.gold
                filled: true
            }
        }

        Label {
            width: parent.width
            text: Visit.view.centre
            font.pixelSize: Theme.large
            font.weight: Font.DemiBold
            horizontalAlignment: Text.AlignHCenter
            visible: lowered.height > Theme.u(360)
        }

        Label {
            width: parent.width
            text: Visit.t["access.lowered"]
            color: Theme.muted
            horizontalAlignment: Text.AlignHCenter
        }
    }
}
