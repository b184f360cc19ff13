import QtQuick
import ".."

// A part of the review: heading, "Sửa", content.
Panel {
    id: section

    property string heading
    property string sends

    Item {
        width: parent.width
        height: Math.max(headingText.height, editButton.visible ? editButton.height : 0)

        Label {
            id: headingText

            width: parent.width - (editButton.visible ? editButton.width + Theme.gap : 0)
            anchors.verticalCenter: parent.verticalCenter
            text: section.heading
            font.pixelSize: Theme.large
            font.weight: Font.Bold
            color: Theme.primary
            Accessible.role: Accessible.Heading
        }

        Button {
            id: editButton

            anchors.right: parent.right
            height: Math.max(Theme.u(88), implicitHeight)
            sends: section.sends
            visible: section.sends !== ""
            symbol: "pen"
            text: Visit.t["review.edit"]
            Accessible.name: text + " – " + section.heading
        }
    }
}
