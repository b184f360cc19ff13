pragma ComponentBehavior: Bound
import QtQuick
import ".."

// One thing to know of a procedure, such as its fees, a line for each; what nobody has confirmed says so.
Item {
    id: detail

    required property var item
    property string symbol

    implicitHeight: words.height

    Icon {
        id: sign

        y: Theme.u(2)
        name: detail.symbol
        visible: detail.symbol !== ""
        size: Theme.symbol
        color: Theme.primary
    }

    Column {
        id: words

        x: sign.visible ? sign.width + Theme.u(20) : 0
        width: detail.width - x
        spacing: Theme.u(8)

        Label {
            width: parent.width
            text: detail.item.label
            color: Theme.muted
        }

        Repeater {
            model: detail.item.lines.length

            Column {
                id: line

                required property int index
                readonly property var said: detail.item.lines[index] ?? ({
                        text: "",
                        note: "",
                        reference: ""
                    })

                width: words.width
                spacing: Theme.u(4)

                Label {
                    width: parent.width
                    text: line.said.text
                    font.weight: Font.DemiBold
                }

                Label {
                    width: parent.width
                    visible: text !== ""
                    text: line.said.note
                    font.pixelSize: Theme.small
                    color: Theme.muted
                }

                ReferenceChip {
                    text: line.said.reference
                    most: parent.width
                }
            }
        }
    }
}
