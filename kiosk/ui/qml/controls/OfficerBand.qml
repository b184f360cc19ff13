import QtQuick
import ".."

// An officer was called: gold, so that it is seen from across the room. They sign in from here.
Rectangle {
    id: band

    // With large words the buttons go below.
    readonly property bool stacked: Theme.big
    readonly property real inner: width - 2 * Theme.margin

    visible: false
    height: visible ? body.height + Theme.u(Theme.portrait ? 56 : 28) : 0
    color: Theme.gold
    Accessible.role: Accessible.AlertMessage
    Accessible.name: call.text

    Item {
        id: body

        x: Theme.margin
        width: band.inner
        anchors.verticalCenter: parent.verticalCenter
        height: band.stacked ? words.height + Theme.u(14) + buttons.height : tallest

        readonly property real tallest: Math.max(words.height, buttons.height)

        Icon {
            id: bell

            visible: !band.stacked
            y: Math.round((body.tallest - height) / 2)
            name: "bell"
            size: Theme.u(84)
            color: Theme.goldInk
        }

        Column {
            id: words

            x: band.stacked ? 0 : bell.width + Theme.u(28)
            y: band.stacked ? 0 : Math.round((body.tallest - height) / 2)
            width: band.stacked ? body.width : buttons.x - x - Theme.gap

            Label {
                id: call

                width: parent.width
                text: Visit.t["officer.called"]
                font.pixelSize: Theme.title
                font.weight: Font.Bold
                color: Theme.goldInk
            }

            Label {
                width: parent.width
                // What matters with large words is who must come.
                visible: !band.stacked
                text: Visit.t["officer.wait"]
                color: Theme.goldInk
            }
        }

        Grid {
            id: buttons

            readonly property real room: band.stacked ? body.width : Math.round(body.width * (Theme.portrait ? 0.44 : 0.5))
            readonly property real cell: columns === 1 ? Math.min(room, Math.max(done.implicitWidth, signIn.implicitWidth)) : Math.floor((room - spacing) / 2)

            columns: Theme.portrait && !band.stacked ? 1 : 2
            spacing: Theme.u(14)
            x: body.width - width
            y: band.stacked ? words.height + Theme.u(14) : Math.round((body.tallest - height) / 2)

            Button {
                id: done

                sends: "officer_done"
                width: buttons.cell
                tint: Theme.goldInk
                face: Theme.gold
                symbol: "check"
                text: Visit.t["officer.done"]
            }

            Button {
                id: signIn

                sends: "staff_ask"
                width: buttons.cell
                tint: Theme.goldInk
                face: Theme.gold
                symbol: "lock"
                text: Visit.t["staff.sign_in"]
            }
        }
    }
}
