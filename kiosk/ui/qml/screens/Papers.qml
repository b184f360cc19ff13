pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../controls"

Screen {
    id: screen

    readonly property int nextRow: view.rows.findIndex(row => row.kind !== "form" && row.verdict !== "complete" && row.pages === 0 && !row.not_at_hand && row.sources.length > 0)

    title: Visit.t["papers.title"]
    lead: view.procedure + " – " + view.case
    mainText: Visit.t["papers.continue"]
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

    // The row that waits for its paper is in sight when one comes here, and after each scan.
    Component.onCompleted: Qt.callLater(() => {
        if (screen.nextRow > 0)
            screen.showItem(cards.itemAt(screen.nextRow));
    })

    Repeater {
        id: cards

        model: screen.view.rows.length

        PaperCard {
            required property int index

            width: parent.width
            row: screen.view.rows[index] ?? screen.view.rows[0]
            next: index === screen.nextRow
        }
    }
}
