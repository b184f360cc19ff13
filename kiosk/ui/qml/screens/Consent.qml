pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../controls"

Screen {
    id: screen

    title: Visit.t["consent.title"]
    lead: Visit.t["consent.lead"]
    mainText: Visit.t["consent.agree"]
    mainAction: "agree"
    mainEnabled: view.can_agree

    Repeater {
        model: screen.view.purposes.length

        TickBox {
            id: box

            required property int index
            readonly property var purpose: screen.view.purposes[index] ?? ({
                    id: "",
                    title: "",
                    what: "",
                    why: "",
                    how_long: "",
                    needed: false,
                    ticked: false
                })

            objectName: "tick-" + purpose.id
            width: parent.width
            ticked: purpose.ticked
            text: purpose.title
            note: Visit.t[purpose.needed ? "consent.needed" : "consent.optional"]
            Accessible.description: [purpose.what, purpose.why, purpose.how_long].join(" ")
            onClicked: Visit.act("tick", {
                purpose: purpose.id,
                value: !purpose.ticked
            })

            Repeater {
                model: ["what", "why", "how_long"]

                Label {
                    required property string modelData

                    width: parent.width
                    textFormat: Text.StyledText
                    text: "<b>" + Visit.t["consent." + modelData] + ":</b> " + box.purpose[modelData]
                    Accessible.ignored: true
                }
            }
        }
    }

    Label {
        width: parent.width
        text: Visit.t["consent.rights"]
        color: Theme.muted
    }
}
