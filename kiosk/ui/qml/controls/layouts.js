.pragma library

// What stands on which key. A key: v (what it sends), w (how wide, in letters), t (its face, when it is not v), under (small words on it),
// word (which of the keyboard's words it bears), icon.

const tones = [["s", "á", "sắc"], ["f", "à", "huyền"], ["r", "ả", "hỏi"], ["x", "ã", "ngã"], ["j", "ạ", "nặng"]];

// What a key does besides, by Telex and VNI.
const hints = {
    telex: { s: "sắc", f: "huyền", r: "hỏi", x: "ngã", j: "nặng", a: "aa → â", e: "ee → ê", o: "oo → ô", d: "dd → đ", w: "ư, ơ, ă" },
    vni: { "1": "sắc", "2": "huyền", "3": "hỏi", "4": "ngã", "5": "nặng", "6": "â ê ô", "7": "ơ ư", "8": "ă", "9": "đ" }
};
const bare = { telex: "z", vni: "0" };

// What a long press offers, in rows.
const families = {
    a: ["áàảãạ", "ăắằẳẵặ", "âấầẩẫậ"], e: ["éèẻẽẹ", "êếềểễệ"], i: ["íìỉĩị"], o: ["óòỏõọ", "ôốồổỗộ", "ơớờởỡợ"],
    u: ["úùủũụ", "ưứừửữự"], y: ["ýỳỷỹỵ"], d: ["đ"],
    "ă": ["ắằẳẵặ"], "â": ["ấầẩẫậ"], "ê": ["ếềểễệ"], "ô": ["ốồổỗộ"], "ơ": ["ớờởỡợ"], "ư": ["ứừửữự"]
};
const signs = { ",": [";:?!"], ".": ["'\"…"], "-": ["_+()"], "/": ["&%#@"] };

function key(v, w) {
    return { v: v, w: w ?? 1 };
}

function keys(letters, method) {
    return Array.from(letters).map(letter => ({
        v: letter,
        w: 1,
        under: hints[method]?.[letter] ?? "",
        word: bare[method] === letter ? "no_tone" : ""
    }));
}

function toneKeys(w) {
    return tones.map(([letter, face, name]) => ({ v: "tone-" + letter, t: face, under: name, w: w, word: "" }))
        .concat([{ v: "tone-z", t: "a", under: "", w: w, word: "no_tone" }]);
}

// The rows of letters. `kind`: "text" or "email"; `wide`: marks and tones find room beside each other; `more`: another field follows.
function letters(kind, method, wide, more) {
    const by = kind === "email" ? "" : method;
    const shift = { v: "shift", w: 1.5, icon: "shift", word: "shift" };
    const erase = { v: "backspace", w: 1.5, icon: "backspace", word: "backspace" };
    const ends = (more ? [{ v: "next", w: 1.4, icon: "forward", word: "next" }] : []).concat([{ v: "done", w: 1.8, word: "done" }]);
    const rows = [keys("1234567890", by), keys("qwertyuiop", by), keys(kind === "email" ? "asdfghjkl-" : "asdfghjkl", by), [shift].concat(keys("zxcvbnm", by), [erase])];
    if (kind === "email")
        return rows.concat([keys("@._/").concat([key("@gmail.com", 2.2), key(".com", 1.4), key(".vn", 1.2)], ends)]);
    const marks = keys("ăâđêôơư");
    if (method === "direct" && wide)
        rows.splice(1, 0, marks.concat(toneKeys(1)));
    else if (method === "direct")
        rows.splice(1, 0, marks, toneKeys(1.3));
    return rows.concat([[{ v: "method", w: 1.8, word: "method" }].concat(keys(",.-/"), [{ v: "space", w: 2.4, word: "space" }], ends)]);
}

// The rows of the pad: high, as on a telephone, or wide.
function pad(high, more) {
    const erase = { v: "backspace", w: 1, icon: "backspace", word: "backspace" };
    const next = { v: "next", w: 1, icon: "forward", word: "next" };
    const done = width => ({ v: "done", w: width, word: "done" });
    if (high)
        return [keys("123"), keys("456"), keys("789"), [erase, key("0"), more ? next : done(1)]].concat(more ? [[done(3)]] : []);
    return [keys("12345").concat([erase], more ? [next] : []), keys("67890").concat([done(more ? 2 : 1)])];
}

// Face by face what a long press on a key offers; [] for nothing.
function variants(value, kind) {
    const rows = kind === "email" ? [] : families[value] ?? signs[value] ?? [];
    return rows.map(row => Array.from(row));
}

function upper(value) {
    return value.startsWith("tone-") || value.length > 1 ? value : value.toLocaleUpperCase();
}
