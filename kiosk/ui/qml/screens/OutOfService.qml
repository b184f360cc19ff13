import QtQuick
import ".."
import "../controls"

// Nothing can be served: where to go instead, and for staff why.
Message {
    id: screen

    required property var view

    // The lock: keys or enrolment.
    symbol: view.picture === "lock" ? "lock" : "warning"
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

    Button {
        sends: "staff_ask"
        anchors.horizontalCenter: parent.horizontalCenter
        width: Math.min(parent.width, Math.max(implicitWidth, Theme.u(480)))
        symbol: "lock"
        text: Visit.t["staff.sign_in"]
    }
}
