import QtQuick
import ".."

// One paper that a case asks for: which, what kind of copy, and what to know of it.
Item {
    id: paper

    required property var item
    readonly property bool madeHere: item.kind === "form"

    implicitHeight: Math.max(badge.height, words.y + words.height)

    Rectangle {
        id: badge

        width: Math.max(Theme.u(60), Math.ceil(Theme.body * 1.5))
        height: width
        radius: width / 2
        color: Theme.primarySoft

        Icon {
            anchors.centerIn: parent
            visible: paper.madeHere
            name: "pen"
            size: Math.round(parent.width * 0.56)
            color: Theme.primary
        }

        Label {
            anchors.centerIn: parent
            visible: !paper.madeHere
            text: paper.item.position
            font.weight: Font.Bold
            color: Theme.primary
        }
    }

    Column {
        id: words

        x: badge.width + Theme.u(20)
        y: Math.max(0, Math.round((badge.height - name.height) / 2))
        width: paper.width - x
        spacing: Theme.u(6)

        Label {
            id: name

            width: parent.width
            text: paper.item.name
            font.weight: Font.DemiBold
        }

        Label {
            width: parent.width
            text: (paper.madeHere ? Visit.t["needs.made_here"] : paper.item.copies) + (paper.item.required ? "" : " · " + Visit.t["needs.optional"])
            color: Theme.primary
            font.weight: Font.Medium
        }

        Label {
            width: parent.width
            visible: text !== ""
            text: paper.item.hint
            color: Theme.muted
        }

        ReferenceChip {
            text: paper.item.reference
            most: parent.width
        }
    }
}
