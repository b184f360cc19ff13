pragma ComponentBehavior: Bound
import QtQuick
import ".."

// The fields of one screen: one below the other, in landscape two beside each other where both are short.
Flow {
    id: list

    required property var fields
    readonly property int columns: Theme.portrait ? 1 : 2

    signal pick(var field)

    spacing: Theme.u(32)

    Repeater {
        model: list.fields.length

        FieldBlock {
            required property int index

            field: list.fields[index] ?? ({
                    id: "",
                    label: "",
                    kind: "text",
                    value: "",
                    error: "",
                    required: true,
                    hint: "",
                    example: "",
                    choices: [],
                    locked: true,
                    max_length: 1
                })
            width: list.columns === 1 || wide ? list.width : Math.floor((list.width - list.spacing) / 2)
            onPick: field => list.pick(field)
        }
    }
}
