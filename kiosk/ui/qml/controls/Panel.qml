import QtQuick
import ".."

// A sheet that groups things; as high as what stands on it.
Rectangle {
    id: panel

    default property alias content: column.data
    property real padding: Theme.u(28)
    property alias spacing: column.spacing

    implicitHeight: column.height + 2 * padding
    radius: Theme.radius
    color: Theme.surface
    border.width: Math.max(1, Theme.u(2))
    border.color: Theme.line

    Column {
        id: column

        x: panel.padding
        y: panel.padding
        width: panel.width - 2 * panel.padding
        spacing: Theme.u(16)
    }
}
