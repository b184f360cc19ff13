pragma ComponentBehavior: Bound
import QtQuick
import ".."

// Label and value, one below the other; unconfirmed ones say so.
Panel {
    id: facts

    required property var items
    property real valueSize: Theme.body
    // Two columns need room: else the value stands below its label.
    readonly property bool stacked: width < 22 * Theme.body

    spacing: Theme.u(18)

    Repeater {
        model: facts.items.length

        Item {
            id: fact

            required property int index
            readonly property var item: facts.items[index] ?? ({
                    label: "",
                    value: "",
                    reference: ""
                })

            width: parent.width
            height: facts.stacked ? value.y + value.height : Math.max(name.height, value.height)

            Label {
                id: name

                width: facts.stacked ? fact.width : Math.round(fact.width * 0.32)
                text: fact.item.label
                color: Theme.muted
            }

            Column {
                id: value

                x: facts.stacked ? 0 : name.width + Theme.gap
                y: facts.stacked ? name.height + Theme.u(4) : 0
                width: fact.width - x
                spacing: Theme.u(8)

                Label {
                    width: parent.width
                    text: fact.item.value
                    font.pixelSize: facts.valueSize
                    font.weight: Font.DemiBold
                }

                ReferenceChip {
                    text: fact.item.reference ?? ""
                    most: parent.width
                }
            }
        }
    }
}
