pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../controls"

Screen {
    id: screen

    readonly property bool reading: view.reader !== "absent"

    // Without a reader the glass is the next best, and the keyboard what is left.
    title: Visit.t[reading ? "card.title" : "card.title_no_reader"]
    lead: Visit.t[reading ? "card.lead" : view.glass ? "card.no_reader_glass" : "card.no_reader"]
    mainText: reading ? "" : Visit.t[view.glass ? "card.glass" : "card.type_instead"]
    mainSymbol: view.glass ? "flatbed" : "keyboard"
    mainAction: view.glass ? "use_glass" : "type_instead"
    align: 0.3

    Banner {
        width: parent.width
        visible: text !== ""
        text: screen.view.problem ?? ""
        symbol: "warning"
        ink: Theme.missing
        color: Theme.missingSoft
    }

    Grid {
        id: grid

        readonly property real cell: Math.floor((width - (columns - 1) * columnSpacing) / columns)

        width: parent.width
        columns: Theme.portrait ? 1 : 2
        columnSpacing: Theme.u(40)
        rowSpacing: Theme.u(32)
        visible: screen.reading || screen.view.glass

        Repeater {
            model: 2

            Column {
                id: kind

                required property int index

                width: grid.cell
                spacing: Theme.u(14)

                Label {
                    width: parent.width
                    text: Visit.t[kind.index === 0 ? "card.new_back" : "card.old_front"]
                    font.weight: Font.DemiBold
                    horizontalAlignment: Text.AlignHCenter
                }

                CardPicture {
                    anchors.horizontalCenter: parent.horizontalCenter
                    width: Math.min(parent.width, Theme.u(Theme.portrait ? 680 : 560))
                    height: implicitHeight
                    back: kind.index === 0
                    heading: Visit.t[kind.index === 0 ? "card.side_back" : "card.side_front"]
                }
            }
        }
    }

    Row {
        anchors.horizontalCenter: parent.horizontalCenter
        visible: screen.reading
        spacing: Theme.u(32)

        Working {
            anchors.verticalCenter: parent.verticalCenter
            size: Theme.u(22)
        }

        Label {
            text: Visit.t["card.waiting"]
            color: Theme.muted
            font.weight: Font.Medium
        }
    }

    CardPicture {
        anchors.horizontalCenter: parent.horizontalCenter
        visible: !screen.reading && !screen.view.glass
        width: Math.min(parent.width, Theme.u(Theme.portrait ? 680 : 560))
        height: implicitHeight
        back: false
        heading: Visit.t["card.side_front"]
    }

    beside: [
        Button {
            sends: "type_instead"
            visible: screen.reading || screen.view.glass
            width: Math.min(implicitWidth, screen.besideWidth)
            height: Math.max(Theme.u(112), implicitHeight)
            symbol: "keyboard"
            text: Visit.t["card.type_instead"]
        }
    ]

    Button {
        sends: "use_glass"
        visible: screen.view.glass && screen.reading
        anchors.horizontalCenter: parent.horizontalCenter
        width: Math.min(parent.width, Math.max(implicitWidth, Theme.u(640)))
        look: "soft"
        symbol: "flatbed"
        text: Visit.t["card.glass"]
    }
}
