import QtQuick
import QtQuick.Templates as T
import ".."

// A box that is ticked by touching anywhere on its tile: a title, and below it what stands in `content`.
T.CheckBox {
    id: box

    property bool ticked: false
    property string note
    default property alias content: below.data

    implicitHeight: Math.max(Theme.touch, column.height + 2 * Theme.u(24))
    focusPolicy: Qt.TabFocus
    checkable: false
    Accessible.role: Accessible.CheckBox
    Accessible.name: text
    Accessible.checked: ticked
    Accessible.onPressAction: box.click()

    background: Rectangle {
        radius: Theme.radius
        color: box.ticked || box.down ? Theme.primarySoft : Theme.surface
        border.width: Math.max(2, Theme.u(box.ticked ? 4 : 2))
        border.color: box.ticked ? Theme.primary : Theme.border
    }

    contentItem: Item {
        Rectangle {
            x: Theme.u(28)
            y: Math.round(column.y + Math.max(0, (title.height - height) / 2))
            width: Theme.u(60)
            height: width
            radius: Theme.u(10)
            color: box.ticked ? Theme.primary : Theme.surface
            border.width: Math.max(2, Theme.u(4))
            border.color: Theme.primary

            Icon {
                anchors.centerIn: parent
                visible: box.ticked
                name: "check"
                stroke: 3
                color: Theme.primaryInk
                size: Theme.u(44)
            }
        }

        Column {
            id: column

            x: Theme.u(116)
            anchors.verticalCenter: parent.verticalCenter
            width: box.width - x - Theme.u(28)
            spacing: Theme.u(8)

            Label {
                id: title

                width: parent.width
                text: box.text
                font.pixelSize: Theme.large
                font.weight: Font.DemiBold
                color: Theme.primary
                Accessible.ignored: true
            }

            Label {
                width: parent.width
                visible: text !== ""
                text: box.note
                font.pixelSize: Theme.small
                font.weight: Font.DemiBold
                color: Theme.muted
            }

            Column {
                id: below

                width: parent.width
                spacing: Theme.u(6)
            }
        }
    }
}
