import QtQuick
import ".."

// Label small, value below it.
Column {
    id: line

    property string label
    property string value
    property string reference

    spacing: Theme.u(2)

    Label {
        width: parent.width
        text: line.label
        font.pixelSize: Theme.small
        color: Theme.muted
    }

    Label {
        width: parent.width
        text: line.value || "–"
        font.weight: Font.Medium
    }

    ReferenceChip {
        text: line.reference
    }
}
