pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../controls"

Screen {
    id: screen

    readonly property bool untouched: view.rows.every(row => row.pages === 0 && !row.not_at_hand)
    // Nothing is scanned yet: everything at once is the main way.
    readonly property bool stackFirst: view.can_stack && untouched && view.unsorted === 0
    readonly property int nextRow: view.rows.findIndex(row => row.kind !== "form" && row.verdict !== "complete" && row.pages === 0 && !row.not_at_hand && row.sources.length > 0)

    title: Visit.t["papers.title"]
    lead: view.procedure + " – " + view.case
    mainText: Visit.t[view.form_next === false ? "papers.to_review" : "papers.continue"]
    mainAction: "continue"
    mainEnabled: view.can_continue

    pinned: [
        VerdictBanner {
            objectName: "whole-verdict"
            width: parent?.width ?? 0
            verdict: screen.view.whole
            text: screen.view.whole_text
        }
    ]

    Banner {
        width: parent.width
        visible: screen.view.scanner === "absent"
        symbol: "warning"
        ink: Theme.missing
        color: Theme.missingSoft
        text: Visit.t["papers.no_scanner"]
    }

    Panel {
        width: parent.width
        visible: screen.view.unsorted > 0
        border.color: Theme.missing
        border.width: Theme.u(4)

        Label {
            width: parent.width
            text: Visit.say("papers.unsorted", {
                count: screen.view.unsorted
            })
            font.pixelSize: Theme.large
            font.weight: Font.DemiBold
            color: Theme.missing
        }

        Button {
            sends: "sort"
            width: parent.width
            height: Math.max(implicitHeight, Theme.u(112))
            look: "primary"
            textSize: Theme.large
            symbol: "pages"
            text: Visit.t["papers.sort"]
        }
    }

    Panel {
        width: parent.width
        visible: screen.view.can_stack && screen.view.unsorted === 0

        Label {
            width: parent.width
            text: Visit.t["papers.stack_hint"]
            color: Theme.muted
        }

        Label {
            objectName: "cards-aside"
            width: parent.width
            // What goes onto the glass: its best place stands first.
            visible: screen.view.rows.some(row => row.sources[0] === "flatbed" && row.sources.length > 1 && row.pages === 0)
            text: Visit.t["papers.cards_aside"]
            font.weight: Font.Medium
        }

        Button {
            sends: "scan_stack"
            width: parent.width
            height: Math.max(implicitHeight, Theme.u(112))
            look: screen.stackFirst ? "primary" : "outline"
            textSize: Theme.large
            symbol: "feeder"
            text: Visit.t["papers.stack"]
        }
    }

    // The row that waits for its paper is in sight when one comes here, and after each scan.
    Component.onCompleted: Qt.callLater(() => {
        if (screen.nextRow > 0 && !screen.untouched)
            screen.showItem(cards.itemAt(screen.nextRow));
    })

    Repeater {
        id: cards

        model: screen.view.rows.length

        PaperCard {
            required property int index

            width: parent.width
            row: screen.view.rows[index] ?? screen.view.rows[0]
            next: index === screen.nextRow && !screen.stackFirst && screen.view.unsorted === 0
        }
    }
}
