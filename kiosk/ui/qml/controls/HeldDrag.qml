import QtQuick
import QtQuick.Templates as T

// A page is dragged once it has been held for a moment; a finger that moves at once scrolls, and never takes a page along by mistake.
DragHandler {
    id: drag

    required property T.AbstractButton button
    property bool held: false
    readonly property int moment: 220

    target: null
    dragThreshold: held ? 8 : 32767
    grabPermissions: PointerHandler.CanTakeOverFromAnything
    onActiveChanged: if (!active)
        held = false

    readonly property Timer timer: Timer {
        interval: drag.moment
        running: drag.button.pressed
        onTriggered: drag.held = true
    }

    readonly property Connections watch: Connections {
        target: drag.button

        function onPressed() {
            drag.held = false;
        }

        function onReleased() {
            drag.held = false;
        }
    }
}
