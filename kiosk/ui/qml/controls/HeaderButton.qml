import QtQuick
import QtQuick.Templates as T
import ".."

// A button of the header: symbol above, word below; side by side where the words are large and the header must stay low.
T.AbstractButton {
    id: button

    property string symbol
    property color tint: Theme.primary
    property bool soft: false
    property bool lit: false
    property string sends
    // The most that its words may take.
    property real most: Theme.u(240)
    readonly property bool beside: Theme.big && !Theme.portrait

    implicitWidth: Math.max(Theme.touch, leftPadding + rightPadding + (beside ? symbolIcon.width + Theme.u(10) : 0) + Math.min(most, Math.ceil(words.implicitWidth)))
    implicitHeight: Math.max(Theme.touch, topPadding + bottomPadding + (beside ? words.height : symbolIcon.height + words.height))
    leftPadding: Theme.u(14)
    rightPadding: Theme.u(14)
    topPadding: Theme.u(6)
    bottomPadding: Theme.u(6)
    focusPolicy: Qt.TabFocus
    objectName: sends === "" ? "" : "action-" + sends
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: button.click()

    onClicked: if (sends !== "")
        Visit.act(sends)

    background: Rectangle {
        radius: Theme.radius
        color: button.down || button.soft || button.lit ? Theme.primarySoft : "transparent"
        border.width: button.soft || button.lit ? Math.max(2, Theme.u(2)) : 0
        border.color: button.tint
    }

    contentItem: Item {
        Icon {
            id: symbolIcon

            x: button.beside ? 0 : Math.round((parent.width - width) / 2)
            y: button.beside ? Math.round((parent.height - height) / 2) : Math.round((parent.height - height - words.height) / 2)
            name: button.symbol
            size: Math.round(Theme.small * 1.35)
            color: button.tint
        }

        Label {
            id: words

            x: button.beside ? symbolIcon.width + Theme.u(10) : 0
            y: button.beside ? Math.round((parent.height - height) / 2) : symbolIcon.y + symbolIcon.height
            width: parent.width - x
            text: button.text
            color: button.tint
            font.pixelSize: Theme.small
            font.weight: Font.DemiBold
            lineHeight: 0.92
            horizontalAlignment: button.beside ? Text.AlignLeft : Text.AlignHCenter
            Accessible.ignored: true
        }
    }
}
