import QtQuick
import ".."
import "../controls"

Screen {
    id: screen

    title: Visit.t["confirm.title"]
    lead: Visit.t[view.from_card ? "confirm.from_card" : "confirm.typed"]
    mainText: Visit.t["confirm.confirm"]
    mainSymbol: "check"
    mainAction: "confirm"
    align: 0.25

    Facts {
        width: parent.width
        spacing: Theme.u(28)
        valueSize: Theme.large
        items: ["name", "number", "born", "sex", "address"].map(key => ({
                    label: Visit.t["confirm." + key],
                    value: screen.view.person[key]
                }))
    }

    Button {
        sends: "not_me"
        width: Theme.portrait ? parent.width : Math.max(implicitWidth, Theme.u(560))
        symbol: "close"
        text: Visit.t["confirm.not_me"]
    }

    Label {
        width: parent.width
        text: Visit.t["confirm.privacy"]
        color: Theme.muted
        font.pixelSize: Theme.small
    }
}
