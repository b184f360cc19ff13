pragma ComponentBehavior: Bound
import QtQuick
import ".."

// The fields of one screen: one below the other, in landscape two beside each other where both are short.
Flow {
    id: list

    required property var fields
    property string sends: "answer"
    // Each key is told, so that a mistake which nothing can put right any more shows at once.
    property bool live: false
    readonly property int columns: Theme.portrait ? 1 : Theme.columns(2)

    signal pick(var field)

    function block(id: string): Item {
        for (let place = 0; place < blocks.count; place++) {
            const item = blocks.itemAt(place) as FieldBlock;
            if (item?.field.id === id)
                return item;
        }
        return null;
    }

    spacing: Theme.u(32)

    Repeater {
        id: blocks

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
                    max_length: 1,
                    shown: "",
                    from_card: "",
                    partial: false,
                    decimals: false,
                    unit: "",
                    address: {}
                })
            live: list.live
            width: list.columns === 1 || wide ? list.width : Math.floor((list.width - list.spacing) / 2)
            sends: list.sends
            onPick: field => list.pick(field)
        }
    }
}
