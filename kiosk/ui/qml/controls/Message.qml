import QtQuick
import ".."

// A screen that says one thing: sign, title, sentence, and what follows.
Item {
    id: message

    property string symbol
    property color tint: Theme.primary
    property color soft: Theme.primarySoft
    property string title
    property string sentence
    default property alias content: below.data

    Column {
        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.max(Theme.u(24), Math.round((message.height - height) * 0.4))
        width: Math.min(Theme.pageWidth, Theme.u(1100))
        spacing: Theme.u(32)

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Theme.u(Theme.portrait ? 240 : 180)
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
