pragma Singleton
import QtQuick

// The one door to the visit: what it says, and what was touched. `visit` and `keyboard` are the bridges that the application sets.
QtObject {
    id: door

    // qmllint disable unqualified
    readonly property var view: visit.view
    readonly property var t: visit.t

    // The field that is being typed into; it has `layout`, `text`, `cursorPosition` and `commit()`.
    property var target: null
    readonly property bool typing: target !== null

    // What a delegate shows in the moment in which its page is gone.
    readonly property var noSheet: ({
            id: "",
            number: 0,
            image: "",
            wide: false,
            verdict: "good",
            reasons: [],
            marks: [],
            kept: false,
            twin: "",
            dropped: false,
            group: 0,
            sure: true,
            why: ""
        })

    function act(action: string, args: var) {
        // What stands in a field counts as answered as soon as another thing is touched.
        if (target !== null && !["answer", "search", "staff_answer", "typing", "find_entry"].includes(action))
            target.commit();
        visit.act(action, args ?? {});
    }

    function readScreen() {
        speech.readScreen();
    }

    // The screen stands still: what it is about is said.
    function arrived() {
        speech.arrived();
    }

    // A finger is there, in the window's pixels. True: what is there was said already and is meant to be done now.
    function explore(x: real, y: real): bool {
        return speech.explore(x, y);
    }

    function touched() {
        visit.touched();
    }

    // How one types: "direct", "telex" or "vni"; and by a keyboard that is plugged in.
    readonly property string method: keyboard.method
    readonly property string pluggedMethod: keyboard.plugged

    function press(text: string, cursor: int, key: string, method: string): var {
        return keyboard.press(text, cursor, key, method);
    }

    function chooseMethod(method: string) {
        keyboard.choose(method);
    }

    // The cursor has gone elsewhere.
    function forgetWord() {
        keyboard.forget();
    }

    onViewChanged: if (view.screen === "attract")
        keyboard.reset()
    // qmllint enable unqualified

    function say(key: string, values: var): string {
        let sentence = t[key];
        for (const name in values)
            sentence = sentence.replace("{" + name + "}", values[name]);
        return sentence;
    }
}
