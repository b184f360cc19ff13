pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../controls"

Screen {
    id: screen

    // The page that a finger drags, and the place where it would go.
    property string dragged
    property int target: -1
    readonly property var closely: view.pages.find(page => page.id === view.zoom) ?? null
    readonly property var counted: view.pages.filter(page => !page.dropped)

    title: view.row.name
    lead: Visit.t["pages.lead"] + (counted.length > 1 ? " " + Visit.t["pages.drag"] : "")
    mainText: view.next ? Visit.say("pages.next", {
        row: view.next
    }) : Visit.t[view.complete ? "pages.accept_all" : "pages.accept"]
    mainSymbol: view.next ? view.next_source : view.complete ? "forward" : "check"
    covered: closely !== null
    mainAction: view.next ? "accept_next" : view.complete ? "accept_all" : "accept"
    mainArgs: view.next ? {
        source: view.next_source
    } : {}

    last: Label {
        width: parent?.width ?? 0
        visible: screen.view.next !== "" || screen.view.complete
        text: Visit.t[screen.view.complete ? "pages.complete" : "pages.next_" + screen.view.next_source] ?? ""
        font.weight: Font.Medium
    }

    pinned: [
        VerdictBanner {
            width: parent?.width ?? 0
            verdict: screen.view.row.verdict
            text: screen.view.row.reason ? screen.view.row.verdict_text + ". " + screen.view.row.reason : screen.view.row.verdict_text
        }
    ]

    function send(action: string, page: var, more: var) {
        Visit.act(action, Object.assign({
            id: page.id
        }, more ?? {}));
    }

    // The page under a point of the screen, as an index among those that are counted.
    function placeAt(point: point): int {
        for (let index = 0; index < sheets.count; index++) {
            const sheet = sheets.itemAt(index) as SheetCard;
            if (sheet && !sheet.page.dropped && sheet.contains(sheet.mapFromItem(screen, point.x, point.y)))
                return sheet.page.number - 1;
        }
        return -1;
    }

    function drop(page: var) {
        if (target >= 0 && target !== page.number - 1)
            send("move_page", page, {
                to: target
            });
        dragged = "";
        target = -1;
    }

    Grid {
        id: grid

        readonly property real cell: Math.floor((width - (columns - 1) * spacing) / columns)

        width: parent.width
        columns: Theme.portrait ? 2 : 3
        spacing: Theme.gap

        Repeater {
            id: sheets

            model: screen.view.pages.length

            SheetCard {
                required property int index

                page: screen.view.pages[index] ?? Visit.noSheet
                width: grid.cell
                source: screen.view.sources[0] ?? ""
                movable: screen.counted.length > 1
                aimedAt: !page.dropped && screen.target === page.number - 1 && screen.dragged !== page.id
                onSend: (action, more) => screen.send(action, page, more)
                onDragged: point => {
                    screen.dragged = page.id;
                    const there = screen.mapFromItem(null, point.x, point.y);
                    ghost.x = there.x - ghost.width / 2;
                    ghost.y = there.y - ghost.height / 2;
                    ghost.source = page.image;
                    screen.target = screen.placeAt(there);
                }
                onDropped: screen.drop(page)
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

    Image {
        id: ghost

        parent: screen
        visible: screen.dragged !== ""
        width: Theme.u(200)
        height: Theme.u(280)
        fillMode: Image.PreserveAspectFit
        cache: false
        opacity: 0.8
    }

    PageViewer {
        id: viewer

        readonly property real cell: Theme.portrait ? Math.floor((width - 2 * Theme.margin - Theme.u(16)) / 2) : Math.min(Theme.u(560), Math.round(width * 0.38))
        readonly property int index: page !== null ? page.number - 1 : -1

        parent: screen
        anchors.fill: parent
        page: screen.closely
        large: screen.view.zoom_image

        Repeater {
            model: viewer.page !== null && !viewer.shown.dropped ? screen.view.sources.length : 0

            Button {
                required property int index
                readonly property string source: screen.view.sources[index] ?? ""

                objectName: "viewer-rescan-" + source
                width: viewer.cell
                symbol: "repeat"
                text: Visit.t[screen.view.sources.length > 1 ? "pages.again_" + source : "pages.again"]
                onClicked: screen.send("rescan", viewer.shown, {
                    source: source
                })
            }
        }

        Button {
            objectName: "viewer-earlier"
            visible: viewer.index > 0
            width: viewer.cell
            symbol: "up"
            text: Visit.t["pages.earlier"]
            onClicked: screen.send("move_page", viewer.shown, {
                to: viewer.index - 1
            })
        }

        Button {
            objectName: "viewer-later"
            visible: viewer.index >= 0 && viewer.index < screen.counted.length - 1
            width: viewer.cell
            symbol: "down"
            text: Visit.t["pages.later"]
            onClicked: screen.send("move_page", viewer.shown, {
                to: viewer.index + 1
            })
        }

        Button {
            objectName: "viewer-turn"
            visible: !(viewer.shown.dropped ?? false)
            width: viewer.cell
            symbol: "turn"
            text: Visit.t["pages.turn"]
            onClicked: screen.send("turn_page", viewer.shown)
        }

        Button {
            objectName: "viewer-close"
            width: viewer.cell
            look: "primary"
            symbol: "close"
            text: Visit.t["button.close"]
            onClicked: Visit.act("zoom", {
                id: ""
            })
        }
    }
}
