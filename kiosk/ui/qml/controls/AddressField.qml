import QtQuick
import ".."

// Province, commune, then the line before them; or the whole address as one text, when it is in no list.
Column {
    id: block

    required property var field
    readonly property var parts: field.address?.line !== undefined ? field.address : ({
            free: true,
            province: "",
            commune: "",
            line: "",
            missing: "",
            line_needed: true
        })

    function answer(part: string, text: string) {
        Visit.act("answer", {
            field: field.id + "." + part,
            text: text
        });
    }

    function open(part: string) {
        Visit.target?.done();
        Visit.act("open_list", {
            field: field.id + "." + part
        });
    }

    spacing: Theme.u(12)

    Grid {
        id: units

        columns: Theme.columns(2)
        spacing: Theme.u(12)
        visible: !block.parts.free

        Button {
            objectName: "field-" + block.field.id + ".province"
            width: Math.floor((block.width - (units.columns - 1) * units.spacing) / units.columns)
            height: Math.max(implicitHeight, commune.implicitHeight)
            leftAligned: true
            symbol: "list"
            tint: block.parts.missing === "province" ? Theme.fault : block.parts.province !== "" ? Theme.ink : Theme.primary
            text: block.parts.province || Visit.t["form.choose_province"]
            Accessible.name: block.field.label + ", " + Visit.t["form.province"] + ": " + text
            onClicked: block.open("province")
        }

        Button {
            id: commune

            objectName: "field-" + block.field.id + ".commune"
            width: Math.floor((block.width - (units.columns - 1) * units.spacing) / units.columns)
            leftAligned: true
            symbol: "list"
            enabled: block.parts.province !== ""
            tint: block.parts.missing === "commune" ? Theme.fault : block.parts.commune !== "" ? Theme.ink : Theme.primary
            text: block.parts.commune || (block.parts.province === "" ? Visit.t["form.choose_province_first"] : Visit.t["form.choose_commune"])
            Accessible.name: block.field.label + ", " + Visit.t["form.commune"] + ": " + text
            onClicked: block.open("commune")
        }
    }

    InputBox {
        objectName: "field-" + block.field.id + ".line"
        width: block.width
        name: block.field.label + ", " + placeholder
        value: block.parts.line
        most: block.field.max_length
        faulty: block.parts.missing === "line" || (block.parts.free && block.field.error !== "")
        placeholder: Visit.t[block.parts.free ? "form.whole_address" : "form.line"]
        onCommitted: text => block.answer("line", text)
    }

    Button {
        objectName: "field-" + block.field.id + ".free"
        width: block.width
        leftAligned: true
        look: "quiet"
        textSize: Theme.small
        symbol: block.parts.free ? "list" : "pen"
        text: Visit.t[block.parts.free ? "form.from_list" : "form.not_listed"]
        Accessible.name: block.field.label + ": " + text
        onClicked: {
            Visit.target?.done();
            block.answer("free", block.parts.free ? "no" : "yes");
        }
    }
}
