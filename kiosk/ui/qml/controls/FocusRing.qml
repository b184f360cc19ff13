import QtQuick
import ".."

// Around the control that the keyboard has come to.
Rectangle {
    id: ring

    property Item around: null
    property rect place: Qt.rect(0, 0, 0, 0)

    function follow() {
        if (around !== null)
            place = parent.mapFromItem(around, 0, 0, around.width, around.height);
    }

    objectName: "ring"
    visible: around !== null
    x: place.x - Theme.u(8)
    y: place.y - Theme.u(8)
    width: place.width + Theme.u(16)
    height: place.height + Theme.u(16)
    radius: Theme.radius + Theme.u(8)
    color: "transparent"
    border.width: Math.max(4, Theme.u(6))
    border.color: Theme.focus
    Accessible.ignored: true
}
