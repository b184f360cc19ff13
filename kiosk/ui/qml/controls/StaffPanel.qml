pragma ComponentBehavior: Bound
import QtQuick
import ".."

// What staff may do beside the resident. Lies over the visit, which is as it was when they leave. In Vietnamese, whatever the resident reads.
Rectangle {
    id: panel

    required property var staff
    readonly property var t: staff.t ?? ({})
    readonly property real edge: Math.round((width - Theme.pageWidth) / 2)
    readonly property var noRow: ({
            id: "",
            name: "",
            verdict: "missing",
            verdict_text: "",
            reason: "",
            seen: false,
            seen_text: "",
            can_see: false,
            pages: []
        })

    color: Theme.page
    Accessible.role: Accessible.Dialog
    Accessible.name: staff.title ?? ""

    MouseArea {
        anchors.fill: parent
    }

    Rectangle {
        id: head

        width: panel.width
        height: Math.max(title.height, leaveButton.height) + Theme.u(Theme.portrait ? 40 : 24)
        visible: Theme.portrait || !Visit.typing
        color: Theme.gold

        Label {
            id: title

            x: panel.edge
            width: leaveButton.x - x - Theme.gap
            anchors.verticalCenter: parent.verticalCenter
            text: panel.staff.title ?? ""
            font.pixelSize: Theme.large
            font.weight: Font.Bold
            color: Theme.goldInk
            Accessible.role: Accessible.Heading
        }

        Button {
            id: leaveButton

            sends: "staff_leave"
            anchors.verticalCenter: parent.verticalCenter
            x: panel.width - panel.edge - width
            width: Math.min(implicitWidth, Math.round(Theme.pageWidth * 0.5))
            tint: Theme.goldInk
            face: Theme.gold
            symbol: "exit"
            text: panel.t.leave ?? ""
        }
    }

    Grid {
        id: tabs

        readonly property var all: panel.staff.parts ?? []
        readonly property real cell: Math.floor((width - (columns - 1) * spacing) / columns)

        x: panel.edge
        y: head.height + Theme.u(Theme.portrait ? 24 : 16)
        width: Theme.pageWidth
        height: visible ? implicitHeight : 0
        visible: !Visit.typing
        columns: Theme.portrait && Theme.big ? 2 : Math.max(1, all.length)
        spacing: Theme.u(14)

        Repeater {
            model: tabs.all.length

            Button {
                required property int index
                readonly property var part: tabs.all[index] ?? ({
                        id: "",
                        name: ""
                    })

                objectName: "staff-part-" + part.id
                width: tabs.cell
                look: part.id === panel.staff.part ? "primary" : "outline"
                text: part.name
                Accessible.checked: part.id === panel.staff.part
                onClicked: Visit.act("staff_part", {
                    part: part.id
                })
            }
        }
    }

    ScrollArea {
        id: area

        x: panel.edge
        y: (tabs.visible ? tabs.y + tabs.height : head.visible ? head.height : 0) + Theme.gap
        width: Theme.pageWidth
        height: panel.height - y - Theme.u(16)
        spacing: Theme.gap

        Banner {
            width: area.width
            visible: text !== "" && panel.staff.part !== "machine"
            text: panel.staff.hindrance ?? ""
        }

        // Papers

        Repeater {
            model: panel.staff.rows?.length ?? 0

            StaffRow {
                required property int index

                width: area.width
                t: panel.t
                row: panel.staff.rows?.[index] ?? panel.noRow
                reasons: panel.staff.reasons ?? []
                changeable: panel.staff.can_change ?? false
            }
        }

        // The form, and who was typed in by hand

        Repeater {
            model: panel.staff.groups?.length ?? 0

            Panel {
                id: group

                required property int index
                readonly property var told: panel.staff.groups?.[index] ?? ({
                        title: "",
                        fields: [],
                        saves: ""
                    })

                width: area.width
                enabled: panel.staff.can_change ?? false

                Label {
                    width: parent.width
                    text: group.told.title
                    font.pixelSize: Theme.large
                    font.weight: Font.Bold
                    color: Theme.primary
                    Accessible.role: Accessible.Heading
                }

                FieldList {
                    width: parent.width
                    sends: "staff_answer"
                    fields: group.told.fields
                    onPick: field => picker.field = field
                }

                Button {
                    sends: group.told.saves
                    visible: group.told.saves !== ""
                    width: parent.width
                    look: "primary"
                    symbol: "check"
                    text: panel.t.person_save ?? ""
                }
            }
        }

        // On behalf of somebody

        Panel {
            id: behalf

            readonly property var told: panel.staff.behalf ?? ({
                    is: "",
                    why: "",
                    asking: false,
                    fields: [],
                    grounds: [],
                    can_save: false
                })

            width: area.width
            visible: (panel.staff.behalf ?? null) !== null
            enabled: panel.staff.can_change ?? false

            Label {
                width: parent.width
                visible: text !== ""
                text: behalf.told.is
                font.pixelSize: Theme.large
                font.weight: Font.Bold
                color: Theme.primary
            }

            Label {
                width: parent.width
                visible: text !== ""
                text: behalf.told.why
                color: Theme.muted
            }

            Button {
                sends: "staff_change_owner"
                width: parent.width
                visible: behalf.told.is !== "" && !behalf.told.asking
                symbol: "pen"
                text: panel.t.owner_change ?? ""
            }

            Label {
                width: parent.width
                visible: behalf.told.asking
                text: panel.t.owner_lead ?? ""
            }

            FieldList {
                width: parent.width
                sends: "staff_answer"
                fields: behalf.told.fields
                onPick: field => picker.field = field
            }

            Label {
                width: parent.width
                visible: behalf.told.asking
                text: panel.t.owner_ground ?? ""
                font.weight: Font.DemiBold
            }

            Grid {
                id: grounds

                width: parent.width
                visible: behalf.told.asking
                columns: Theme.portrait ? 1 : Theme.columns(2)
                spacing: Theme.u(16)

                Repeater {
                    model: behalf.told.grounds.length

                    ChoiceTile {
                        required property int index
                        readonly property var ground: behalf.told.grounds[index] ?? ({
                                id: "",
                                name: "",
                                chosen: false
                            })

                        objectName: "staff-ground-" + ground.id
                        width: Math.floor((grounds.width - (grounds.columns - 1) * grounds.spacing) / grounds.columns)
                        text: ground.name
                        chosen: ground.chosen
                        onClicked: Visit.act("staff_ground", {
                            ground: ground.id
                        })
                    }
                }
            }

            Button {
                sends: "staff_behalf"
                width: parent.width
                visible: behalf.told.asking
                enabled: behalf.told.can_save
                look: "primary"
                symbol: "check"
                text: panel.t.owner_save ?? ""
            }

            Button {
                sends: "staff_not_behalf"
                width: parent.width
                visible: behalf.told.is !== ""
                symbol: "undo"
                text: panel.t.owner_take_back ?? ""
            }
        }

        // Time, and how the machine is

        Panel {
            width: area.width
            visible: panel.staff.part === "machine"

            Label {
                width: parent.width
                text: (panel.staff.extra ?? "") !== "" ? panel.staff.extra : panel.t.extend_lead ?? ""
            }

            Button {
                sends: "staff_extend"
                width: parent.width
                enabled: panel.staff.can_extend ?? false
                symbol: "clock"
                text: panel.t.extend ?? ""
            }

            Button {
                sends: "staff_no_extension"
                width: parent.width
                visible: (panel.staff.extra ?? "") !== ""
                symbol: "undo"
                text: panel.t.extend_take_back ?? ""
            }
        }

        Panel {
            width: area.width
            visible: panel.staff.part === "machine"

            Label {
                width: parent.width
                text: panel.t.machine_title ?? ""
                font.pixelSize: Theme.large
                font.weight: Font.Bold
                color: Theme.primary
                Accessible.role: Accessible.Heading
            }

            Repeater {
                model: panel.staff.machine?.length ?? 0

                Item {
                    id: fact

                    required property int index
                    readonly property var told: panel.staff.machine?.[index] ?? ({
                            name: "",
                            state: "ok",
                            word: "",
                            says: ""
                        })

                    width: parent?.width ?? 0
                    height: Math.max(what.height, chip.height)

                    Label {
                        id: what

                        width: chip.x - Theme.gap
                        anchors.verticalCenter: parent.verticalCenter
                        text: fact.told.name + (fact.told.says === "" ? "" : ": " + fact.told.says)
                    }

                    Chip {
                        id: chip

                        anchors.right: parent.right
                        anchors.verticalCenter: parent.verticalCenter
                        visible: text !== ""
                        text: fact.told.word
                        symbol: ({
                                ok: "check-circle",
                                warn: "warning",
                                fail: "missing"
                            })[fact.told.state] ?? "info"
                        ink: fact.told.state === "ok" ? Theme.complete : fact.told.state === "fail" ? Theme.fault : fact.told.state === "warn" ? Theme.missing : Theme.muted
                        color: fact.told.state === "ok" ? Theme.completeSoft : fact.told.state === "fail" ? Theme.faultSoft : fact.told.state === "warn" ? Theme.missingSoft : Theme.sunken
                    }
                }
            }
        }
    }

    Picker {
        id: picker

        anchors.fill: parent
        sends: "staff_answer"
    }
}
