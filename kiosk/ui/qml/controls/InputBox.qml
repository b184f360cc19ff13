import QtQuick
import ".."

// One line (or some lines) to type into, with the kiosk's own keyboard. `layout` chooses its keys.
Rectangle {
    id: box

    property string layout: "text"
    property string name
    property string value
    property string placeholder
    property int most: 200
    property bool lines: false
    property bool faulty: false
    property string symbol
    property alias text: input.text
    property alias cursorPosition: input.cursorPosition
    readonly property bool active: Visit.target === box

    signal edited(string text)
    signal committed(string text)

    function press(key: string) {
        if (layout === "date") {
            const digits = text.replace(/\D/g, "");
            const now = key === "backspace" ? digits.slice(0, -1) : (digits + key).replace(/\D/g, "").slice(0, 8);
            text = [now.slice(0, 2), now.slice(2, 4), now.slice(4)].filter(part => part !== "").join("/");
            cursorPosition = text.length;
        } else {
            const made = Visit.press(text, cursorPosition, key);
            if (made.text.length <= most || made.text.length < text.length) {
                text = made.text;
                cursorPosition = made.cursor;
            }
        }
        edited(text);
    }

    function commit() {
        if (text !== value)
            committed(text);
    }

    function begin() {
        if (Visit.target !== null && Visit.target !== box)
            Visit.target.commit();
        Visit.target = box;
        input.cursorPosition = input.text.length;
    }

    // Leaves the field and puts the keyboard away.
    function done() {
        commit();
        if (Visit.target === box)
            Visit.target = null;
    }

    implicitHeight: Math.max(Theme.touch, input.contentHeight + Theme.u(44))
    radius: Theme.radius
    color: Theme.surface
    border.width: Math.max(2, Theme.u(active ? 4 : 2))
    border.color: faulty && !active ? Theme.fault : active ? Theme.primary : Theme.border
    Accessible.role: Accessible.EditableText
    Accessible.name: name
    Accessible.editable: true

    onValueChanged: if (text !== value)
        text = value
    Component.onCompleted: text = value
    Component.onDestruction: if (Visit.target === box)
        Visit.target = null

    Icon {
        x: Theme.u(24)
        anchors.verticalCenter: parent.verticalCenter
        name: box.symbol
        visible: box.symbol !== ""
        color: Theme.muted
    }

    TextEdit {
        id: input

        x: Theme.u(box.symbol === "" ? 24 : 84)
        width: box.width - x - Theme.u(24)
        anchors.verticalCenter: parent.verticalCenter
        font.family: Theme.family
        font.pixelSize: Theme.large
        color: Theme.ink
        wrapMode: TextEdit.Wrap
        textFormat: TextEdit.PlainText
        // Keys come from the kiosk's own keyboard, touches from the handler below.
        enabled: false
        readOnly: true
        inputMethodHints: Qt.ImhNoPredictiveText | Qt.ImhSensitiveData
        Accessible.ignored: true

        Rectangle {
            x: input.cursorRectangle.x
            y: input.cursorRectangle.y
            width: Math.max(2, Theme.u(3))
            height: input.cursorRectangle.height
            color: Theme.primary
            visible: box.active
        }
    }

    Label {
        x: input.x
        width: input.width
        anchors.verticalCenter: parent.verticalCenter
        visible: box.text === ""
        text: box.placeholder
        color: Theme.muted
        font.pixelSize: Theme.large
        Accessible.ignored: true
    }

    TapHandler {
        gesturePolicy: TapHandler.ReleaseWithinBounds
        onTapped: point => {
            const was = box.active;
            box.begin();
            if (was)
                input.cursorPosition = input.positionAt(point.position.x - input.x, point.position.y - input.y);
        }
    }
}
