pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../controls"

Screen {
    id: screen

    // Ids of the selected pages. After a move the selection is empty.
    property var chosen: []
    property bool dragging: false
    property string target: none
    readonly property string none: "nowhere"

    readonly property var sheets: view.rows.reduce((all, row) => [...all, ...row.pages], [...view.unsorted, ...view.aside])
    readonly property var closely: sheets.find(sheet => sheet.id === view.zoom) ?? null
    readonly property var group: chosen.length === 1 ? sheets.filter(sheet => sheet.group === groupOf(chosen[0])).map(sheet => sheet.id) : []
    readonly property string places: JSON.stringify([view.unsorted, view.aside, ...view.rows.map(row => row.pages)].map(pages => pages.map(sheet => sheet.id)))

    title: Visit.t["board.title"]
    lead: Visit.t["board.lead"]
    mainText: Visit.t["board.file"]
    mainSymbol: "check"
    covered: closely !== null
    mainAction: "file"
    mainEnabled: view.can_file
    onPlacesChanged: chosen = []

    pinned: [
        Banner {
            objectName: "still-open"
            width: parent?.width ?? 0
            symbol: screen.view.can_file ? "check-circle" : "warning"
            ink: screen.view.can_file ? Theme.complete : Theme.missing
            color: screen.view.can_file ? Theme.completeSoft : Theme.missingSoft
            text: screen.view.open_text
        }
    ]

    function groupOf(id: string): int {
        return sheets.find(sheet => sheet.id === id)?.group ?? -1;
    }

    function toggle(id: string) {
        chosen = chosen.includes(id) ? chosen.filter(other => other !== id) : [...chosen, id];
    }

    // What is selected moves together; a finger on another page takes that one alone.
    function begin(id: string) {
        if (!chosen.includes(id))
            chosen = [id];
        dragging = true;
    }

    function follow(point: point) {
        const there = screen.mapFromItem(null, point.x, point.y);
        ghost.x = there.x - ghost.width / 2;
        ghost.y = there.y - ghost.height / 2;
        target = placeAt(there);
        edge.way = there.y < scroll.y + Theme.u(90) ? -1 : there.y > scroll.y + scroll.shownHeight - Theme.u(90) ? 1 : 0;
    }

    function drop() {
        const pages = chosen, place = target;
        dragging = false;
        target = none;
        edge.way = 0;
        chosen = [];
        if (place !== none)
            Visit.act("place", {
                pages: pages,
                row: place
            });
    }

    function placeAt(there: point): string {
        if (!scroll.contains(scroll.mapFromItem(screen, there.x, there.y)))
            return none;
        const all = [unsorted, aside];
        for (let index = 0; index < rows.count; index++)
            all.push(rows.itemAt(index));
        for (const lane of all)
            if (lane && lane.contains(lane.mapFromItem(screen, there.x, there.y)))
                return lane.place;
        return none;
    }

    // A page that is dragged to the edge brings more of the board into sight.
    Timer {
        id: edge

        property int way: 0

        running: screen.dragging && way !== 0
        repeat: true
        interval: 16
        onTriggered: screen.scroll.contentY = Math.max(0, Math.min(screen.scroll.farthest, screen.scroll.contentY + way * Theme.u(14)))
    }

    Flow {
        id: lanes

        readonly property real trayWidth: Theme.portrait ? width : Math.floor(width * 0.36)
        readonly property real rowsWidth: Theme.portrait ? width : width - trayWidth - spacing

        width: parent.width
        spacing: Theme.gap

        Column {
            id: trays

            width: lanes.trayWidth
            spacing: Theme.gap

            BoardLane {
                id: unsorted

                board: screen
                width: parent.width
                place: ""
                title: Visit.t["board.unsorted"]
                note: pages.length === 0 ? Visit.t["board.unsorted_none"] : ""
                pages: screen.view.unsorted
            }
        }

        Column {
            width: lanes.rowsWidth
            spacing: Theme.gap

            Repeater {
                id: rows

                model: screen.view.rows.length

                BoardLane {
                    required property int index
                    readonly property var row: screen.view.rows[index] ?? screen.view.rows[0]

                    board: screen
                    width: parent.width
                    place: row.id
                    title: row.name
                    position: row.position
                    note: row.pages.length === 0 && row.filed === 0 ? Visit.t["board.none"] : ""
                    pages: row.pages
                    filed: row.filed
                    unsure: row.unsure
                    why: row.why
                }
            }
        }

        Column {
            id: end

            width: lanes.trayWidth
            spacing: Theme.gap
        }
    }

    BoardLane {
        id: aside

        // Upright below the papers, lying beside them.
        parent: Theme.portrait ? end : trays
        board: screen
        width: lanes.trayWidth
        place: "-"
        title: Visit.t["board.aside"]
        note: Visit.t["board.aside_hint"]
        pages: screen.view.aside
    }

    Button {
        sends: "scan_stack"
        width: lanes.trayWidth
        symbol: "feeder"
        text: Visit.t["board.more"]
    }

    last: Flow {
        visible: screen.chosen.length > 0 && !screen.dragging
        width: parent?.width ?? 0
        spacing: Theme.u(16)

        Chip {
            height: Theme.touch
            symbol: "check-circle"
            ink: Theme.primary
            color: Theme.primarySoft
            text: Visit.say("board.selected", {
                count: screen.chosen.length
            })
        }

        Button {
            objectName: "select-group"
            visible: screen.group.length > 1
            symbol: "pages"
            text: Visit.t["board.all_of_it"]
            onClicked: screen.chosen = screen.group
        }

        Button {
            objectName: "action-zoom-" + (screen.chosen[0] ?? "")
            visible: screen.chosen.length === 1
            symbol: "search"
            text: Visit.t["pages.look_closely"]
            onClicked: Visit.act("zoom", {
                id: screen.chosen[0]
            })
        }

        Button {
            objectName: "select-none"
            symbol: "close"
            text: Visit.t["board.let_go"]
            onClicked: screen.chosen = []
        }
    }

    beside: Button {
        sends: "undo"
        visible: screen.view.undo
        height: Theme.u(112)
        symbol: "undo"
        text: Visit.t["board.undo"]
    }

    Rectangle {
        id: ghost

        parent: screen
        visible: screen.dragging
        width: Theme.u(180)
        height: Theme.u(240)
        radius: Theme.u(12)
        opacity: 0.85
        color: Theme.surface
        border.width: Theme.u(4)
        border.color: Theme.primary

        Image {
            anchors.fill: parent
            anchors.margins: Theme.u(12)
            source: screen.sheets.find(sheet => sheet.id === screen.chosen[0])?.image ?? ""
            fillMode: Image.PreserveAspectFit
            cache: false
        }

        Chip {
            anchors.horizontalCenter: parent.horizontalCenter
            anchors.bottom: parent.bottom
            visible: screen.chosen.length > 1
            symbol: "pages"
            text: screen.chosen.length
        }
    }

    PageViewer {
        parent: screen
        anchors.fill: parent
        page: screen.closely
        large: screen.view.zoom_image

        Button {
            objectName: "viewer-close"
            width: Theme.u(420)
            look: "primary"
            symbol: "close"
            text: Visit.t["button.close"]
            onClicked: Visit.act("zoom", {
                id: ""
            })
        }
    }
}
