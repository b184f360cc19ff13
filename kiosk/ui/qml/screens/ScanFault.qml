pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../controls"

// What has happened at the scanner: its picture, its sentence, and the ways on from just this fault.
Screen {
    id: screen

    readonly property bool again: view.ways.includes("retry")

    title: Visit.t["scan_fault.title"]
    lead: view.row
    mainText: again ? Visit.t["scan_fault.retry"] : ""
    mainSymbol: "repeat"
    mainAction: "retry"
    align: 0.2

    Item {
        width: parent.width
        height: beside ? Math.max(picture.height, sentence.height) : picture.height + Theme.gap + sentence.height

        readonly property bool beside: !Theme.portrait && !Theme.big

        FaultPicture {
            id: picture

            name: screen.view.picture
            x: parent.beside ? 0 : Math.round((parent.width - width) / 2)
            y: parent.beside ? Math.round((parent.height - height) / 2) : 0
            width: Theme.u(parent.beside ? 400 : Theme.big ? 320 : 480)
            height: implicitHeight
        }

        Label {
            id: sentence

            x: parent.beside ? picture.width + Theme.u(48) : 0
            y: parent.beside ? Math.round((parent.height - height) / 2) : picture.height + Theme.gap
            width: parent.width - x
            text: screen.view.sentence
            font.pixelSize: Theme.title
            font.weight: Font.DemiBold
            horizontalAlignment: parent.beside ? Text.AlignLeft : Text.AlignHCenter
            Accessible.role: Accessible.AlertMessage
        }
    }

    Banner {
        width: parent.width
        visible: screen.view.pages > 0
        symbol: "check-circle"
        ink: Theme.complete
        color: Theme.completeSoft
        text: Visit.say("scan_fault.kept", {
            count: screen.view.pages
        })
    }

    Grid {
        id: others

        width: parent.width
        columns: Theme.portrait ? 1 : Theme.columns(2)
        spacing: Theme.u(20)
        readonly property real cell: Math.floor((width - (columns - 1) * spacing) / columns)

        Repeater {
            model: screen.view.sources.length

            Button {
                required property int index
                readonly property string source: screen.view.sources[index] ?? ""

                objectName: "action-scan-" + screen.view.row_id + "-" + source
                width: others.cell
                symbol: source
                text: Visit.t["scan." + source]
                onClicked: Visit.act("scan", {
                    row: screen.view.row_id,
                    source: source
                })
            }
        }

        Button {
            objectName: "action-look-" + screen.view.row_id
            visible: screen.view.pages > 0 && screen.view.row_id !== ""
            width: others.cell
            symbol: "eye"
            text: Visit.t["papers.look"]
            onClicked: Visit.act("look", {
                row: screen.view.row_id
            })
        }

        Button {
            sends: "sort"
            visible: screen.view.can_sort
            width: others.cell
            symbol: "pages"
            text: Visit.t["scan_fault.sort"]
        }

        Button {
            objectName: "fault-call"
            visible: screen.view.ways.includes("officer") && !screen.view.help
            width: others.cell
            symbol: "bell"
            text: Visit.t["header.call_officer"]
            onClicked: Visit.act("call_officer", {})
        }
    }
}
