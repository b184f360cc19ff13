import QtQuick
import ".."
import "../controls"

Message {
    required property var view

    symbol: "lock"
    title: Visit.t["submitting.title"]
    sentence: Visit.t["submitting.sentence"]

    Working {
        anchors.horizontalCenter: parent.horizontalCenter
    }
}
