pragma ComponentBehavior: Bound
import QtQuick
import ".."

// One question of a form: label above, the way to answer by its kind, the error sentence or the hint under it.
Column {
    id: block

    required property var field

    readonly property bool typed: !["choice", "yes_no"].includes(field.kind)
    readonly property var options: field.choices
    readonly property bool longList: field.kind === "choice" && options.length > 6
    readonly property bool wide: field.kind === "long_text" || (field.kind === "choice" && !longList && options.length > 2)
    readonly property bool shortOptions: options.every(option => option.name.length <= 18)

    signal pick(var field)

    function answer(text: string) {
        Visit.act("answer", {
            field: field.id,
            text: text
        });
    }

    spacing: Theme.u(10)

    Item {
        width: parent.width
        height: Math.max(label.height, optional.visible ? optional.height : 0)

        Label {
            id: label

            width: parent.width - (optional.visible ? optional.width + Theme.u(12) : 0)
            text: block.field.label
            font.weight: Font.DemiBold
        }

        Label {
            id: optional

            anchors.right: parent.right
            visible: !block.field.required && !block.field.locked
            text: Visit.t["form.optional"]
            color: Theme.muted
            font.pixelSize: Theme.small
        }
    }

    Loader {
        width: parent.width
        sourceComponent: block.field.locked ? lockedBox : block.typed ? typedBox : block.longList ? listBox : tiles
    }

    Row {
        width: parent.width
        spacing: Theme.u(12)
        visible: (block.field.error ?? "") !== ""

        Icon {
            name: "warning"
            size: Theme.u(32)
            color: Theme.fault
        }

        Label {
            objectName: "error-" + block.field.id
            width: parent.width - Theme.u(44)
            text: block.field.error
            color: Theme.fault
            font.weight: Font.Medium
            font.pixelSize: Theme.small
            Accessible.role: Accessible.AlertMessage
        }
    }

    Label {
        width: parent.width
        visible: (block.field.error ?? "") === "" && text !== "" && !block.field.locked
        text: block.field.hint ? block.field.hint : block.field.example && block.typed ? Visit.say("form.example", {
            example: block.field.example
        }) : ""
        color: Theme.muted
        font.pixelSize: Theme.small
    }

    Component {
        id: typedBox

        InputBox {
            objectName: "field-" + block.field.id
            width: parent?.width ?? 0
            name: block.field.label
            layout: block.field.kind === "amount" ? "digits" : block.field.kind === "long_text" ? "text" : block.field.kind
            value: block.field.value
            most: block.field.max_length
            faulty: block.field.error !== ""
            placeholder: block.field.kind === "date" ? Visit.t["form.date_shape"] : ""
            onCommitted: text => block.answer(text)
        }
    }

    Component {
        id: lockedBox

        Rectangle {
            implicitHeight: Math.max(Theme.touch, shown.height + Theme.u(44))
            radius: Theme.radius
            color: Theme.sunken

            Label {
                id: shown

                objectName: "field-" + block.field.id
                x: Theme.u(24)
                width: parent.width - Theme.u(100)
                anchors.verticalCenter: parent.verticalCenter
                text: block.field.value
                font.pixelSize: Theme.large
                Accessible.name: block.field.label + ": " + block.field.value
            }

            Icon {
                anchors.right: parent.right
                anchors.rightMargin: Theme.u(24)
                anchors.verticalCenter: parent.verticalCenter
                name: "lock"
                color: Theme.muted
            }
        }
    }

    Component {
        id: tiles

        Grid {
            id: grid

            columns: block.shortOptions && block.options.length % 3 === 0 ? 3 : block.shortOptions || (!Theme.portrait && block.wide) ? 2 : 1
            spacing: Theme.u(16)

            Repeater {
                model: block.options.length

                ChoiceTile {
                    required property int index
                    readonly property var option: block.options[index] ?? ({
                            id: "",
                            name: ""
                        })

                    objectName: "choice-" + block.field.id + "-" + option.id
                    width: Math.floor((block.width - (grid.columns - 1) * grid.spacing) / grid.columns)
                    text: option.name
                    chosen: block.field.value === option.id
                    onClicked: block.answer(option.id)
                }
            }
        }
    }

    Component {
        id: listBox

        Button {
            readonly property var chosen: block.options.find(option => option.id === block.field.value)

            objectName: "field-" + block.field.id
            leftAligned: true
            tint: chosen ? Theme.ink : Theme.primary
            symbol: "list"
            textSize: Theme.large
            text: chosen ? chosen.name : Visit.t["form.choose"]
            Accessible.name: block.field.label + ": " + text
            onClicked: block.pick(block.field)
        }
    }
}
