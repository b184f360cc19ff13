import QtQuick
import QtQuick.Templates as T
import ".."

// A button with words and, if it has one, an icon. `look`: primary (one a screen), soft, outline, quiet.
T.AbstractButton {
    id: button

    property string symbol
    property bool symbolAtEnd: false
    property string look: "outline"
    property real textSize: Theme.body
    property color tint: Theme.primary
    // What an outlined one stands on.
    property color face: Theme.surface
    property bool leftAligned: false
    property string sends
    property var sendArgs

    readonly property color inkColor: !enabled ? Theme.disabledInk : look === "primary" ? Theme.primaryInk : tint
    readonly property real symbolSpace: symbol === "" ? 0 : symbolIcon.size + Theme.u(16)

    implicitWidth: Math.ceil(words.implicitWidth) + symbolSpace + leftPadding + rightPadding
    implicitHeight: Math.max(Theme.touch, Math.ceil(words.implicitHeight) + Theme.u(32))
    leftPadding: Theme.u(28)
    rightPadding: Theme.u(28)
    focusPolicy: Qt.TabFocus
    objectName: sends === "" ? "" : "action-" + sends
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: button.click()

    onClicked: if (sends !== "")
        Visit.act(sends, sendArgs)

    background: Rectangle {
        radius: Theme.radius
        color: !button.enabled ? (button.look === "quiet" ? "transparent" : Theme.disabled) : button.look === "primary" ? (button.down ? Theme.primaryPressed : button.tint) : button.down || button.look === "soft" ? Theme.primarySoft : button.look === "quiet" ? "transparent" : button.face
        border.width: button.look === "outline" || button.look === "soft" ? Math.max(2, Theme.u(2)) : 0
        border.color: button.enabled ? button.tint : Theme.line
    }

    contentItem: Item {
        Row {
            id: line

            anchors.verticalCenter: parent.verticalCenter
            x: button.leftAligned ? 0 : Math.max(0, (parent.width - width) / 2)
            spacing: button.symbol === "" ? 0 : Theme.u(16)
            layoutDirection: button.symbolAtEnd ? Qt.RightToLeft : Qt.LeftToRight

            Icon {
                id: symbolIcon

                name: button.symbol
                visible: button.symbol !== ""
                size: Math.round(button.textSize * 1.3)
                color: button.inkColor
                anchors.verticalCenter: parent.verticalCenter
            }

            Label {
                id: words

                width: Math.min(Math.ceil(implicitWidth), button.availableWidth - button.symbolSpace)
                anchors.verticalCenter: parent.verticalCenter
                text: button.text
                color: button.inkColor
                font.pixelSize: button.textSize
                font.weight: Font.DemiBold
                horizontalAlignment: button.leftAligned ? Text.AlignLeft : Text.AlignHCenter
                Accessible.ignored: true
            }
        }
    }
}
