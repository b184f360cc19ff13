pragma ComponentBehavior: Bound
import QtQuick
import ".."

// A date of which perhaps only the month and the year, or the year, are known.
Column {
    id: block

    required property var field
    readonly property var modes: ["day", "month", "year"]
    property string mode: modeOf(field.value)

    signal answered(string text)
    signal typed(string text)

    function modeOf(text: string): string {
        const parts = text.split("/").length;
        return text === "" || parts > 2 ? "day" : parts === 2 ? "month" : "year";
    }

    // What is known is kept as far as the new shape has a place for it.
    function turn(to: string) {
        const parts = box.text.split("/");
        const whole = mode === "day" ? 3 : mode === "month" ? 2 : 1;
        const wanted = to === "day" ? 3 : to === "month" ? 2 : 1;
        Visit.target?.done();
        mode = to;
        const text = parts.length === whole && parts.length >= wanted ? parts.slice(-wanted).join("/") : "";
        box.text = text;
        if (text !== field.value)
            answered(text);
    }

    function shaped(text: string): string {
        const digits = text.replace(/\D/g, "");
        if (mode === "year")
            return digits.slice(0, 4);
        return digits.length > 2 ? digits.slice(0, 2) + "/" + digits.slice(2, 6) : digits;
    }

    spacing: Theme.u(12)

    Grid {
        id: tiles

        columns: Theme.columns(3)
        spacing: Theme.u(12)

        Repeater {
            model: block.modes

            ChoiceTile {
                required property string modelData

                objectName: "shape-" + block.field.id + "-" + modelData
                width: Math.floor((block.width - (tiles.columns - 1) * tiles.spacing) / tiles.columns)
                textSize: Theme.small
                text: Visit.t["form.known_" + modelData]
                chosen: block.mode === modelData
                onClicked: if (block.mode !== modelData)
                    block.turn(modelData)
            }
        }
    }

    InputBox {
        id: box

        objectName: "field-" + block.field.id
        width: block.width
        name: block.field.label
        layout: block.mode === "day" ? "date" : "digits"
        value: block.field.value
        most: 10
        faulty: block.field.error !== ""
        placeholder: block.mode === "day" ? Visit.t["form.date_shape"] : Visit.t["form." + block.mode + "_shape"]
        onEdited: text => {
            if (block.mode !== "day") {
                box.text = block.shaped(text);
                box.cursorPosition = box.text.length;
            }
            block.typed(box.text);
        }
        onCommitted: text => block.answered(text)
    }
}
