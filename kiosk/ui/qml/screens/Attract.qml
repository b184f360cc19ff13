pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../controls"

// The calm screen between two visits: whose kiosk this is, what one can do here, and one place to touch.
Item {
    id: screen

    required property var view
    readonly property var ways: [
        {
            symbol: "card",
            key: "attract.card"
        },
        {
            symbol: "feeder",
            key: "attract.papers"
        },
        {
            symbol: "printer",
            key: "attract.slip"
        }
    ]
    readonly property real edge: Math.round((width - Theme.pageWidth) / 2)

    Column {
        id: words

        x: screen.edge
        y: Math.round(Theme.portrait ? screen.height * 0.06 : screen.height * 0.05)
        width: Theme.pageWidth
        spacing: Theme.u(16)

        Label {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.round(parent.width * 0.75)
            text: screen.view.centre
            font.pixelSize: Theme.large
            font.weight: Font.DemiBold
            color: Theme.primary
            horizontalAlignment: Text.AlignHCenter
        }

        Label {
            width: parent.width
            text: Visit.t["attract.title"]
            font.pixelSize: Theme.display
            font.weight: Font.Bold
            horizontalAlignment: Text.AlignHCenter
            Accessible.role: Accessible.Heading
        }

        Label {
            width: parent.width
            text: Visit.t["attract.title_other"]
            font.pixelSize: Theme.large
            color: Theme.muted
            horizontalAlignment: Text.AlignHCenter
        }
    }

    Grid {
        id: pictures

        readonly property real room: startButton.y - words.y - words.height

        columns: Theme.portrait ? 1 : 3
        spacing: Theme.gap
        x: screen.edge
        y: words.y + words.height + Math.max(Theme.u(16), Math.round((room - height) / 2))

        Repeater {
            model: screen.ways

            Rectangle {
                id: way

                required property var modelData
                required property int index
                readonly property real room: width - (Theme.portrait ? disc.width + Theme.u(96) : Theme.u(64))

                width: Math.floor((Theme.pageWidth - (pictures.columns - 1) * pictures.spacing) / pictures.columns)
                height: Theme.portrait ? Math.max(disc.height, caption.height) + Theme.u(72) : disc.height + Math.max(caption.height, Theme.u(180)) + Theme.u(96)
                radius: Theme.radius
                color: Theme.surface
                border.width: Math.max(1, Theme.u(2))
                border.color: Theme.line

                Rectangle {
                    id: disc

                    x: Theme.portrait ? Theme.u(36) : Math.round((way.width - width) / 2)
                    y: Theme.portrait ? Math.round((way.height - height) / 2) : Theme.u(36)
                    width: Theme.u(Theme.portrait ? 176 : 150)
                    height: width
                    radius: width / 2
                    color: Theme.primarySoft

                    Icon {
                        anchors.centerIn: parent
                        name: way.modelData.symbol
                        size: Math.round(parent.width * 0.56)
                        stroke: 1.7
                        color: Theme.primary
                    }
                }

                Column {
                    id: caption

                    x: Theme.portrait ? disc.x + disc.width + Theme.u(36) : Theme.u(32)
                    y: Theme.portrait ? Math.round((way.height - height) / 2) : disc.y + disc.height + Theme.u(24)
                    width: way.room
                    spacing: Theme.u(6)

                    Label {
                        width: parent.width
                        text: (way.index + 1) + ". " + Visit.t[way.modelData.key]
                        font.pixelSize: Theme.large
                        font.weight: Font.DemiBold
                        horizontalAlignment: Theme.portrait ? Text.AlignLeft : Text.AlignHCenter
                    }

                    Label {
                        width: parent.width
                        text: Visit.t[way.modelData.key + "_other"]
                        color: Theme.muted
                        horizontalAlignment: Theme.portrait ? Text.AlignLeft : Text.AlignHCenter
                    }
                }
            }
        }
    }

    Label {
        id: absent

        x: screen.edge
        anchors.bottom: startButton.top
        anchors.bottomMargin: Theme.u(16)
        width: Theme.pageWidth
        visible: text !== ""
        text: screen.view.scanner === "absent" ? Visit.t["attract.no_scanner"] : screen.view.printer === "absent" ? Visit.t["attract.no_printer"] : ""
        color: Theme.missing
        horizontalAlignment: Text.AlignHCenter
    }

    Button {
        id: startButton

        sends: "start"
        x: screen.edge
        y: screen.height - height - Theme.u(Theme.portrait ? 72 : 40)
        width: Theme.pageWidth
        height: Theme.u(Theme.portrait ? 240 : 168)
        look: "primary"
        textSize: Theme.title
        symbol: "touch"
        text: Visit.t["attract.start"] + "\n" + Visit.t["attract.start_other"]
    }

    // The whole screen is the button.
    TapHandler {
        onTapped: Visit.act("start", {})
    }
}
