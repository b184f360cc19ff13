import QtQuick
import QtQuick.Templates as T
import ".."

// A group of procedures to look into.
T.AbstractButton {
    id: tile

    required property var item

    objectName: "action-open_group-" + item.id
    implicitHeight: Math.max(Theme.u(120), Theme.least, Math.max(words.height, disc.height) + Theme.u(36))
    focusPolicy: Qt.TabFocus
    text: item.name
    Accessible.role: Accessible.Button
    Accessible.name: text + ", " + count.text
    Accessible.onPressAction: tile.click()
    onClicked: Visit.act("open_group", {
        id: item.id
    })

    background: Rectangle {
        radius: Theme.radius
        color: tile.down ? Theme.primarySoft : Theme.surface
        border.width: Math.max(1, Theme.u(2))
        border.color: tile.down ? Theme.primary : Theme.border
    }

    contentItem: Item {
        Rectangle {
            id: disc

            x: Theme.u(20)
            anchors.verticalCenter: parent.verticalCenter
            visible: tile.item.symbol !== ""
            width: visible ? Theme.u(84) : 0
            height: Theme.u(84)
            radius: Theme.u(42)
            color: Theme.primarySoft

            Icon {
                anchors.centerIn: parent
                name: tile.item.symbol
                size: Theme.u(50)
                color: Theme.primary
            }
        }

        Column {
            id: words

            x: disc.x + disc.width + Theme.u(disc.visible ? 20 : 8)
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - x - Theme.u(20)
            spacing: Theme.u(4)

            Label {
                width: parent.width
                text: tile.text
                font.weight: Font.DemiBold
                Accessible.ignored: true
            }

            Label {
                id: count

                width: parent.width
                text: tile.item.count === 1 ? Visit.t["procedures.one"] : Visit.say("procedures.count", {
                    count: tile.item.count
                })
                color: Theme.muted
                font.pixelSize: Theme.small
                Accessible.ignored: true
            }
        }
    }
}
