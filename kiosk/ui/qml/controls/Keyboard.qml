pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import ".."
import "layouts.js" as Layouts

// The kiosk's own keyboard: letters with the Vietnamese ones and five tones (or Telex, or VNI), a pad for numbers, letters and signs for e-mail.
Rectangle {
    id: board

    // Capitals: 0 none, 1 the next letter, 2 until further notice.
    property int capitals: 0
    // A finger is on this key.
    property Key held: null
    property bool choosing: false

    readonly property string kind: ["digits", "phone", "date"].includes(Visit.target?.layout) ? "pad" : Visit.target?.layout === "email" ? "email" : "text"
    readonly property bool more: (Visit.target?.following ?? null) !== null
    readonly property bool high: Theme.portrait && kind === "pad"
    readonly property real space: Theme.u(Theme.portrait ? 10 : 8)
    readonly property real boardWidth: Math.min(width - Theme.u(24), high ? Theme.u(880) : Theme.u(1400))
    readonly property bool wide: boardWidth >= 13 * Theme.least + 12 * space
    readonly property real keyHeight: Math.max(Theme.least, Theme.u(high ? 112 : Theme.portrait ? 92 : 80), Math.ceil(Theme.key * 2.1) + Theme.u(4))
    readonly property var rows: !Visit.typing ? [] : kind === "pad" ? Layouts.pad(high, more) : Layouts.letters(kind, Visit.method, wide && !Theme.portrait, more)
    readonly property var words: ({
            shift: Visit.t["key.shift"],
            backspace: Visit.t["key.backspace"],
            no_tone: Visit.t["key.no_tone"],
            space: Visit.t["key.space"],
            next: Visit.t["key.next"],
            done: Visit.t["key.done"],
            method: Visit.t["key.method"]
        })

    function pressed(value: string) {
        if (value === "shift") {
            capitals = (capitals + 1) % 3;
        } else if (value === "method") {
            choosing = true;
        } else if (value === "done") {
            Visit.target?.done();
        } else if (value === "next") {
            Visit.target?.next();
        } else {
            Visit.target?.press(capitals > 0 ? Layouts.upper(value) : value);
            if (capitals === 1)
                capitals = 0;
        }
    }

    function offerFor(key: Key) {
        const rows = Layouts.variants(key.value, kind);
        if (rows.length === 0)
            return;
        offer.rows = capitals > 0 ? rows.map(row => row.map(letter => Layouts.upper(letter))) : rows;
        offer.under = "";
        const place = key.mapToItem(board, 0, 0);
        const above = place.y - offer.height - Theme.u(8);
        offer.x = Math.max(Theme.u(8), Math.min(board.width - offer.width - Theme.u(8), place.x + key.width / 2 - offer.width / 2));
        offer.y = above >= Theme.u(4) ? above : Math.max(Theme.u(4), Math.min(board.height - offer.height - Theme.u(4), place.y + key.height + Theme.u(8)));
    }

    // For those who have no finger to touch with: the ring comes to the keys.
    function enter() {
        const all = walkable();
        const first = all.find(key => key.objectName === "key-q") ?? all[0];
        first?.forceActiveFocus(Qt.TabFocusReason);
    }

    function enterAgain() {
        if (Visit.typing && !walkable().some(key => key.activeFocus))
            enter();
    }

    // Puts away what lies over the keys, if anything does.
    function putAway(): bool {
        const was = choosing || offer.open;
        choosing = false;
        offer.close();
        return was;
    }

    function walkable(): var {
        const found = [];
        const look = item => {
            for (let index = 0; index < item.children.length; index++) {
                const child = item.children[index];
                if (child instanceof T.AbstractButton && child.visible && child.objectName !== "scroll-more")
                    found.push(child);
                else if (child.visible)
                    look(child);
            }
        };
        look(choosing ? methodsLoader : keysColumn);
        return found;
    }

    // Tab, arrows and a touch, from the key that is ringed; the ring does not leave the keys by them.
    function walk(event: var) {
        const all = walkable();
        const here = all.findIndex(key => key.activeFocus);
        if (here < 0)
            return;
        const middle = key => key.mapToItem(board, key.width / 2, key.height / 2);
        const from = middle(all[here]);
        let to = -1;
        if (event.key === Qt.Key_Tab || event.key === Qt.Key_Right) {
            to = (here + 1) % all.length;
        } else if (event.key === Qt.Key_Backtab || event.key === Qt.Key_Left) {
            to = (here + all.length - 1) % all.length;
        } else if (event.key === Qt.Key_Down || event.key === Qt.Key_Up) {
            const way = event.key === Qt.Key_Down ? 1 : -1;
            let nearest = Infinity;
            all.forEach((key, index) => {
                const there = middle(key);
                const rows = (there.y - from.y) * way;
                const far = rows * 100 + Math.abs(there.x - from.x);
                if (rows > 1 && far < nearest) {
                    nearest = far;
                    to = index;
                }
            });
        } else if (event.key === Qt.Key_Space || event.key === Qt.Key_Return || event.key === Qt.Key_Enter) {
            all[here].click();
            Qt.callLater(board.enterAgain);
        } else {
            return;
        }
        Visit.touched();
        event.accepted = true;
        if (to >= 0)
            all[to].forceActiveFocus(Qt.TabFocusReason);
    }

    visible: Visit.typing
    height: Visit.typing ? keysColumn.height + 2 * Theme.u(16) : 0
    color: Theme.sunken
    onVisibleChanged: {
        capitals = 0;
        held = null;
        putAway();
    }

    Connections {
        target: Visit

        function onTargetChanged() {
            board.capitals = 0;
            board.putAway();
        }
    }

    // A touch between two keys must not reach the screen below.
    MouseArea {
        anchors.fill: parent
    }

    Rectangle {
        width: parent.width
        height: Math.max(1, Theme.u(2))
        color: Theme.line
    }

    Column {
        id: keysColumn

        y: Theme.u(16)
        width: parent.width
        spacing: board.space

        Repeater {
            model: board.rows.length

            Row {
                id: keyRow

                required property int index
                readonly property var keys: board.rows[index] ?? []
                readonly property real weight: Math.max(board.high ? 3 : board.kind === "pad" ? 6 : 10, keys.reduce((sum, key) => sum + key.w, 0))
                readonly property real unit: (board.boardWidth - board.space * (keys.length - 1)) / weight

                anchors.horizontalCenter: parent?.horizontalCenter
                spacing: board.space

                Repeater {
                    model: keyRow.keys.length

                    Key {
                        id: key

                        required property int index
                        readonly property var made: keyRow.keys[index] ?? ({
                                v: "",
                                w: 1
                            })
                        readonly property string face: made.t ?? made.v
                        readonly property bool letter: face.length === 1
                        readonly property string worded: board.words[made.word ?? ""] ?? ""

                        value: made.v
                        width: Math.floor(keyRow.unit * made.w)
                        height: board.keyHeight
                        text: letter ? (board.capitals > 0 ? face.toLocaleUpperCase() : face) : made.v === "method" ? Visit.t["keyboard." + Visit.method] : worded || face
                        symbol: made.icon ?? ""
                        under: made.v === "method" || letter ? made.under || worded : ""
                        saying: made.v.startsWith("tone-") ? under : made.v === "method" ? worded + ": " + text : letter ? text : worded || face
                        strong: made.v === "done"
                        latched: made.v === "shift" && board.capitals > 0
                        onClicked: board.pressed(made.v)
                        onWalked: event => board.walk(event)
                        onDownChanged: board.held = down ? key : board.held === key ? null : board.held
                        onPressAndHold: board.offerFor(key)
                        onPressXChanged: key.slid()
                        onPressYChanged: key.slid()
                        onReleased: if (offer.open)
                            offer.settle()
                        onCanceled: if (offer.open)
                            offer.settle()

                        function slid() {
                            if (!offer.open)
                                return;
                            const there = offer.mapFromItem(key, pressX, pressY);
                            offer.slide(there.x, there.y);
                        }

                        // Capitals for good.
                        Rectangle {
                            anchors.horizontalCenter: parent.horizontalCenter
                            anchors.bottom: parent.bottom
                            anchors.bottomMargin: Theme.u(8)
                            visible: key.made.v === "shift" && board.capitals === 2
                            width: Theme.u(44)
                            height: Theme.u(6)
                            radius: height / 2
                            color: Theme.primary
                        }
                    }
                }
            }
        }
    }

    // The letter that the finger hides, large above it.
    Rectangle {
        readonly property point at: board.held !== null ? board.held.mapToItem(board, board.held.width / 2, 0) : Qt.point(0, 0)

        objectName: "pressed-letter"
        visible: board.held !== null && board.held.text.length === 1 && !offer.open
        width: Math.round(board.keyHeight * 1.15)
        height: Math.round(board.keyHeight * 1.25)
        x: Math.max(Theme.u(4), Math.min(board.width - width - Theme.u(4), at.x - width / 2))
        y: Math.max(Theme.u(4), at.y - height - Theme.u(8))
        radius: Theme.radius
        color: Theme.primary

        Label {
            anchors.centerIn: parent
            text: board.held?.text ?? ""
            wrapMode: Text.NoWrap
            font.pixelSize: Math.round(Theme.key * 1.5)
            font.weight: Font.DemiBold
            color: Theme.primaryInk
            Accessible.ignored: true
        }
    }

    // A touch beside what is offered puts it away.
    MouseArea {
        anchors.fill: parent
        visible: offer.open && board.held === null
        onPressed: offer.close()
    }

    KeyVariants {
        id: offer

        cell: Math.max(Theme.least, Theme.u(84))
        onChosen: letter => {
            close();
            Visit.target?.press(letter);
            if (board.capitals === 1)
                board.capitals = 0;
        }
    }

    Loader {
        id: methodsLoader

        anchors.fill: parent
        active: board.choosing
        visible: active

        sourceComponent: KeyMethods {
            onWalked: event => board.walk(event)
            onChosen: board.choosing = false
        }
    }
}
