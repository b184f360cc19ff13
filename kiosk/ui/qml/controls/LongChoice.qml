pragma ComponentBehavior: Bound
import QtQuick
import ".."

// A long list over the form: what most people choose on top, a box to search, then all of it, in columns where there is room.
Rectangle {
    id: sheet

    required property var picker
    readonly property bool open: picker.field !== undefined
    readonly property var shown: open ? picker : ({
            field: "",
            title: "",
            query: "",
            top: [],
            entries: [],
            value: "",
            none: ""
        })
    // In landscape the keyboard leaves room for the box and for what was found.
    readonly property bool tight: Visit.typing && !Theme.portrait
    // In landscape what most people choose comes first in the list: a row of its own would take the room.
    readonly property bool apart: Theme.portrait && shown.top.length > 0
    readonly property var rows: apart ? shown.entries : shown.top.concat(shown.entries.filter(entry => !shown.top.some(one => one.id === entry.id)))

    function choose(id: string) {
        Visit.target?.done();
        Visit.act("answer", {
            field: shown.field,
            text: id
        });
    }

    function close() {
        Visit.target?.done();
        Visit.act("close_list", {});
    }

    visible: open
    color: Theme.page

    onVisibleChanged: grid.positionViewAtBeginning()

    // Nothing below may be touched through it.
    MouseArea {
        anchors.fill: parent
    }

    Flow {
        id: head

        x: Math.round((sheet.width - Theme.pageWidth) / 2)
        y: sheet.tight ? Theme.u(12) : Theme.u(Theme.portrait ? 36 : 20)
        width: Theme.pageWidth
        spacing: Theme.u(16)

        Label {
            id: title

            readonly property bool beside: !Theme.portrait && !Theme.big

            width: beside ? Math.round(parent.width * 0.45) : parent.width
            height: beside ? Math.max(Theme.touch, implicitHeight) : implicitHeight
            verticalAlignment: Text.AlignVCenter
            visible: !sheet.tight
            text: sheet.shown.title
            font.pixelSize: Theme.title
            font.weight: Font.Bold
            Accessible.role: Accessible.Heading
        }

        InputBox {
            id: search

            objectName: "list-search"
            width: title.visible && title.beside ? head.width - title.width - head.spacing : head.width
            symbol: "search"
            name: Visit.t["form.search_list"]
            placeholder: name
            most: 100
            value: sheet.shown.query
            onEdited: text => Visit.act("find_entry", {
                text: text
            })
        }

        Label {
            width: parent.width
            visible: sheet.apart
            text: Visit.t["form.most_chosen"]
            color: Theme.muted
            font.pixelSize: Theme.small
            font.weight: Font.DemiBold
        }

        Grid {
            id: top

            columns: grid.columns
            spacing: Theme.u(12)
            visible: sheet.apart

            Repeater {
                model: sheet.shown.top.length

                ChoiceTile {
                    required property int index
                    readonly property var entry: sheet.shown.top[index] ?? ({
                            id: "",
                            name: "",
                            reference: ""
                        })

                    objectName: "top-" + sheet.shown.field + "-" + entry.id
                    width: grid.cellWidth - Theme.u(12)
                    text: entry.name
                    chosen: sheet.shown.value === entry.id
                    onClicked: sheet.choose(entry.id)
                }
            }
        }

        Label {
            width: parent.width
            visible: top.visible
            text: Visit.t["form.all_entries"]
            color: Theme.muted
            font.pixelSize: Theme.small
            font.weight: Font.DemiBold
        }

        Label {
            width: parent.width
            visible: sheet.shown.none !== ""
            text: sheet.shown.none
            font.pixelSize: Theme.large
        }
    }

    GridView {
        id: grid

        readonly property int columns: Theme.portrait ? 1 : Theme.columns(sheet.width > Theme.u(1500) ? 3 : 2)

        objectName: "list-entries"
        x: head.x
        y: head.y + head.height + Theme.u(16)
        width: Theme.pageWidth + Theme.u(12)
        height: Math.max(0, (Visit.typing ? sheet.height : foot.y) - y - Theme.u(16))
        clip: true
        cellWidth: Math.floor(width / columns)
        // Two lines of a long name.
        cellHeight: Math.max(Theme.touch, Math.ceil(Theme.body * (Theme.portrait && !Theme.big ? 1.5 : 3)) + Theme.u(36)) + Theme.u(12)
        boundsBehavior: Flickable.StopAtBounds
        cacheBuffer: cellHeight * 4
        model: sheet.rows.length

        delegate: Item {
            id: cell

            required property int index
            readonly property var entry: sheet.rows[index] ?? ({
                    id: "",
                    name: "",
                    reference: ""
                })

            width: grid.cellWidth
            height: grid.cellHeight

            ChoiceTile {
                objectName: "choice-" + sheet.shown.field + "-" + cell.entry.id
                width: cell.width - Theme.u(12)
                height: cell.height - Theme.u(12)
                text: cell.entry.name
                chosen: sheet.shown.value === cell.entry.id
                onClicked: sheet.choose(cell.entry.id)
            }
        }
    }

    // How far down the list is.
    Rectangle {
        visible: grid.contentHeight > grid.height + 1
        x: grid.x + grid.width + Theme.u(2)
        y: grid.y + grid.visibleArea.yPosition * grid.height
        width: Theme.u(10)
        height: Math.max(Theme.u(40), grid.visibleArea.heightRatio * grid.height)
        radius: width / 2
        color: Theme.border
    }

    // For whoever does not flick.
    Row {
        id: foot

        readonly property real tall: Math.max(Theme.u(112), shut.implicitHeight)
        readonly property real arrow: Theme.big && Theme.portrait ? Math.max(Theme.touch, Theme.u(160)) : Math.floor((Theme.pageWidth - 2 * spacing) / 3)

        x: head.x
        y: sheet.height - height - Theme.u(Theme.portrait ? 40 : 24)
        spacing: Theme.gap
        visible: !Visit.typing

        Button {
            id: shut

            objectName: "list-close"
            width: Theme.pageWidth - 2 * foot.arrow - 2 * foot.spacing
            height: foot.tall
            symbol: "close"
            text: Visit.t["button.close"]
            onClicked: sheet.close()
        }

        Button {
            objectName: "list-up"
            width: foot.arrow
            height: foot.tall
            enabled: !grid.atYBeginning
            symbol: "up"
            // At the largest sizes the arrow says it.
            text: Theme.big && Theme.portrait ? "" : Visit.t["form.page_up"]
            Accessible.name: Visit.t["form.page_up"]
            onClicked: grid.contentY = Math.max(grid.originY, grid.contentY - Math.max(grid.cellHeight, grid.height - grid.cellHeight))
        }

        Button {
            objectName: "list-down"
            width: foot.arrow
            height: foot.tall
            enabled: !grid.atYEnd
            symbol: "down"
            text: Theme.big && Theme.portrait ? "" : Visit.t["form.page_down"]
            Accessible.name: Visit.t["form.page_down"]
            onClicked: grid.contentY = Math.min(grid.originY + grid.contentHeight - grid.height, grid.contentY + Math.max(grid.cellHeight, grid.height - grid.cellHeight))
        }
    }
}
