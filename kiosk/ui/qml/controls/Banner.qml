import QtQuick
import ".."

// One sentence that the resident should see, with an icon.
Rectangle {
    id: banner

    property string text
    property string symbol: "info"
    property color ink: Theme.primary

    implicitHeight: Math.max(icon.height, words.height) + Theme.u(36)
    radius: Theme.radius
    color: Theme.primarySoft
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text

    Icon {
        id: icon

        x: Theme.u(24)
        anchors.verticalCenter: parent.verticalCenter
        name: banner.symbol
        size: Theme.symbol
        color: banner.ink
    }

    Label {
        id: words

        x: icon.x + icon.width + Theme.u(20)
        width: banner.width - x - Theme.u(24)
        anchors.verticalCenter: parent.verticalCenter
        text: banner.text
        color: banner.ink
        font.weight: Font.Medium
        Accessible.ignored: true
    }
}
