pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import ".."
import "../controls"

Screen {
    id: screen

    readonly property var taken: view.taken?.number === undefined ? null : view.taken
    readonly property bool printed: taken !== null && (taken.slip === "printed" || taken.slip === "printing")

    title: taken ? Visit.t["ticket.yours"] : Visit.t["ticket.title"]
    lead: taken ? "" : Visit.t["ticket.lead"]
    mainText: taken ? Visit.t["ticket.done"] : ""
    mainSymbol: "exit"
    mainAction: "leave"
    align: taken ? 0.3 : 0

    Banner {
        objectName: "problem"
        width: parent.width
        visible: text !== ""
        text: screen.view.problem ?? ""
        symbol: "warning"
        ink: Theme.missing
        color: Theme.missingSoft
    }

    Row {
        visible: screen.view.taking
        anchors.horizontalCenter: parent.horizontalCenter
        spacing: Theme.u(32)

        Working {
            anchors.verticalCenter: parent.verticalCenter
        }

        Label {
            text: Visit.t["ticket.taking"]
            font.pixelSize: Theme.large
        }
    }

    Grid {
        id: grid

        visible: screen.taken === null
        width: parent.width
        columns: Theme.portrait ? 1 : Theme.columns(2)
        spacing: Theme.gap

        Repeater {
            model: screen.taken === null ? screen.view.counters.length : 0

            T.AbstractButton {
                id: tile

                required property int index
                readonly property var counter: screen.view.counters[index] ?? ({
                        letter: "",
                        name: "",
                        open: false,
                        stands: ""
                    })

                objectName: "action-take_ticket-" + counter.letter
                width: Math.floor((grid.width - (grid.columns - 1) * grid.spacing) / grid.columns)
                height: Math.max(Theme.touch, Theme.u(168), words.height + Theme.u(48))
                enabled: counter.open && !screen.view.taking
                focusPolicy: Qt.TabFocus
                text: counter.name
                Accessible.role: Accessible.Button
                Accessible.name: counter.name
                Accessible.description: counter.stands
                Accessible.onPressAction: tile.click()
                onClicked: Visit.act("take_ticket", {
                    counter: tile.counter.letter
                })

                background: Rectangle {
                    radius: Theme.radius
                    color: !tile.enabled ? Theme.disabled : tile.down ? Theme.primarySoft : Theme.surface
                    border.width: Math.max(2, Theme.u(3))
                    border.color: tile.enabled ? Theme.primary : Theme.line
                }

                contentItem: Item {
                    Rectangle {
                        id: letter

                        x: Theme.u(28)
                        anchors.verticalCenter: parent.verticalCenter
                        width: Theme.u(112)
                        height: width
                        radius: Theme.radius
                        color: tile.enabled ? Theme.primary : Theme.disabledInk

                        Label {
                            anchors.centerIn: parent
                            text: tile.counter.letter
                            font.pixelSize: Theme.u(64)
                            font.weight: Font.Bold
                            color: tile.enabled ? Theme.primaryInk : Theme.disabled
                            wrapMode: Text.NoWrap
                            Accessible.ignored: true
                        }
                    }

                    Column {
                        id: words

                        x: letter.x + letter.width + Theme.u(28)
                        width: parent.width - x - Theme.u(20)
                        anchors.verticalCenter: parent.verticalCenter
                        spacing: Theme.u(8)

                        Label {
                            width: parent.width
                            text: tile.counter.name
                            font.pixelSize: Theme.large
                            font.weight: Font.DemiBold
                            color: tile.enabled ? Theme.ink : Theme.disabledInk
                            Accessible.ignored: true
                        }

                        Label {
                            width: parent.width
                            text: tile.counter.stands
                            color: tile.enabled ? Theme.muted : Theme.disabledInk
                            Accessible.ignored: true
                        }
                    }
                }
            }
        }
    }

    Panel {
        visible: screen.taken !== null
        width: parent.width
        padding: Theme.u(40)

        Grid {
            id: given

            readonly property bool beside: !Theme.portrait && code.visible
            readonly property real cell: beside ? width - code.width - columnSpacing : width

            width: parent.width
            columns: beside ? 2 : 1
            columnSpacing: Theme.u(48)
            rowSpacing: Theme.u(32)
            verticalItemAlignment: Grid.AlignVCenter
            horizontalItemAlignment: Grid.AlignHCenter

            Column {
                width: given.cell
                spacing: Theme.u(16)

                Label {
                    objectName: "ticket-number"
                    width: parent.width
                    text: screen.taken?.number ?? ""
                    font.pixelSize: Theme.huge
                    font.weight: Font.Bold
                    color: Theme.primary
                    wrapMode: Text.NoWrap
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Theme.title
                    horizontalAlignment: Text.AlignHCenter
                }

                Label {
                    width: parent.width
                    text: screen.taken?.counter ?? ""
                    font.pixelSize: Theme.title
                    font.weight: Font.DemiBold
                    horizontalAlignment: Text.AlignHCenter
                }

                Label {
                    width: parent.width
                    text: screen.taken?.before ?? ""
                    font.pixelSize: Theme.large
                    horizontalAlignment: Text.AlignHCenter
                }

                Label {
                    width: parent.width
                    text: screen.taken?.taken_at ?? ""
                    color: Theme.muted
                    horizontalAlignment: Text.AlignHCenter
                }
            }

            QrCode {
                id: code

                visible: !screen.printed
                matrix: screen.taken?.qr ?? []
                most: Theme.u(Theme.portrait ? 420 : 360)
                Accessible.name: Visit.t["ticket.qr_name"]
            }
        }
    }

    Item {
        visible: screen.taken !== null
        width: parent.width
        height: Math.max(slipIcon.height, slipWords.height)

        Icon {
            id: slipIcon

            anchors.verticalCenter: parent.verticalCenter
            name: screen.taken?.slip === "failed" || screen.taken?.slip === "unknown" ? "warning" : screen.printed ? "printer" : "info"
            size: Theme.u(56)
            color: Theme.primary
        }

        Label {
            id: slipWords

            objectName: "slip-sentence"
            x: slipIcon.width + Theme.gap
            width: parent.width - x
            anchors.verticalCenter: parent.verticalCenter
            text: screen.taken?.slip_sentence ?? ""
            font.pixelSize: Theme.large
            font.weight: Font.Medium
        }
    }
}
