import QtQuick
import QtQuick.Templates as T
import ".."

// One key of the keyboard: a face or a symbol, and small words below.
T.AbstractButton {
    id: key

    property string value
    property string symbol
    property string under
    property string saying: text
    property bool strong: false
    property bool latched: false

    signal walked(var event)

    objectName: "key-" + value
    focusPolicy: Qt.NoFocus
    autoRepeat: value === "backspace"
    autoRepeatDelay: 600
    autoRepeatInterval: 90
    Keys.onPressed: event => walked(event)
    Accessible.role: Accessible.Button
    Accessible.name: saying
    Accessible.onPressAction: key.click()

    background: Rectangle {
        radius: Theme.u(12)
        color: key.strong ? (key.down ? Theme.primaryPressed : Theme.primary) : key.down || key.latched ? Theme.primarySoft : Theme.surface
        border.width: key.strong ? 0 : Math.max(1, Theme.u(key.down || key.latched ? 4 : 2))
        border.color: key.down || key.latched ? Theme.primary : Theme.line
    }

    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            name: key.symbol
            visible: key.symbol !== ""
            size: Math.max(Theme.u(42), Theme.key)
            color: key.strong ? Theme.primaryInk : key.latched ? Theme.primary : Theme.ink
        }

        Column {
            anchors.centerIn: parent
            width: parent.width - Theme.u(8)
            visible: key.symbol === ""

            Label {
                width: parent.width
                text: key.text
                wrapMode: Text.NoWrap
                horizontalAlignment: Text.AlignHCenter
                // The fingers set the size of a key: its words make do with that.
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.u(20)
                font.pixelSize: key.text.length > 6 ? Math.round(Theme.key * 0.66) : Theme.key
                font.weight: key.strong ? Font.DemiBold : Font.Medium
                color: key.strong ? Theme.primaryInk : Theme.ink
                Accessible.ignored: true
            }

            Label {
                width: parent.width
                visible: text !== ""
                text: key.under
                wrapMode: Text.NoWrap
                horizontalAlignment: Text.AlignHCenter
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.u(14)
                font.pixelSize: Math.round(Theme.key * 0.54)
                color: Theme.muted
                Accessible.ignored: true
            }
        }
    }
}
