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
        if (target !== null && action !== "answer" && action !== "search")
            target.commit();
        visit.act(action, args ?? {});
    }

    function touched() {
        visit.touched();
    }

    function press(text: string, cursor: int, key: string): var {
        return keyboard.press(text, cursor, key);
    }
    // qmllint enable unqualified

    function say(key: string, values: var): string {
        let sentence = t[key];
        for (const name in values)
            sentence = sentence.replace("{" + name + "}", values[name]);
        return sentence;
    }
}
