pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../controls"

Screen {
    id: screen

    readonly property var looks: ({
            wait: {
                symbol: "clock",
                ink: Theme.primary,
                soft: Theme.primarySoft
            },
            act: {
                symbol: "warning",
                ink: Theme.missing,
                soft: Theme.missingSoft
            },
            good: {
                symbol: "check-circle",
                ink: Theme.complete,
                soft: Theme.completeSoft
            },
            stop: {
                symbol: "missing",
                ink: Theme.fault,
                soft: Theme.faultSoft
            }
        })
    readonly property var look: looks[view.tone] ?? looks.wait
    readonly property bool told: view.name !== undefined

    component Numbers: Label {
        width: parent?.width ?? 0
        text: [screen.view.official ? Visit.t["tracked.number"] + ": " + screen.view.official : "", Visit.t["tracked.slip"] + ": " + (screen.view.number ?? ""), screen.view.since ?? "", screen.view.source === "portal" ? screen.view.source_text : ""].filter(line => line !== "").join("\n")
        color: Theme.muted
    }

    title: Visit.t["tracked.title"]
    lead: view.procedure ?? ""
    mainText: view.can_supplement ? Visit.t["tracked.supplement"] : Visit.t["tracked.done"]
    mainSymbol: view.can_supplement ? "send" : "exit"
    mainAction: view.can_supplement ? "supplement" : "leave"

    Banner {
        objectName: "source"
        width: parent.width
        visible: text !== "" && screen.view.source === "kiosk"
        text: screen.view.source_text ?? ""
        symbol: "info"
        ink: Theme.missing
        color: Theme.missingSoft
    }

    Grid {
        id: grid

        readonly property real cell: Math.floor((width - (columns - 1) * columnSpacing) / columns)

        width: parent.width
        columns: Theme.portrait ? 1 : Theme.columns(2)
        columnSpacing: Theme.u(32)
        rowSpacing: Theme.gap

        Column {
            width: grid.cell
            spacing: Theme.u(32)

            Rectangle {
                visible: screen.told
                width: parent.width
                height: status.height + Theme.u(64)
                radius: Theme.radius
                color: screen.look.soft
                border.width: Math.max(2, Theme.u(3))
                border.color: screen.look.ink

                Item {
                    id: status

                    x: Theme.u(32)
                    y: Theme.u(32)
                    width: parent.width - 2 * x
                    height: Math.max(sign.height, said.height)

                    Icon {
                        id: sign

                        anchors.verticalCenter: parent.verticalCenter
                        name: screen.look.symbol
                        size: Theme.u(96)
                        color: screen.look.ink
                    }

                    Column {
                        id: said

                        x: sign.width + Theme.u(32)
                        width: parent.width - x
                        anchors.verticalCenter: parent.verticalCenter
                        spacing: Theme.u(10)

                        Label {
                            objectName: "status"
                            width: parent.width
                            text: screen.view.name ?? ""
                            font.pixelSize: Theme.title
                            font.weight: Font.Bold
                            color: screen.look.ink
                        }

                        Label {
                            width: parent.width
                            text: screen.view.means ?? ""
                            font.pixelSize: Theme.large
                        }
                    }
                }
            }

            TrackSteps {
                width: parent.width
                height: implicitHeight
                visible: steps.length > 0
                steps: screen.view.steps ?? []
                tint: screen.look.ink
            }

            Numbers {
                visible: !Theme.portrait
            }
        }

        Column {
            width: grid.cell
            spacing: Theme.gap

            Panel {
                visible: screen.told
                width: parent.width

                Label {
                    width: parent.width
                    text: Visit.t["tracked.next"]
                    font.weight: Font.DemiBold
                    color: Theme.muted
                }

                Label {
                    objectName: "next"
                    width: parent.width
                    text: screen.view.next ?? ""
                    font.pixelSize: Theme.large
                    font.weight: Font.DemiBold
                }
            }

            Panel {
                width: parent.width
                visible: (screen.view.asked ?? []).length > 0
                spacing: Theme.u(24)

                Label {
                    width: parent.width
                    text: Visit.t["tracked.asked"]
                    font.weight: Font.DemiBold
                    color: Theme.muted
                }

                Repeater {
                    model: (screen.view.asked ?? []).length

                    Item {
                        id: paper

                        required property int index
                        readonly property var row: (screen.view.asked ?? [])[index] ?? ({
                                name: "",
                                reason: ""
                            })

                        width: parent?.width ?? 0
                        height: Math.max(badge.height, words.height)

                        Rectangle {
                            id: badge

                            width: Math.max(Theme.u(60), Math.ceil(Theme.body * 1.5))
                            height: width
                            radius: width / 2
                            color: Theme.missingSoft

                            Label {
                                anchors.centerIn: parent
                                text: paper.index + 1
                                font.weight: Font.Bold
                                color: Theme.missing
                            }
                        }

                        Column {
                            id: words

                            x: badge.width + Theme.u(24)
                            width: parent.width - x
                            spacing: Theme.u(6)

                            Label {
                                width: parent.width
                                text: paper.row.name
                                font.pixelSize: Theme.large
                                font.weight: Font.DemiBold
                            }

                            Label {
                                width: parent.width
                                text: paper.row.reason
                                color: Theme.missing
                                font.weight: Font.Medium
                            }
                        }
                    }
                }

                Label {
                    objectName: "cannot"
                    width: parent.width
                    visible: text !== ""
                    text: screen.view.cannot ?? ""
                    font.weight: Font.Medium
                }
            }
        }
    }

    Numbers {
        visible: Theme.portrait
    }

    beside: [
        Button {
            sends: "leave"
            visible: screen.view.can_supplement === true && !Theme.big
            height: Theme.u(112)
            text: Visit.t["tracked.done"]
        }
    ]
}
