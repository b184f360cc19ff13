import QtQuick
import ".."
import "../controls"

Message {
    id: screen

    required property var view

    symbol: "warning"
    tint: Theme.missing
    soft: Theme.missingSoft
    title: Visit.t["out_of_service.title"]
    sentence: Visit.t["out_of_service.sentence"]

    Label {
        width: parent.width
        text: Visit.t["out_of_service.title_other"]
        color: Theme.muted
        horizontalAlignment: Text.AlignHCenter
    }

    Panel {
        width: parent.width
        visible: screen.view.reason !== ""

        Label {
            width: parent.width
            text: Visit.t["out_of_service.for_staff"]
            color: Theme.muted
            font.pixelSize: Theme.small
        }

        Label {
            width: parent.width
            text: screen.view.reason
        }
    }
}
