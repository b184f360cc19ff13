pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../controls"

Screen {
    id: screen

    title: Visit.t["fee.title"]
    lead: Visit.t["fee.lead"]
    mainText: Visit.t["fee.continue"]
    mainAction: "continue"

    Flow {
        id: columns

        readonly property bool beside: !Theme.portrait && !Theme.big && screen.view.exemptions.length > 0
        readonly property real cell: beside ? Math.floor((width - spacing) / 2) : width

        width: parent.width
        spacing: Theme.u(32)

        Panel {
            width: columns.cell
            padding: Theme.u(36)

            Label {
                width: parent.width
                text: Visit.t["fee.due"]
                color: Theme.muted
            }

            Label {
                objectName: "fee-amount"
                width: parent.width
                text: screen.view.amount
                font.pixelSize: Theme.display
                font.weight: Font.Bold
                color: Theme.primary
            }

            Label {
                width: parent.width
                visible: text !== ""
                text: screen.view.note
            }

            ReferenceChip {
                text: screen.view.reference
            }

            Label {
                width: parent.width
                text: screen.view.pay
                font.weight: Font.Medium
            }

            Flow {
                width: parent.width
                spacing: Theme.gap
                visible: screen.view.qr.length > 0

                QrCode {
                    matrix: screen.view.qr
                    most: Theme.u(420)
                    Accessible.name: Visit.t["fee.qr"]
                }

                Column {
                    width: Math.max(Theme.u(320), parent.width - Theme.u(420) - Theme.gap)
                    spacing: Theme.u(12)

                    Repeater {
                        model: screen.view.qr_lines.length

                        AnswerLine {
                            required property int index

                            width: parent.width
                            label: screen.view.qr_lines[index]?.label ?? ""
                            value: screen.view.qr_lines[index]?.value ?? ""
                        }
                    }
                }
            }
        }

        Column {
            width: columns.cell
            visible: screen.view.exemptions.length > 0
            spacing: Theme.u(16)

            Label {
                width: parent.width
                text: Visit.t["fee.exempt"]
                font.pixelSize: Theme.large
                font.weight: Font.DemiBold
            }

            ChoiceTile {
                objectName: "action-claim-none"
                width: parent.width
                text: Visit.t["fee.none"]
                chosen: !screen.view.exemptions.some(one => one.chosen)
                onClicked: Visit.act("claim", {
                    exemption: ""
                })
            }

            Repeater {
                model: screen.view.exemptions.length

                Column {
                    id: claim

                    required property int index
                    readonly property var one: screen.view.exemptions[index] ?? ({
                            id: "",
                            name: "",
                            amount: "",
                            proof: "",
                            reference: "",
                            chosen: false
                        })

                    width: parent.width
                    spacing: Theme.u(8)

                    ChoiceTile {
                        objectName: "action-claim-" + claim.one.id
                        width: parent.width
                        text: claim.one.name + ": " + claim.one.amount
                        chosen: claim.one.chosen
                        onClicked: Visit.act("claim", {
                            exemption: claim.one.id
                        })
                    }

                    Label {
                        x: Theme.u(84)
                        width: parent.width - x
                        visible: claim.one.proof !== "" && claim.one.chosen
                        text: Visit.say("fee.proof", {
                            proof: claim.one.proof
                        })
                        color: Theme.muted
                    }

                    ReferenceChip {
                        x: Theme.u(84)
                        text: claim.one.chosen ? claim.one.reference : ""
                    }
                }
            }
        }
    }
}
