import QtQuick
import QtQuick.Templates as T
import ".."

// One of some ways to go on: symbol, name, a line about it. Touching it chooses it.
T.AbstractButton {
    id: way

    property string symbol
    property string hint
    property string end: "right"
    property bool chosen: false

    implicitHeight: Math.max(Theme.u(132), words.height + Theme.u(48))
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: way.click()

    background: Rectangle {
        radius: Theme.radius
        color: way.down || way.chosen ? Theme.primarySoft : Theme.surface
        border.width: Math.max(2, Theme.u(way.chosen ? 4 : 2))
        border.color: Theme.primary
    }

    contentItem: Item {
        Icon {
            id: sign

            x: Theme.u(28)
            anchors.verticalCenter: parent.verticalCenter
            visible: way.symbol !== ""
            name: way.symbol
            size: Theme.u(72)
            color: Theme.primary
        }

        Column {
            id: words

            x: sign.visible ? sign.x + sign.width + Theme.u(28) : Theme.u(28)
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - x - Theme.u(84)
            spacing: Theme.u(6)

            Label {
                width: parent.width
                text: way.text
                font.pixelSize: Theme.large
                font.weight: Font.DemiBold
                color: Theme.primary
                Accessible.ignored: true
            }

            Label {
                width: parent.width
                visible: text !== ""
                text: way.hint
                color: Theme.muted
            }
        }

        Icon {
            anchors.right: parent.right
            anchors.rightMargin: Theme.u(24)
            anchors.verticalCenter: parent.verticalCenter
            name: way.chosen ? "check" : way.end
            color: Theme.primary
        }
    }
}
