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
    property real textSize: Theme.body
    // A contrast theme whose colours it shows, or "".
    property string swatch

    background: Rectangle {
        radius: Theme.radius
        color: tile.chosen || tile.down ? Theme.primarySoft : Theme.surface
        border.width: Math.max(2, Theme.u(tile.chosen ? 4 : 2))
        border.color: tile.chosen ? Theme.primary : Theme.border
    }

    contentItem: Item {
        Rectangle {
            id: ring

            visible: tile.swatch === ""
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

        // What the theme looks like stands in the ring's place; the tile's edge says which is chosen.
        Rectangle {
            id: face

            visible: tile.swatch !== ""
            x: Theme.u(16)
            anchors.verticalCenter: parent.verticalCenter
            width: Math.ceil(sample.implicitWidth) + Theme.u(16)
            height: Math.ceil(sample.implicitHeight) + Theme.u(8)
            radius: Theme.u(8)
            color: Theme.faces[tile.swatch]?.[0] ?? "transparent"
            border.width: Math.max(1, Theme.u(2))
            border.color: Theme.border

            Label {
                id: sample

                anchors.centerIn: parent
                text: "Aa"
                color: Theme.faces[tile.swatch]?.[1] ?? Theme.ink
                font.weight: Font.Bold
                wrapMode: Text.NoWrap
                Accessible.ignored: true
            }
        }

        Label {
            id: words

            x: face.visible ? face.x + face.width + Theme.u(16) : ring.x + ring.width + Theme.u(20)
            width: tile.width - x - Theme.u(20)
            anchors.verticalCenter: parent.verticalCenter
            text: tile.text
            font.weight: tile.chosen ? Font.DemiBold : Font.Medium
            font.pixelSize: tile.textSize
            color: tile.chosen ? Theme.primary : Theme.ink
            Accessible.ignored: true
        }
    }
}
