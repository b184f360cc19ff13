import QtQuick
import QtQuick.Templates as T
import ".."

// One key of the keyboard.
T.AbstractButton {
    id: key

    property string value
    property string symbol
    property string under
    property string saying: text
    property bool strong: false
    property bool latched: false

    objectName: "key-" + value
    focusPolicy: Qt.NoFocus
    autoRepeat: value === "backspace"
    autoRepeatDelay: 600
    Accessible.role: Accessible.Button
    Accessible.name: saying

    background: Rectangle {
        radius: Theme.u(12)
        color: key.strong ? (key.down ? Theme.primaryPressed : Theme.primary) : key.down || key.latched ? Theme.primarySoft : Theme.surface
        border.width: key.strong ? 0 : Math.max(1, Theme.u(2))
        border.color: key.down || key.latched ? Theme.primary : Theme.line
    }

    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            name: key.symbol
            visible: key.symbol !== ""
            size: Theme.u(42)
            color: key.strong ? Theme.primaryInk : Theme.ink
        }

        Column {
            anchors.centerIn: parent
            visible: key.symbol === ""

            Label {
                anchors.horizontalCenter: parent.horizontalCenter
                text: key.text
                wrapMode: Text.NoWrap
                font.pixelSize: key.text.length > 6 ? Theme.small : Theme.large
                font.weight: key.strong ? Font.DemiBold : Font.Medium
                color: key.strong ? Theme.primaryInk : Theme.ink
                Accessible.ignored: true
            }

            Label {
                anchors.horizontalCenter: parent.horizontalCenter
                visible: key.under !== ""
                text: key.under
                wrapMode: Text.NoWrap
                font.pixelSize: Theme.u(20)
                color: Theme.muted
                Accessible.ignored: true
            }
        }
    }
}
