pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../controls"

Screen {
    id: screen

    readonly property var symbols: ({
            centre: "building",
            post: "envelope",
            electronic: "screen"
        })

    title: Visit.t["receiving.title"]
    lead: Visit.t["receiving.lead"]
    mainText: view.ways.some(way => way.chosen) ? Visit.t["receiving.continue"] : ""
    mainAction: "continue"

    Repeater {
        model: screen.view.ways.length

        WayTile {
            required property int index
            readonly property var way: screen.view.ways[index] ?? ({
                    id: "",
                    name: "",
                    hint: "",
                    chosen: false
                })

            objectName: "action-receive-" + way.id
            width: parent.width
            symbol: screen.symbols[way.id] ?? ""
            text: way.name
            hint: way.hint
            chosen: way.chosen
            onClicked: Visit.act("receive", {
                way: way.id
            })
        }
    }

    FieldList {
        width: parent.width
        visible: fields.length > 0
        fields: screen.view.fields
    }
}
