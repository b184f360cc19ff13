pragma ComponentBehavior: Bound
import QtQuick
import ".."

// A paper as staff see it: the verdict, whether its original was seen, and each page, which they may accept.
Panel {
    id: card

    required property var row
    required property var reasons
    required property var t
    property bool changeable: false
    readonly property var noPage: ({
            id: "",
            name: "",
            image: "",
            wide: false,
            verdict: "good",
            why: "",
            can_accept: false,
            asking: false,
            accepted: ""
        })

    Item {
        width: parent.width
        height: chip.below ? chip.y + chip.height : Math.max(name.height, chip.height)

        Label {
            id: name

            width: chip.below ? parent.width : chip.x - Theme.gap
            text: card.row.name
            font.pixelSize: Theme.large
            font.weight: Font.Bold
        }

        VerdictChip {
            id: chip

            readonly property bool below: Theme.big

            x: below ? 0 : parent.width - width
            y: below ? name.height + Theme.u(12) : 0
            most: parent.width
            verdict: card.row.verdict
            text: card.row.verdict_text
        }
    }

    Label {
        width: parent.width
        text: card.row.reason
        color: Theme.muted
    }

    Button {
        objectName: "staff-seen-" + card.row.id
        visible: card.row.can_see
        enabled: card.changeable
        width: parent.width
        look: card.row.seen ? "primary" : "outline"
        tint: card.row.seen ? Theme.complete : Theme.primary
        symbol: card.row.seen ? "check-circle" : "eye"
        text: card.row.seen_text
        Accessible.checked: card.row.seen
        onClicked: Visit.act("staff_seen", {
            row: card.row.id,
            value: !card.row.seen
        })
    }

    Repeater {
        model: card.row.pages.length

        Item {
            id: sheet

            required property int index
            readonly property var page: card.row.pages[index] ?? card.noPage

            width: parent?.width ?? 0
            height: Math.max(picture.height, words.height)

            Rectangle {
                id: picture

                width: Theme.u(Theme.big ? 140 : 200)
                height: Math.round(width * (sheet.page.wide ? 0.72 : 1.36))
                color: Theme.paper
                border.width: Math.max(1, Theme.u(2))
                border.color: Theme.line

                Image {
                    anchors.fill: parent
                    anchors.margins: Theme.u(4)
                    source: sheet.page.image
                    fillMode: Image.PreserveAspectFit
                    // On this thread: Qt's own thread for pictures would wait for Python, which waits for Qt.
                    asynchronous: false
                    cache: false
                    sourceSize.width: Math.round(width)
                    Accessible.role: Accessible.Graphic
                    Accessible.name: sheet.page.name
                }
            }

            Column {
                id: words

                x: picture.width + Theme.gap
                width: sheet.width - x
                spacing: Theme.u(12)

                Label {
                    width: parent.width
                    text: sheet.page.name + (sheet.page.why === "" ? "" : ": " + sheet.page.why)
                    font.weight: Font.DemiBold
                }

                Label {
                    width: parent.width
                    visible: text !== ""
                    text: sheet.page.accepted
                    color: Theme.complete
                }

                Button {
                    objectName: "staff-not-accepted-" + sheet.page.id
                    visible: sheet.page.accepted !== ""
                    enabled: card.changeable
                    width: parent.width
                    symbol: "undo"
                    text: card.t.take_back ?? ""
                    onClicked: Visit.act("staff_not_accepted", {
                        page: sheet.page.id
                    })
                }

                Button {
                    objectName: "staff-accept-" + sheet.page.id
                    visible: sheet.page.can_accept
                    enabled: card.changeable
                    width: parent.width
                    symbol: "check"
                    text: sheet.page.asking ? card.t.why_accept ?? "" : card.t.accept ?? ""
                    onClicked: Visit.act("staff_accept", {
                        page: sheet.page.id,
                        reason: ""
                    })
                }

                Repeater {
                    model: sheet.page.asking ? card.reasons.length : 0

                    Button {
                        required property int index
                        readonly property var reason: card.reasons[index] ?? ({
                                id: "",
                                name: ""
                            })

                        objectName: "staff-reason-" + reason.id
                        width: words.width
                        look: "soft"
                        leftAligned: true
                        text: reason.name
                        onClicked: Visit.act("staff_accept", {
                            page: sheet.page.id,
                            reason: reason.id
                        })
                    }
                }
            }
        }
    }
}
