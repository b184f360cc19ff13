import QtQuick
import ".."
import "../controls"

Screen {
    id: screen

    title: Visit.t["person.title"]
    lead: Visit.t["person.lead"]
    mainText: Visit.t["person.confirm"]
    covered: picker.field !== null
    mainAction: "confirm"

    FieldList {
        width: parent.width
        fields: screen.view.fields
        onPick: field => picker.field = field
    }

    Picker {
        id: picker

        parent: screen
        anchors.fill: parent
    }
}
