pragma ComponentBehavior: Bound
import QtQuick
import ".."

// One question of a form: label above, the way to answer by its kind, the error sentence or the hint under it.
Column {
    id: block

    required property var field
    // The action that takes an answer.
    property string sends: "answer"

    property bool live: false
    readonly property bool typed: !["choice", "yes_no", "long_choice"].includes(field.kind)
    readonly property var options: field.choices
    readonly property bool longList: field.kind === "choice" && options.length > 6
    readonly property bool wide: ["long_text", "address"].includes(field.kind) || (live && field.partial) || (field.kind === "choice" && !longList && options.length > 2)
    readonly property bool shortOptions: options.every(option => option.name.length <= 18)

    // Of the keyboard.
    readonly property string layout: {
        if (field.kind === "amount" || (field.kind === "number" && !field.decimals))
            return "digits";
        return {
            long_text: "text",
            number: "text",
            address: "text",
            code: "email"
        }[field.kind] ?? field.kind;
    }

    signal pick(var field)

    function answer(text: string) {
        Visit.act(sends, {
            field: field.id,
            text: text
        });
    }

    function typing(text: string) {
        if (live)
            Visit.act("typing", {
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
            visible: !block.field.required && !block.field.locked && (block.field.from_card ?? "") === ""
            text: Visit.t["form.optional"]
            color: Theme.muted
            font.pixelSize: Theme.small
        }
    }

    Loader {
        width: parent.width
        sourceComponent: block.field.locked ? lockedBox : block.live && block.field.partial ? dateBox : block.field.address?.line !== undefined ? addressBox : block.typed ? typedBox : block.longList || block.field.kind === "long_choice" ? listBox : tiles
    }

    Row {
        width: parent.width
        spacing: Theme.u(12)
        visible: (block.field.error ?? "") !== ""

        Icon {
            name: "warning"
            size: Math.max(Theme.u(32), Theme.small)
            color: Theme.fault
        }

        Label {
            objectName: "error-" + block.field.id
            width: parent.width - Math.max(Theme.u(32), Theme.small) - Theme.u(12)
            text: block.field.error
            color: Theme.fault
            font.weight: Font.Medium
            font.pixelSize: Theme.small
            Accessible.role: Accessible.AlertMessage
        }
    }

    Label {
        width: parent.width
        visible: (block.field.error ?? "") === "" && text !== "" && !block.field.locked && (block.field.from_card ?? "") === ""
        text: block.field.hint ? block.field.hint : block.field.example && block.typed ? Visit.say("form.example", {
            example: block.field.example
        }) : ""
        color: Theme.muted
        font.pixelSize: Theme.small
    }

    Row {
        width: parent.width
        spacing: Theme.u(12)
        visible: (block.field.error ?? "") === "" && fromCard.text !== ""

        Icon {
            name: "card"
            size: Math.max(Theme.u(32), Theme.small)
            color: Theme.complete
        }

        Label {
            id: fromCard

            objectName: "from-card-" + block.field.id
            width: parent.width - Math.max(Theme.u(32), Theme.small) - Theme.u(12)
            text: block.field.locked ? Visit.t["form.locked"] : block.field.from_card ?? ""
            color: Theme.complete
            font.pixelSize: Theme.small
            font.weight: Font.Medium
        }
    }

    Component {
        id: dateBox

        PartialDate {
            width: parent?.width ?? 0
            field: block.field
            onAnswered: text => block.answer(text)
            onTyped: text => block.typing(text)
        }
    }

    Component {
        id: addressBox

        AddressField {
            width: parent?.width ?? 0
            field: block.field
        }
    }

    Component {
        id: typedBox

        InputBox {
            objectName: "field-" + block.field.id
            width: parent?.width ?? 0
            name: block.field.label
            layout: block.layout
            value: block.field.value
            most: block.field.max_length
            faulty: block.field.error !== ""
            placeholder: block.field.kind === "date" ? Visit.t["form.date_shape"] : ""
            onEdited: text => block.typing(text)
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
                text: block.field.shown || block.field.value
                font.pixelSize: Theme.large
                Accessible.name: block.field.label + ": " + text
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
            readonly property bool long: block.field.kind === "long_choice"
            readonly property string chosen: long ? (block.field.value === "" ? "" : block.field.shown) : block.options.find(option => option.id === block.field.value)?.name ?? ""

            objectName: "field-" + block.field.id
            leftAligned: true
            tint: chosen !== "" ? Theme.ink : Theme.primary
            symbol: "list"
            textSize: Theme.large
            text: chosen !== "" ? chosen : Visit.t["form.choose"]
            Accessible.name: block.field.label + ": " + text
            onClicked: {
                Visit.target?.done();
                if (long)
                    Visit.act("open_list", {
                        field: block.field.id
                    });
                else
                    block.pick(block.field);
            }
        }
    }
}
