pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../controls"

Screen {
    id: screen

    readonly property bool reading: view.reader !== "absent"

    title: Visit.t["track.title"]
    lead: view.asking ? "" : reading ? Visit.t["track.lead"] : Visit.t["track.lead_no_reader"]
    mainText: view.asking ? Visit.t["track.stop"] : Visit.t["track.look_up"]
    mainSymbol: view.asking ? "close" : "search"
    mainAction: view.asking ? "stop_asking" : "look_up"
    align: view.asking ? 0.4 : 0

    Banner {
        objectName: "problem"
        width: parent.width
        visible: text !== "" && !screen.view.asking
        text: screen.view.problem ?? ""
        symbol: "warning"
        ink: Theme.missing
        color: Theme.missingSoft
    }

    Column {
        visible: screen.view.asking
        width: parent.width
        spacing: Theme.u(32)

        Working {
            anchors.horizontalCenter: parent.horizontalCenter
        }

        Label {
            width: parent.width
            text: Visit.t["track.asking"]
            font.pixelSize: Theme.large
            font.weight: Font.DemiBold
            horizontalAlignment: Text.AlignHCenter
        }

        Label {
            width: parent.width
            text: Visit.t["track.asking_lead"]
            color: Theme.muted
            horizontalAlignment: Text.AlignHCenter
        }
    }

    Panel {
        width: parent.width
        visible: screen.reading && !screen.view.asking && !Visit.typing && !Theme.big

        Row {
            id: ways

            readonly property real cell: Math.floor((width - spacing) / 2)
            readonly property real tall: Math.max(slip.height, slipWords.height, card.height, cardWords.height)

            width: parent.width
            spacing: Theme.u(40)

            Item {
                width: ways.cell
                height: ways.tall

                SlipPicture {
                    id: slip

                    width: Theme.u(Theme.portrait ? 170 : 130)
                    height: implicitHeight
                    anchors.verticalCenter: parent.verticalCenter
                }

                Label {
                    id: slipWords

                    x: slip.width + Theme.gap
                    width: parent.width - x
                    anchors.verticalCenter: parent.verticalCenter
                    text: Visit.t["track.scan_slip"]
                    font.weight: Font.Medium
                }
            }

            Item {
                width: ways.cell
                height: ways.tall

                CardPicture {
                    id: card

                    width: Theme.u(Theme.portrait ? 210 : 190)
                    height: implicitHeight
                    anchors.verticalCenter: parent.verticalCenter
                    back: true
                    heading: ""
                }

                Label {
                    id: cardWords

                    x: card.width + Theme.gap
                    width: parent.width - x
                    anchors.verticalCenter: parent.verticalCenter
                    text: Visit.t["track.scan_card"]
                    font.weight: Font.Medium
                }
            }
        }
    }

    FieldList {
        width: parent.width
        visible: !screen.view.asking
        fields: screen.view.fields
    }
}
