pragma ComponentBehavior: Bound
import QtQuick
import ".."

// One place on the board: a row of the dossier, the tray of what is not sorted, or what is not filed.
Rectangle {
    id: lane

    // The screen: `chosen` (ids of the selected pages), `dragging`, `target` (the place below the finger), toggle, begin, follow, drop.
    required property var board
    // Component id, "" for unsorted, "-" for aside.
    required property string place
    required property string title
    required property var pages
    property int position: 0
    property string note
    property string why
    property bool unsure: false
    property int filed: 0

    readonly property bool aimedAt: board.dragging && board.target === place
    // Not where all that is selected lies already.
    readonly property bool takes: !board.dragging && board.chosen.some(id => !pages.some(page => page.id === id))
    readonly property real inner: width - 2 * Theme.u(24)

    objectName: "lane-" + place
    implicitHeight: column.height + 2 * Theme.u(24)
    radius: Theme.radius
    color: aimedAt ? Theme.primarySoft : place === "-" ? Theme.sunken : Theme.surface
    border.width: Math.max(1, Theme.u(aimedAt ? 6 : unsure || place === "" && pages.length > 0 ? 4 : 2))
    border.color: aimedAt ? Theme.primary : unsure || place === "" && pages.length > 0 ? Theme.missing : Theme.line

    Column {
        id: column

        x: Theme.u(24)
        y: Theme.u(24)
        width: lane.inner
        spacing: Theme.u(14)

        Item {
            width: parent.width
            height: Math.max(badge.visible ? badge.height : 0, heading.height)

            Rectangle {
                id: badge

                visible: lane.position > 0
                width: Math.max(Theme.u(52), Math.ceil(Theme.body * 1.5))
                height: width
                radius: width / 2
                color: Theme.primarySoft

                Label {
                    anchors.centerIn: parent
                    text: lane.position
                    font.weight: Font.Bold
                    color: Theme.primary
                }
            }

            Label {
                id: heading

                x: badge.visible ? badge.width + Theme.u(16) : 0
                width: parent.width - x
                anchors.verticalCenter: parent.verticalCenter
                text: lane.title
                font.weight: Font.DemiBold
            }
        }

        Flow {
            width: parent.width
            spacing: Theme.u(12)
            visible: lane.unsure || lane.filed > 0

            Chip {
                visible: lane.filed > 0
                most: parent.width
                symbol: "pages"
                text: Visit.say("board.filed", {
                    count: lane.filed
                })
            }

            Chip {
                visible: lane.unsure
                most: parent.width
                symbol: "warning"
                ink: Theme.missing
                color: Theme.missingSoft
                text: lane.why === "" ? Visit.t["board.guess"] : Visit.t["board.guess"] + ": " + lane.why
            }
        }

        Label {
            width: parent.width
            visible: text !== ""
            text: lane.note
            font.pixelSize: Theme.small
            color: Theme.muted
        }

        Flow {
            width: parent.width
            spacing: Theme.u(16)
            visible: lane.pages.length > 0

            Repeater {
                id: sheets

                model: lane.pages.length

                LooseSheet {
                    required property int index

                    page: lane.pages[index] ?? Visit.noSheet
                    chosen: lane.board.chosen.includes(page.id)
                    away: lane.board.dragging && chosen
                    onClicked: lane.board.toggle(page.id)
                    onDragBegun: lane.board.begin(page.id)
                    onDragged: point => lane.board.follow(point)
                    onDropped: lane.board.drop()
                }
            }
        }

        Button {
            objectName: "place-" + lane.place
            visible: lane.takes
            width: parent.width
            look: "soft"
            symbol: "down"
            text: Visit.t["board.put_here"]
            Accessible.name: text + " – " + lane.title
            onClicked: Visit.act("place", {
                pages: lane.board.chosen,
                row: lane.place
            })
        }

        Button {
            objectName: "action-confirm_row-" + lane.place
            visible: lane.unsure && !lane.takes
            width: parent.width
            look: "soft"
            symbol: "check"
            text: Visit.t["board.right"]
            Accessible.name: text + " – " + lane.title
            onClicked: Visit.act("confirm_row", {
                row: lane.place
            })
        }
    }
}
