pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../controls"

Screen {
    id: screen

    title: view.row.name
    lead: Visit.t["pages.lead"]
    mainText: Visit.t["pages.accept"]
    mainSymbol: "check"
    mainAction: "accept"

    pinned: [
        VerdictBanner {
            width: parent?.width ?? 0
            verdict: screen.view.row.verdict
            text: screen.view.row.reason ? screen.view.row.verdict_text + ". " + screen.view.row.reason : screen.view.row.verdict_text
        }
    ]

    Grid {
        id: grid

        readonly property real cell: Math.floor((width - (columns - 1) * spacing) / columns)

        width: parent.width
        columns: Theme.portrait ? 2 : 3
        spacing: Theme.gap

        Repeater {
            model: screen.view.pages.length

            Panel {
                id: sheet

                required property int index
                readonly property var page: screen.view.pages[index] ?? ({
                        id: "",
                        number: 0,
                        image: "",
                        verdict: "good",
                        reasons: []
                    })
                readonly property bool good: page.verdict === "good"

                width: grid.cell
                padding: Theme.u(20)

                Rectangle {
                    width: parent.width
                    height: Math.round(width * (Theme.portrait ? 1.3 : 0.85))
                    color: Theme.sunken
                    radius: Theme.u(8)

                    Image {
                        anchors.fill: parent
                        anchors.margins: Theme.u(8)
                        source: sheet.page.image
                        fillMode: Image.PreserveAspectFit
                        asynchronous: true
                        cache: false
                        sourceSize.width: Math.round(width)
                        Accessible.role: Accessible.Graphic
                        Accessible.name: number.text
                    }
                }

                Label {
                    id: number

                    width: parent.width
                    text: Visit.say("pages.number", {
                        number: sheet.page.number
                    })
                    font.weight: Font.DemiBold
                }

                Chip {
                    most: parent.width
                    symbol: sheet.good ? "check-circle" : "warning"
                    ink: sheet.good ? Theme.complete : Theme.missing
                    color: sheet.good ? Theme.completeSoft : Theme.missingSoft
                    text: Visit.t[sheet.good ? "pages.good" : sheet.page.verdict === "bad" ? "pages.bad" : "pages.doubtful"]
                }

                Label {
                    width: parent.width
                    visible: text !== ""
                    text: sheet.page.reasons.join(" ")
                    font.pixelSize: Theme.small
                    color: Theme.missing
                }

                Button {
                    objectName: "action-remove_page-" + sheet.page.id
                    width: parent.width
                    tint: Theme.fault
                    symbol: "trash"
                    text: Visit.t["pages.remove"]
                    Accessible.name: text + " – " + number.text
                    onClicked: Visit.act("remove_page", {
                        id: sheet.page.id
                    })
                }
            }
        }
    }

    Label {
        width: parent.width
        visible: screen.view.pages.length === 0
        text: Visit.t["pages.none"]
        font.pixelSize: Theme.large
        color: Theme.muted
    }

    Grid {
        id: more

        readonly property int ways: screen.view.sources.length + (screen.view.undo ? 1 : 0)
        readonly property real cell: Math.floor((width - (columns - 1) * spacing) / columns)

        width: parent.width
        columns: Theme.portrait ? Math.min(2, Math.max(1, ways)) : 3
        spacing: Theme.u(20)

        Button {
            sends: "undo"
            visible: screen.view.undo
            width: more.cell
            look: "soft"
            symbol: "undo"
            text: Visit.t["pages.undo"]
        }

        Repeater {
            model: screen.view.sources.length

            Button {
                required property int index
                readonly property string source: screen.view.sources[index] ?? ""

                objectName: "action-scan-" + screen.view.row.id + "-" + source
                width: more.cell
                symbol: screen.view.sources.length > 1 ? source : "plus"
                text: Visit.t[screen.view.sources.length > 1 ? "pages.more_" + source : "pages.more"]
                onClicked: Visit.act("scan", {
                    row: screen.view.row.id,
                    source: source
                })
            }
        }
    }
}
