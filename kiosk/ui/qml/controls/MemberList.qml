pragma ComponentBehavior: Bound
import QtQuick
import ".."

// The members of a repeated group: who is there, and one more.
Column {
    id: list

    readonly property var none: ({
            items: [],
            add: "",
            can_add: false,
            none: "",
            full: "",
            undo: false,
            error: ""
        })
    property var members: none

    spacing: Theme.gap

    Label {
        width: parent.width
        visible: list.members.none !== ""
        text: list.members.none
        color: Theme.muted
        font.pixelSize: Theme.large
    }

    Repeater {
        model: list.members.items.length

        Panel {
            id: card

            required property int index
            readonly property var member: list.members.items[index] ?? ({
                    number: 0,
                    title: "",
                    text: "",
                    wrong: ""
                })

            width: list.width

            Label {
                width: parent.width
                text: card.member.number + ". " + card.member.title
                font.pixelSize: Theme.large
                font.weight: Font.DemiBold
            }

            Label {
                width: parent.width
                visible: text !== ""
                text: card.member.text
                color: Theme.muted
            }

            Row {
                width: parent.width
                spacing: Theme.u(12)
                visible: card.member.wrong !== ""

                Icon {
                    name: "warning"
                    size: Math.max(Theme.u(32), Theme.small)
                    color: Theme.fault
                }

                Label {
                    width: parent.width - Math.max(Theme.u(32), Theme.small) - Theme.u(12)
                    text: card.member.wrong
                    color: Theme.fault
                    font.weight: Font.Medium
                    font.pixelSize: Theme.small
                }
            }

            Flow {
                width: parent.width
                spacing: Theme.u(16)

                Button {
                    objectName: "action-edit_member-" + card.member.number
                    symbol: "pen"
                    text: Visit.t["form.edit_member"]
                    Accessible.name: text + ": " + card.member.title
                    onClicked: Visit.act("edit_member", {
                        number: card.member.number
                    })
                }

                Button {
                    objectName: "action-remove_member-" + card.member.number
                    symbol: "trash"
                    tint: Theme.fault
                    text: Visit.t["form.remove_member"]
                    Accessible.name: text + ": " + card.member.title
                    onClicked: Visit.act("remove_member", {
                        number: card.member.number
                    })
                }
            }
        }
    }

    Button {
        width: parent.width
        visible: list.members.undo
        look: "soft"
        symbol: "undo"
        sends: "undo_member"
        text: Visit.t["form.undo_member"]
    }

    Button {
        width: parent.width
        height: Math.max(Theme.u(112), implicitHeight)
        visible: list.members.can_add
        symbol: "plus"
        textSize: Theme.large
        sends: "add_member"
        text: list.members.add
    }

    Label {
        width: parent.width
        visible: text !== ""
        text: list.members.full
        color: Theme.muted
    }

    Row {
        width: parent.width
        spacing: Theme.u(12)
        visible: list.members.error !== ""

        Icon {
            name: "warning"
            size: Math.max(Theme.u(32), Theme.small)
            color: Theme.fault
        }

        Label {
            width: parent.width - Math.max(Theme.u(32), Theme.small) - Theme.u(12)
            text: list.members.error
            color: Theme.fault
            font.weight: Font.Medium
            Accessible.role: Accessible.AlertMessage
        }
    }
}
