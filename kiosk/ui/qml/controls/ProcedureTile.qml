import QtQuick
import QtQuick.Templates as T
import ".."

// One procedure to touch: what people call it, who decides, and, where they are told apart by it, the full name and the level.
T.AbstractButton {
    id: tile

    required property var item
    // For the most used, whose names say enough.
    property bool brief: false

    objectName: "action-choose_procedure-" + item.code
    implicitHeight: Math.max(Theme.u(brief ? 128 : 120), Theme.least, words.height + Theme.u(44))
    focusPolicy: Qt.TabFocus
    text: item.short || item.name
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: tile.click()
    onClicked: Visit.act("choose_procedure", {
        code: item.code
    })

    background: Rectangle {
        radius: Theme.radius
        color: tile.down ? Theme.primarySoft : Theme.surface
        border.width: Math.max(tile.brief ? 2 : 1, Theme.u(2))
        border.color: tile.down || tile.brief ? Theme.primary : Theme.border
    }

    contentItem: Item {
        Column {
            id: words

            x: Theme.u(28)
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - Theme.u(56) - go.width
            spacing: Theme.u(8)

            Label {
                width: parent.width
                text: tile.text
                font.pixelSize: Theme.large
                font.weight: Font.DemiBold
                color: Theme.primary
                Accessible.ignored: true
            }

            Label {
                width: parent.width
                visible: !tile.brief && text !== tile.text
                text: tile.item.name
            }

            Label {
                width: parent.width
                text: tile.item.agency
                color: Theme.muted
                font.pixelSize: Theme.small
            }

            Flow {
                width: parent.width
                visible: !tile.brief
                spacing: Theme.u(12)

                Chip {
                    text: tile.item.level
                }

                ReferenceChip {
                    text: tile.item.reference
                }
            }
        }

        Icon {
            id: go

            anchors.right: parent.right
            anchors.rightMargin: Theme.u(20)
            anchors.verticalCenter: parent.verticalCenter
            name: "right"
            color: Theme.primary
        }
    }
}
