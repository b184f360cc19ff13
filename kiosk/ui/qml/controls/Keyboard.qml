pragma ComponentBehavior: Bound
import QtQuick
import ".."

// The kiosk's own keyboard: letters with the Vietnamese ones and five tones, a pad for numbers, letters and signs for e-mail.
Rectangle {
    id: board

    property bool shifted: false
    readonly property string layout: Visit.target?.layout ?? "text"
    readonly property bool pad: ["digits", "phone", "date"].includes(layout)
    readonly property bool email: layout === "email"
    readonly property real keyHeight: Theme.u(Theme.portrait ? 92 : 80)
    readonly property real space: Theme.u(Theme.portrait ? 10 : 8)
    readonly property real boardWidth: Math.min(width - Theme.u(24), Theme.u(1400))

    readonly property var letterRows: {
        const numbers = keys("1234567890");
        const first = keys("qwertyuiop");
        const second = keys("asdfghjkl");
        const third = keys("zxcvbnm");
        const shift = [{
                v: "shift",
                icon: "shift",
                w: 1.5,
                say: Visit.t["key.shift"]
            }];
        const erase = [{
                v: "backspace",
                icon: "backspace",
                w: 1.5,
                say: Visit.t["key.backspace"]
            }];
        if (email)
            return [numbers, first, second, shift.concat(third, erase), keys("@._-").concat([wide("@gmail.com", 2.6), wide(".com", 1.6), wide(".vn", 1.4), finish(2.4)])];
        const bottom = [mark(","), mark("."), mark("-"), mark("/"), {
                v: "space",
                t: Visit.t["key.space"],
                w: 4,
                say: Visit.t["key.space"]
            }, finish(2.4)];
        if (Theme.portrait)
            return [numbers, keys("ăâđêôơư"), first, second, shift.concat(third, erase), tones, bottom];
        return [numbers.concat(erase), keys("ăâđêôơư").concat(tones), first, second, shift.concat(third), bottom];
    }

    readonly property var tones: [tone("s", "á", "sắc"), tone("f", "à", "huyền"), tone("r", "ả", "hỏi"), tone("x", "ã", "ngã"), tone("j", "ạ", "nặng"), tone("z", "a", Visit.t["key.no_tone"])]

    function keys(letters: string): var {
        return Array.from(letters).map(letter => mark(letter));
    }

    function mark(letter: string): var {
        return wide(letter, 1);
    }

    function wide(value: string, width: real): var {
        return {
            v: value,
            t: value,
            w: width,
            say: value
        };
    }

    function tone(letter: string, sample: string, name: string): var {
        return {
            v: "tone-" + letter,
            t: sample,
            under: name,
            w: 1,
            say: name
        };
    }

    function finish(width: real): var {
        return {
            v: "done",
            t: Visit.t["key.done"],
            w: width,
            say: Visit.t["key.done"]
        };
    }

    function pressed(value: string) {
        if (value === "shift") {
            shifted = !shifted;
        } else if (value === "done") {
            Visit.target?.done();
        } else {
            Visit.target?.press(shifted ? value.toLocaleUpperCase() : value);
            shifted = false;
        }
    }

    visible: Visit.typing
    height: Visit.typing ? keysColumn.height + 2 * Theme.u(16) : 0
    color: Theme.sunken

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
            model: Visit.typing && !board.pad ? board.letterRows.length : 0

            Row {
                id: keyRow

                required property int index
                readonly property var keys: board.letterRows[index] ?? []
                readonly property real weight: Math.max(10, keys.reduce((sum, key) => sum + key.w, 0))
                readonly property real unit: (board.boardWidth - board.space * (keys.length - 1)) / weight

                anchors.horizontalCenter: parent?.horizontalCenter
                spacing: board.space

                Repeater {
                    model: keyRow.keys.length

                    Key {
                        required property int index
                        readonly property var made: keyRow.keys[index] ?? ({
                                v: "",
                                w: 1
                            })
                        readonly property bool letter: (made.t ?? "").length === 1 || (made.under ?? "") !== ""

                        value: made.v
                        width: Math.floor(keyRow.unit * made.w)
                        height: board.keyHeight
                        text: letter && board.shifted ? made.t.toLocaleUpperCase() : made.t ?? ""
                        symbol: made.icon ?? ""
                        under: made.under ?? ""
                        saying: made.say ?? ""
                        strong: made.v === "done"
                        latched: made.v === "shift" && board.shifted
                        onClicked: board.pressed(made.v)
                    }
                }
            }
        }

        Grid {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: Visit.typing && board.pad
            columns: Theme.portrait ? 3 : 6
            spacing: board.space

            Repeater {
                model: Visit.typing && board.pad ? 12 : 0

                Key {
                    required property int index
                    readonly property string face: (Theme.portrait ? ["1", "2", "3", "4", "5", "6", "7", "8", "9", "backspace", "0", "done"] : ["1", "2", "3", "4", "5", "backspace", "6", "7", "8", "9", "0", "done"])[index]

                    value: face
                    width: Theme.u(Theme.portrait ? 280 : 190)
                    height: Theme.u(Theme.portrait ? 112 : 104)
                    text: face === "done" ? Visit.t["key.done"] : face
                    symbol: face === "backspace" ? "backspace" : ""
                    saying: face === "backspace" ? Visit.t["key.backspace"] : text
                    strong: face === "done"
                    onClicked: board.pressed(face)
                }
            }
        }
    }
}
