import QtQuick
import ".."
import "../controls"

Screen {
    id: screen

    title: view.title
    lead: view.group.count > 1 ? Visit.say("form.group", {
        index: view.group.index,
        count: view.group.count
    }) : Visit.t["form.lead"]
    mainText: Visit.t["form.continue"]
    covered: picker.field !== null
    mainAction: "continue"

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
