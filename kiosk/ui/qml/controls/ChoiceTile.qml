import QtQuick
import QtQuick.Templates as T
import ".."

// One of some answers: a large radio tile.
T.RadioButton {
    id: tile

    implicitHeight: Math.max(Theme.touch, Math.ceil(words.implicitHeight) + Theme.u(36))
    focusPolicy: Qt.TabFocus
    autoExclusive: false
    checkable: false
    Accessible.role: Accessible.RadioButton
    Accessible.name: text
    Accessible.checked: chosen
    Accessible.onPressAction: tile.click()

    property bool chosen: false

    background: Rectangle {
        radius: Theme.radius
        color: tile.chosen || tile.down ? Theme.primarySoft : Theme.surface
        border.width: Math.max(2, Theme.u(tile.chosen ? 4 : 2))
        border.color: tile.chosen ? Theme.primary : Theme.border
    }

    contentItem: Item {
        Rectangle {
            id: ring

            x: Theme.u(24)
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.u(40)
            height: width
            radius: width / 2
            color: Theme.surface
            border.width: Math.max(2, Theme.u(3))
            border.color: tile.chosen ? Theme.primary : Theme.border

            Rectangle {
                anchors.centerIn: parent
                width: Math.round(parent.width * 0.5)
                height: width
                radius: width / 2
                color: Theme.primary
                visible: tile.chosen
            }
        }

        Label {
            id: words

            x: Theme.u(84)
            width: tile.width - x - Theme.u(20)
            anchors.verticalCenter: parent.verticalCenter
            text: tile.text
            font.weight: tile.chosen ? Font.DemiBold : Font.Medium
            color: tile.chosen ? Theme.primary : Theme.ink
            Accessible.ignored: true
        }
    }
}
