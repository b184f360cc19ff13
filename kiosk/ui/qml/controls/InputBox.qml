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
    property bool faulty: false
    property string symbol
    property alias text: input.text
    property alias cursorPosition: input.cursorPosition
    readonly property bool active: Visit.target === box

    signal edited(string text)
    signal committed(string text)

    // The field below that the key "next" goes to, or null.
    property Item following: null
    readonly property bool vietnamese: layout === "text"
    // What the visit has heard last.
    property string sent

    function press(key: string) {
        take(key, vietnamese ? Visit.method : "plain");
    }

    // Of a real keyboard.
    function pressPlugged(key: string) {
        take(key, vietnamese ? Visit.pluggedMethod : "plain");
    }

    function take(key: string, method: string) {
        if (layout === "date") {
            const digits = text.replace(/\D/g, "");
            const now = key === "backspace" ? digits.slice(0, -1) : (digits + key).replace(/\D/g, "").slice(0, 8);
            text = [now.slice(0, 2), now.slice(2, 4), now.slice(4)].filter(part => part !== "").join("/");
            cursorPosition = text.length;
        } else {
            const made = Visit.press(text, cursorPosition, key, method);
            if (made.text.length <= most || made.text.length < text.length) {
                text = made.text;
                cursorPosition = made.cursor;
            }
        }
        edited(text);
    }

    // The cursor, by so many letters.
    function step(by: int) {
        cursorPosition = Math.max(0, Math.min(text.length, cursorPosition + by));
        Visit.forgetWord();
    }

    // Once for each text.
    function commit() {
        if (text === value || text === sent)
            return;
        sent = text;
        committed(text);
    }

    function begin() {
        if (Visit.target === box)
            return;
        Visit.target?.commit();
        Visit.target = box;
        Visit.forgetWord();
        following = below();
        input.cursorPosition = input.text.length;
    }

    // As a button is clicked, for those who come here by Tab.
    function click() {
        begin();
    }

    // Leaves the field and puts the keyboard away.
    function done() {
        commit();
        Visit.forgetWord();
        if (Visit.target === box)
            Visit.target = null;
    }

    // Leaves the field for the one below.
    function next() {
        commit();
        const to = below();
        if (to !== null)
            to.begin();
        else
            done();
    }

    // The next field in reading order, null at the end.
    function below(): InputBox {
        const here = box.mapToItem(null, 0, 0);
        let item = box.nextItemInFocusChain(true);
        for (let steps = 0; steps < 200 && item !== null && item !== box; steps++) {
            const there = item.mapToItem(null, 0, 0);
            if (item instanceof InputBox && (there.y > here.y || (there.y === here.y && there.x > here.x)))
                return item as InputBox;
            item = item.nextItemInFocusChain(true);
        }
        return null;
    }

    activeFocusOnTab: true
    implicitHeight: Math.max(Theme.touch, input.contentHeight + Theme.u(44), wish.visible ? wish.height + Theme.u(24) : 0)
    radius: Theme.radius
    color: Theme.surface
    border.width: Math.max(2, Theme.u(active ? 4 : 2))
    border.color: faulty && !active ? Theme.fault : active ? Theme.primary : Theme.border
    Accessible.role: Accessible.EditableText
    Accessible.name: name
    Accessible.editable: true

    onValueChanged: {
        sent = value;
        if (text !== value)
            text = value;
    }
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
        id: wish

        x: input.x
        width: input.width
        anchors.verticalCenter: parent.verticalCenter
        visible: box.text === "" && text !== ""
        text: box.placeholder
        color: Theme.muted
        font.pixelSize: Theme.large
        Accessible.ignored: true
    }

    TapHandler {
        gesturePolicy: TapHandler.ReleaseWithinBounds
        onTapped: point => {
            if (box.active) {
                input.cursorPosition = input.positionAt(point.position.x - input.x, point.position.y - input.y);
                Visit.forgetWord();
            } else {
                box.begin();
            }
        }
    }
}
