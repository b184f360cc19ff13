pragma ComponentBehavior: Bound
import QtQuick
import ".."

// A member of staff says who they are, over whatever the resident is doing. What is typed is never shown, only how much.
Rectangle {
    id: pad

    required property var staff
    readonly property var t: staff.t ?? ({})
    readonly property var people: staff.people ?? []
    readonly property bool choosing: (staff.who ?? "") === "" && staff.state === "pin"
    readonly property bool typing: !choosing && staff.state !== "locked"
    // On a low screen the words stand beside the keys.
    readonly property bool beside: !Theme.portrait && typing

    color: Theme.veil
    Accessible.role: Accessible.Dialog
    Accessible.name: t.title ?? ""

    MouseArea {
        anchors.fill: parent
    }

    Rectangle {
        id: sheet

        readonly property real padding: Theme.u(Theme.portrait ? 56 : 36)

        anchors.centerIn: parent
        width: Math.min(pad.width - 2 * Theme.margin, Theme.u(pad.beside ? 1240 : 860))
        height: Math.min(pad.height - Theme.u(24), (pad.beside ? Math.max(head.height, keys.height) : keys.y + keys.height - padding) + 2 * padding + closeButton.height + Theme.gap)
        radius: Theme.u(28)
        color: Theme.surface

        Column {
            id: head

            x: sheet.padding
            y: sheet.padding
            width: pad.beside ? Math.round((sheet.width - 3 * sheet.padding) * 0.5) : sheet.width - 2 * sheet.padding
            spacing: Theme.u(20)

            Icon {
                anchors.horizontalCenter: parent.horizontalCenter
                visible: !Theme.big
                name: "lock"
                size: Theme.u(72)
                color: Theme.primary
            }

            Label {
                width: parent.width
                text: pad.staff.title ?? ""
                font.pixelSize: Theme.title
                font.weight: Font.Bold
                horizontalAlignment: Text.AlignHCenter
                Accessible.role: Accessible.Heading
            }

            Row {
                anchors.horizontalCenter: parent.horizontalCenter
                visible: pad.typing
                spacing: Theme.u(16)
                Accessible.role: Accessible.StaticText
                Accessible.name: pad.staff.digits_text ?? ""

                Repeater {
                    model: pad.staff.most ?? 0

                    Rectangle {
                        required property int index

                        width: Theme.u(32)
                        height: width
                        radius: width / 2
                        color: index < pad.staff.digits ? Theme.primary : "transparent"
                        border.width: Math.max(2, Theme.u(3))
                        border.color: index < pad.staff.digits ? Theme.primary : Theme.border
                    }
                }
            }

            Label {
                objectName: "staff-message"
                width: parent.width
                // Its place is kept, so that the keys stay where the finger expects them.
                visible: pad.typing || text !== ""
                text: pad.staff.message ?? ""
                color: pad.staff.state === "checking" ? Theme.muted : Theme.fault
                font.weight: Font.Medium
                horizontalAlignment: Text.AlignHCenter
                Accessible.role: Accessible.AlertMessage
            }
        }

        Loader {
            id: keys

            x: pad.beside ? head.x + head.width + sheet.padding : sheet.padding
            y: pad.beside ? sheet.padding : head.y + head.height + Theme.gap
            width: pad.beside ? head.width : sheet.width - 2 * sheet.padding
            sourceComponent: pad.choosing ? names : pad.typing ? digits : nothing
        }

        Row {
            id: closeButton

            readonly property real room: sheet.width - 2 * Theme.u(24)
            readonly property real cell: Math.min(Math.floor((room - spacing) / 2), Math.max(another.implicitWidth, close.implicitWidth))

            anchors.horizontalCenter: parent.horizontalCenter
            y: sheet.height - sheet.padding - height
            spacing: Theme.u(16)

            Button {
                id: another

                objectName: "staff-other"
                width: closeButton.cell
                visible: !pad.choosing && pad.staff.state !== "checking"
                symbol: "person"
                text: pad.t.other_person ?? ""
                onClicked: Visit.act("staff_who", {
                    id: ""
                })
            }

            Button {
                id: close

                sends: "staff_leave"
                width: closeButton.cell
                height: another.height
                symbol: "close"
                text: pad.t.cancel ?? ""
            }
        }
    }

    Component {
        id: nothing

        Item {}
    }

    Component {
        id: names

        ScrollArea {
            height: Math.min(Theme.u(Theme.portrait ? 760 : 460), pad.people.length * (Theme.touch + spacing))
            spacing: Theme.u(16)

            Repeater {
                model: pad.people.length

                Button {
                    required property int index
                    readonly property var person: pad.people[index] ?? ({
                            id: "",
                            name: ""
                        })

                    objectName: "staff-who-" + person.id
                    width: keys.width
                    leftAligned: true
                    symbol: "person"
                    textSize: Theme.large
                    text: person.name
                    onClicked: Visit.act("staff_who", {
                        id: person.id
                    })
                }
            }
        }
    }

    Component {
        id: digits

        Grid {
            id: grid

            readonly property real cell: Math.floor((keys.width - 2 * spacing) / 3)

            columns: 3
            spacing: Theme.u(16)
            enabled: pad.staff.state === "pin"

            Repeater {
                model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "erase", "0", "ok"]

                Button {
                    required property string modelData

                    objectName: "staff-key-" + modelData
                    width: grid.cell
                    height: Math.max(Theme.touch, Theme.u(Theme.portrait ? 128 : 104))
                    look: modelData === "ok" ? "primary" : "outline"
                    enabled: modelData !== "ok" || pad.staff.can_ok
                    textSize: modelData.length === 1 ? Theme.title : Theme.body
                    symbol: modelData === "erase" ? "backspace" : modelData === "ok" ? "check" : ""
                    text: modelData.length === 1 ? modelData : ""
                    Accessible.name: modelData.length === 1 ? modelData : pad.t[modelData] ?? ""
                    onClicked: Visit.act("staff_key", {
                        key: modelData
                    })
                }
            }
        }
    }
}
