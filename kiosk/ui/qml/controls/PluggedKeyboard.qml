import QtQuick
import QtQuick.Templates as T
import ".."

// What the keys of a plugged keyboard do, or switches that act as one: Tab and arrows walk through what can be touched, Enter and space touch it,
// Escape puts away what lies over the screen or goes back, and what is typed goes into the field.
QtObject {
    id: plugged

    // Where everything stands; it has the focus while nothing is ringed.
    required property Item ground
    required property Keyboard keyboard
    required property Item screen
    // What may lie over everything, the topmost first: {item, close()}. And what lies over the screen but below the keyboard.
    required property var over
    required property Item staff
    // The control that the ring is around: a T.AbstractButton or an InputBox, or null.
    required property var ringed
    // Not on the first and the last screens.
    property bool canBack: false

    readonly property bool onKeys: ringed instanceof Key || (ringed?.objectName ?? "").startsWith("method-")

    function take(event: var) {
        event.accepted = true;
        switch (event.key) {
        case Qt.Key_Tab:
        case Qt.Key_Backtab:
            go(event.key === Qt.Key_Tab);
            break;
        case Qt.Key_Down:
        case Qt.Key_Up:
            go(event.key === Qt.Key_Down);
            break;
        case Qt.Key_Left:
        case Qt.Key_Right:
            if (Visit.typing && ringed === null)
                Visit.target.step(event.key === Qt.Key_Right ? 1 : -1);
            else
                go(event.key === Qt.Key_Right);
            break;
        case Qt.Key_Home:
        case Qt.Key_End:
            Visit.target?.step(event.key === Qt.Key_End ? 100000 : -100000);
            break;
        case Qt.Key_Return:
        case Qt.Key_Enter:
        case Qt.Key_Space:
            touch(event.key === Qt.Key_Space);
            break;
        case Qt.Key_Escape:
            putAway();
            break;
        case Qt.Key_Backspace:
            type("backspace");
            break;
        case Qt.Key_Delete:
            type("delete");
            break;
        default:
            if (event.text > " " && !(event.modifiers & (Qt.ControlModifier | Qt.AltModifier | Qt.MetaModifier)))
                type(event.text);
            else
                event.accepted = false;
        }
    }

    // To the next control or the one before; a field that is left for another goes on being typed into.
    function go(forward: bool) {
        const typed = Visit.target;
        const from = ringed ?? typed ?? ground;
        const to = from.nextItemInFocusChain(forward);
        if (typed !== null && to instanceof InputBox) {
            to.begin();
            return;
        }
        typed?.done();
        to.forceActiveFocus(forward ? Qt.TabFocusReason : Qt.BacktabFocusReason);
    }

    function touch(space: bool) {
        if (ringed instanceof InputBox) {
            // Whoever opens a field so may have no letters to type with.
            ringed.begin();
            keyboard.enter();
        } else if (ringed !== null) {
            ringed.click();
        } else if (space) {
            Visit.target?.pressPlugged("space");
        } else {
            Visit.target?.done();
        }
    }

    function type(key: string) {
        if (ringed instanceof InputBox)
            ringed.begin();
        else if (onKeys)
            ground.forceActiveFocus();
        Visit.target?.pressPlugged(key);
    }

    function putAway() {
        const above = over.find(one => one.item.visible);
        const close = closer(staff.visible ? staff : screen);
        if (above !== undefined)
            above.close();
        else if (keyboard.putAway())
            keyboard.enter();
        else if (Visit.typing)
            Visit.target.done();
        else if (close !== null)
            close.click();
        else if (staff.visible)
            Visit.act("staff_leave", {});
        else if (canBack)
            Visit.act("back", {});
        if (!onKeys)
            ground.forceActiveFocus();
    }

    // The button that puts away what lies over a screen: its name ends so.
    function closer(item: Item): T.AbstractButton {
        const all = item?.children ?? [];
        for (let index = 0; index < all.length; index++) {
            const child = all[index];
            if (!child.visible || !child.enabled)
                continue;
            if (child.objectName.endsWith("-close"))
                return child as T.AbstractButton;
            const found = closer(child);
            if (found !== null)
                return found;
        }
        return null;
    }
}
