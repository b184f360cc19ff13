pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../controls"

Screen {
    id: screen

    title: Visit.t["language.title"]
    lead: Visit.t["language.lead"]
    align: 0.4

    Grid {
        id: grid

        width: parent.width
        columns: Theme.portrait ? 1 : 2
        spacing: Theme.u(32)

        Repeater {
            model: [
                {
                    id: "vi",
                    name: "Tiếng Việt"
                },
                {
                    id: "en",
                    name: "English"
                }
            ]

            Button {
                required property var modelData

                objectName: "action-choose_language-" + modelData.id
                width: Math.floor((grid.width - (grid.columns - 1) * grid.spacing) / grid.columns)
                height: Theme.u(Theme.portrait ? 300 : 320)
                look: screen.view.language === modelData.id ? "soft" : "outline"
                symbol: "globe"
                textSize: Theme.display
                text: modelData.name
                onClicked: Visit.act("choose_language", {
                    language: modelData.id
                })
            }
        }
    }
}
