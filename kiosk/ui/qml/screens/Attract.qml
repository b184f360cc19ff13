pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import ".."
import "../controls"

// The calm screen between two visits: whose kiosk this is, and what one can do here. What cannot be done now says why.
Item {
    id: screen

    required property var view
    readonly property var first: view.services[0] ?? ({
            id: "file",
            open: true,
            why: ""
        })
    readonly property var others: view.services.slice(1)
    readonly property real edge: Math.round((width - Theme.pageWidth) / 2)
    readonly property var symbols: ({
            file: "send",
            track: "search",
            supplement: "plus",
            ticket: "list",
            browse: "eye"
        })

    ScrollArea {
        x: screen.edge
        y: Theme.u(Theme.portrait ? 48 : 24)
        width: Theme.pageWidth
        height: (staffLine.visible ? staffLine.y : screen.height) - y - Theme.u(16)
        spacing: Theme.u(Theme.portrait ? 40 : 28)
        align: 0.45

        Column {
            width: Theme.pageWidth
            spacing: Theme.u(12)

            Rectangle {
                anchors.horizontalCenter: parent.horizontalCenter
                visible: Theme.portrait && !Theme.big && screen.height > Theme.u(1400)
                width: Theme.u(144)
                height: width
                radius: Theme.u(28)
                color: Theme.national

                Icon {
                    anchors.centerIn: parent
                    name: "star"
                    size: Theme.u(96)
                    color: Theme.gold
                    filled: true
                }
            }

            Label {
                width: parent.width
                text: screen.view.centre
                font.pixelSize: Theme.title
                font.weight: Font.Bold
                color: Theme.primary
                horizontalAlignment: Text.AlignHCenter
                Accessible.role: Accessible.Heading
            }

            Label {
                width: parent.width
                text: Visit.t["attract.welcome"]
                font.pixelSize: Theme.large
                color: Theme.muted
                horizontalAlignment: Text.AlignHCenter
            }
        }

        ServiceTile {
            width: Theme.pageWidth
            large: true
            service: screen.first
        }

        Banner {
            objectName: "notes"
            width: Theme.pageWidth
            visible: text !== ""
            ink: Theme.missing
            color: Theme.missingSoft
            text: screen.view.notes.join("\n")
        }

        Grid {
            id: smaller

            width: Theme.pageWidth
            columns: Theme.columns(Theme.portrait && screen.others.length !== 3 ? 2 : Math.max(1, screen.others.length))
            spacing: Theme.u(24)

            Repeater {
                model: screen.others.length

                ServiceTile {
                    required property int index

                    width: Math.floor((smaller.width - (smaller.columns - 1) * smaller.spacing) / smaller.columns)
                    service: screen.others[index] ?? screen.first
                    height: Math.max(implicitHeight, smaller.tallest)
                    onImplicitHeightChanged: smaller.measure()
                }
            }

            // A row of tiles is as high as the highest.
            property real tallest: 0

            function measure() {
                let most = 0;
                for (const tile of children)
                    most = Math.max(most, tile.implicitHeight);
                tallest = most;
            }
        }
    }

    Label {
        id: staffLine

        objectName: "for-staff"
        x: screen.edge
        y: screen.height - height - Theme.u(16)
        width: Theme.pageWidth
        visible: text !== ""
        text: screen.view.for_staff === "" ? "" : Visit.say("attract.for_staff", {
            what: screen.view.for_staff
        })
        // For staff, who stand near: it does not grow with what a resident chose.
        font.pixelSize: Theme.u(24)
        color: Theme.muted
        horizontalAlignment: Text.AlignHCenter
    }

    component ServiceTile: T.AbstractButton {
        id: tile

        property var service
        property bool large: false
        readonly property bool open: service.open
        readonly property color inkColor: !open ? Theme.disabledInk : large ? Theme.primaryInk : Theme.primary
        // Symbol above the words: with large words, and on the small tiles.
        readonly property bool above: !large || Theme.big

        objectName: service.id === "file" ? "action-start" : "action-start-" + service.id
        text: Visit.t["attract." + service.id]
        implicitHeight: Math.ceil(body.height) + Theme.u(large ? 88 : 64)
        focusPolicy: Qt.TabFocus
        Accessible.role: Accessible.Button
        Accessible.name: text
        Accessible.description: open ? Visit.t["attract." + service.id + "_more"] : service.why
        Accessible.onPressAction: tile.click()
        // A closed one says why, as a notice that can be spoken.
        onClicked: Visit.act("start", {
            service: service.id
        })

        background: Rectangle {
            radius: Theme.u(24)
            color: !tile.open ? Theme.disabled : tile.large ? (tile.down ? Theme.primaryPressed : Theme.primary) : tile.down ? Theme.primarySoft : Theme.surface
            border.width: tile.large && tile.open ? 0 : Math.max(2, Theme.u(2))
            border.color: tile.open ? Theme.primary : Theme.border
        }

        contentItem: Item {
            Item {
                id: body

                x: Theme.u(tile.above ? 24 : 48)
                width: tile.width - 2 * x
                y: Math.round((tile.height - height) / 2)
                height: tile.above ? words.y + words.height : Math.max(symbol.height, words.height)

                Icon {
                    id: symbol

                    name: tile.open ? screen.symbols[tile.service.id] ?? "forward" : "missing"
                    size: Theme.u(tile.large && !Theme.big ? 128 : 64)
                    stroke: tile.large ? 1.7 : 2
                    color: tile.inkColor
                    x: tile.above ? Math.round((body.width - width) / 2) : 0
                    y: tile.above ? 0 : Math.round((body.height - height) / 2)
                }

                Column {
                    id: words

                    x: tile.above ? 0 : symbol.width + Theme.u(44)
                    y: tile.above ? symbol.height + Theme.u(16) : Math.round((body.height - height) / 2)
                    width: body.width - x
                    spacing: Theme.u(8)

                    Label {
                        width: parent.width
                        text: tile.text
                        color: tile.inkColor
                        font.pixelSize: tile.large ? Theme.display : Theme.large
                        font.weight: Font.Bold
                        horizontalAlignment: tile.above ? Text.AlignHCenter : Text.AlignLeft
                        Accessible.ignored: true
                    }

                    Label {
                        width: parent.width
                        text: tile.open ? Visit.t["attract." + tile.service.id + "_more"] : tile.service.why
                        color: tile.large || !tile.open ? tile.inkColor : Theme.muted
                        font.pixelSize: tile.large ? Theme.large : Theme.small
                        horizontalAlignment: tile.above ? Text.AlignHCenter : Text.AlignLeft
                        Accessible.ignored: true
                    }
                }
            }
        }
    }
}
