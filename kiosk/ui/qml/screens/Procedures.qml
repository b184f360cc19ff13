pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../controls"

// Searching, or choosing: the most used first, then by what happened, by agency, by who one is; a group opens in this place.
Screen {
    id: screen

    readonly property var results: view.results ?? []
    readonly property var groups: view.groups ?? []
    // Large words and the keyboard leave one line on a low screen: how many were found, and how to see them.
    readonly property bool cramped: Visit.typing && Theme.big && !Theme.portrait
    readonly property bool searching: (view.query ?? "").trim() !== ""

    title: searching ? Visit.t["procedures.results"] : view.group || Visit.t["procedures.title"]
    lead: view.home ? Visit.t["procedures.lead"] : searching ? "" : Visit.t[groups.length > 0 ? "procedures.choose_group" : "procedures.choose_one"]

    pinned: [
        InputBox {
            id: searchField

            objectName: "search-field"
            width: parent?.width ?? 0
            name: Visit.t["procedures.search"]
            placeholder: Visit.t["procedures.search"]
            symbol: "search"
            most: 80
            value: screen.view.query ?? ""
            onEdited: settle.restart()
            onCommitted: text => screen.search(text)
        }
    ]

    function search(text: string) {
        settle.stop();
        Visit.act("search", {
            text: text
        });
    }

    // Another list begins at its beginning.
    onTitleChanged: scroll.contentY = 0

    // One search for a burst of keys.
    Timer {
        id: settle

        interval: 150
        onTriggered: screen.search(searchField.text)
    }

    Label {
        objectName: "found-count"
        width: parent.width
        visible: screen.cramped && screen.searching
        text: Visit.say("procedures.found", {
            count: screen.results.length + (screen.view.more ?? 0)
        })
        font.pixelSize: Theme.small
        wrapMode: Text.NoWrap
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Theme.u(24)
    }

    Banner {
        objectName: "said"
        width: parent.width
        visible: text !== "" && !screen.cramped
        symbol: "search"
        text: screen.view.said ?? ""
    }

    Banner {
        objectName: "nothing-found"
        width: parent.width
        visible: (screen.view.nothing ?? false) && !screen.cramped
        symbol: "search"
        ink: Theme.missing
        color: Theme.missingSoft
        text: Visit.t["procedures.none"]
    }

    Button {
        objectName: "nothing-call_officer"
        sends: "call_officer"
        width: parent.width
        height: Math.max(implicitHeight, Theme.u(112))
        visible: (screen.view.nothing ?? false) && !screen.cramped
        look: "primary"
        symbol: "bell"
        text: Visit.t["header.call_officer"]
    }

    Label {
        width: parent.width
        visible: (screen.view.home ?? false) && !screen.cramped
        text: Visit.t["procedures.most_used"]
        font.pixelSize: Theme.large
        font.weight: Font.DemiBold
        Accessible.role: Accessible.Heading
    }

    Grid {
        id: list

        readonly property bool brief: screen.view.home ?? false

        width: parent.width
        visible: screen.results.length > 0 && !screen.cramped
        columns: Theme.columns(brief ? (Theme.portrait ? 2 : 3) : Theme.portrait ? 1 : 2)
        spacing: Theme.u(20)

        Repeater {
            model: screen.results.length

            Item {
                id: cell

                required property int index

                width: Math.floor((list.width - (list.columns - 1) * list.spacing) / list.columns)
                height: list.rowHeight(index)

                ProcedureTile {
                    id: tile

                    anchors.fill: parent
                    brief: list.brief
                    item: screen.results[cell.index] ?? ({
                            code: "",
                            name: "",
                            short: "",
                            agency: "",
                            level: "",
                            reference: ""
                        })
                }

                readonly property real wanted: tile.implicitHeight
            }
        }

        // As high as the highest beside it.
        function rowHeight(index: int): real {
            const first = index - index % columns;
            let most = 0;
            for (let place = first; place < first + columns; place++)
                most = Math.max(most, list.children[place]?.wanted ?? 0);
            return most;
        }
    }

    Button {
        sends: "more"
        width: parent.width
        height: Math.max(implicitHeight, Theme.u(112))
        visible: (screen.view.more ?? 0) > 0 && !screen.cramped
        symbol: "down"
        text: Visit.say("procedures.more", {
            count: screen.view.more
        })
    }

    Label {
        width: parent.width
        visible: ((screen.view.home ?? false) || (screen.view.nothing ?? false)) && !screen.cramped
        text: Visit.t["procedures.by_matter"]
        font.pixelSize: Theme.large
        font.weight: Font.DemiBold
        topPadding: Theme.u(8)
        Accessible.role: Accessible.Heading
    }

    Grid {
        id: grid

        width: parent.width
        visible: screen.groups.length > 0 && !screen.cramped
        columns: Theme.columns(Theme.portrait ? 2 : 3)
        spacing: Theme.u(20)

        Repeater {
            model: screen.groups.length

            Item {
                id: place

                required property int index

                readonly property real wanted: group.implicitHeight

                width: Math.floor((grid.width - (grid.columns - 1) * grid.spacing) / grid.columns)
                height: grid.rowHeight(index)

                GroupTile {
                    id: group

                    anchors.fill: parent
                    item: screen.groups[place.index] ?? ({
                            id: "",
                            name: "",
                            symbol: "",
                            count: 0
                        })
                }
            }
        }

        function rowHeight(index: int): real {
            const first = index - index % columns;
            let most = 0;
            for (let at = first; at < first + columns; at++)
                most = Math.max(most, grid.children[at]?.wanted ?? 0);
            return most;
        }
    }
}
