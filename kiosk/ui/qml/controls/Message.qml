import QtQuick
import ".."

// A screen that says one thing: sign, title, sentence, and what follows.
Item {
    id: message

    property string symbol
    // Of faults.js, in place of the symbol.
    property string picture
    property color tint: Theme.primary
    property color soft: Theme.primarySoft
    property string title
    property string sentence
    default property alias content: below.data

    ScrollArea {
        x: Math.round((message.width - width) / 2)
        y: Theme.u(24)
        width: Math.min(Theme.pageWidth, Theme.u(Theme.big ? 1500 : 1100))
        height: message.height - y - Theme.u(16)
        align: 0.4
        spacing: Theme.u(32)

        FaultPicture {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: message.picture !== ""
            name: message.picture
            width: Theme.u(Theme.portrait ? 480 : Theme.big ? 200 : 340)
            height: implicitHeight
        }

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: message.picture === ""
            width: Theme.u(Theme.portrait ? 240 : Theme.big ? 110 : 180)
            height: width
            radius: width / 2
            color: message.soft

            Icon {
                anchors.centerIn: parent
                name: message.symbol
                size: Math.round(parent.width * 0.56)
                color: message.tint
                stroke: 1.8
            }
        }

        Label {
            width: parent.width
            text: message.title
            font.pixelSize: Theme.display
            font.weight: Font.Bold
            horizontalAlignment: Text.AlignHCenter
            Accessible.role: Accessible.Heading
        }

        Label {
            width: parent.width
            visible: text !== ""
            text: message.sentence
            font.pixelSize: Theme.large
            horizontalAlignment: Text.AlignHCenter
        }

        Column {
            id: below

            width: parent.width
            spacing: Theme.gap
        }
    }
}
