"""A key on a text at a cursor → the new text and cursor. The text itself is the state: words can be put right anywhere in it.

Keys: any letter, digit or sign as it stands; `space`, `enter`, `backspace`, `delete`; `tone-s` sắc, `tone-f` huyền, `tone-r` hỏi,
`tone-x` ngã, `tone-j` nặng, `tone-z` no tone; `shift`, `next` and `done` change nothing here. Text comes out as NFC.

Telex and VNI are heard where what they make can be a Vietnamese syllable, else a key is the letter that it shows. The same key once more
takes a mark back. When a further letter shows that a word is none of ours (`sýt` + `e`), it stands there as it was typed: `syste`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, NamedTuple

from kiosk.keyboard.syllables import TONES, VOWELS, Habit, place, possible, shape

Method = Literal["telex", "vni", "direct", "plain"]
"""direct: letters and tone keys of their own; plain: no Vietnamese at all (e-mail, numbers)."""

# Key → what it makes of which letter.
_MARKS: dict[Method, dict[str, dict[str, str]]] = {
    "telex": {
        "a": {"a": "â", "ă": "â"},
        "e": {"e": "ê"},
        "o": {"o": "ô", "ơ": "ô"},
        "w": {"a": "ă", "â": "ă", "o": "ơ", "ô": "ơ", "u": "ư"},
        "d": {"d": "đ"},
    },
    "vni": {
        "6": {"a": "â", "ă": "â", "e": "ê", "o": "ô", "ơ": "ô"},
        "7": {"o": "ơ", "ô": "ơ", "u": "ư"},
        "8": {"a": "ă", "â": "ă"},
        "9": {"d": "đ"},
    },
}
_TONE_KEYS: dict[Method, dict[str, str]] = {
    "telex": {**{letter: letter for letter in TONES}, "z": ""},
    "vni": {"1": "s", "2": "f", "3": "r", "4": "x", "5": "j", "0": ""},
}
_TOGETHER = {(vowel, tone): unicodedata.normalize("NFC", vowel + mark) for vowel in VOWELS for tone, mark in TONES.items()}
_APART = {letter: parts for parts, letter in _TOGETHER.items()}
_BASE = {"â": "a", "ă": "a", "ê": "e", "ô": "o", "ơ": "o", "ư": "u", "đ": "d"}
_UO = re.compile("[uư][oôơ]")


class Manner(NamedTuple):
    """How one types: the method, and where a tone's mark stands on open oa, oe, uy."""

    method: Method = "direct"
    tones: Habit = "old"


class Word(NamedTuple):
    """The keys of the word before the cursor. Believed only while `shown` still stands there; nothing but turning back to them needs it."""

    keys: str
    shown: str
    given_up: bool = False
    """No word of ours: it stands as typed, and what follows too."""


class Line(NamedTuple):
    text: str = ""
    cursor: int = 0
    """0…length; out of bounds counts as the nearest place, inside a letter of several code points as after it."""
    word: Word | None = None


def press(line: Line, key: str, manner: Manner) -> Line:
    """The line after `key`. Never raises."""
    before, after = _split(line)
    match key:
        case "shift" | "done" | "next" | "":
            return _line(before, after)
        case "backspace":
            return _backspace(before, after, line.word, manner)
        case "delete":
            return _line(before, _nfc(after[1:]))
        case "space":
            return _line(before + " ", after)
        case "enter":
            return _line(before + "\n", after)
    if manner.method == "plain":
        return _line(before + ("" if key.startswith("tone-") else key), after)
    if key == "tone-z" or (key.startswith("tone-") and key[5:] in TONES):
        return _tone_key(before, after, key[5:].replace("z", ""), manner)
    if len(key) == 1 and (key.isalpha() or key in _MARKS.get(manner.method, ()) or key in _TONE_KEYS.get(manner.method, ())):
        return _letter(before, after, key, line.word, manner)
    return _line(before + key, after)


def _letter(before: str, after: str, key: str, word: Word | None, manner: Manner) -> Line:
    head, tail = _word(before, after)
    rest_before, rest_after = before[: len(before) - len(head)], after[len(tail) :]
    if word is None or word.shown != head or tail:
        word = Word("", "") if not head and not tail else None
    if word is not None and word.given_up:
        return Line(before + key + after, len(before) + 1, Word(word.keys + key, head + key, given_up=True))
    made = _mark_or_tone(head, tail, key, word, manner)
    if made is not None:
        head, tail, taken_back = made
        known = None if word is None or taken_back else Word(word.keys + key, head)
        return Line(rest_before + head + tail + rest_after, len(rest_before + head), known)
    head = _nfc(head + key)
    if manner.method != "direct":
        head = _joined(head, manner)
    head, tail = _settled(head, tail, manner)
    if word is not None:
        typed = word.keys + key
        letters, tone = bare(head)
        lost = typed != head and shape(letters) is not None and not possible(letters, tone)
        word = Word(typed, typed if lost else head, given_up=lost)
        head = word.shown
    return Line(rest_before + head + tail + rest_after, len(rest_before + head), word)


def _mark_or_tone(head: str, tail: str, key: str, word: Word | None, manner: Manner) -> tuple[str, str, bool] | None:
    """The word with what `key` means in Telex or VNI, and whether that took a mark back; None: it means nothing here."""
    small = key.lower()
    if small in _TONE_KEYS.get(manner.method, ()):
        tone = _TONE_KEYS[manner.method][small]
        for end in dict.fromkeys((tail, "")):
            letters, now = bare(head + end)
            if not head or not possible(letters, tone) or not (tone or now):
                continue
            back = bool(tone) and now == tone
            toned = _toned(head + end, "" if back else tone, manner)
            return toned[: len(head)] + (key if back else ""), toned[len(head) :] + tail[len(end) :], back
    table = _MARKS.get(manner.method, {}).get(small)
    if table is None:
        return None
    letters, tone = bare(head)
    if shape(letters) is None:
        return _without_vowel(head, tail, key)
    for made in _marked(letters, table):
        if made != letters and possible(made, tone):
            return *_settled(_in_case(head, made, tone, manner), tail, manner), False
    plain = "".join(_BASE[letter] if letter in table.values() else letter for letter in letters)
    if plain == letters:
        return None
    if letters.endswith("ư") and word is not None and word.keys[-1:].lower() == "w" and word.keys[-2:-1].lower() != "u":
        # W alone had made it.
        return head[:-1] + key, tail, True
    return _in_case(head, plain, tone, manner) + key, tail, True


def _without_vowel(head: str, tail: str, key: str) -> tuple[str, str, bool] | None:
    """W after consonants is ư (nhw → như); dd is đ, also where no syllable is meant (HĐND)."""
    if key in "wW":
        return (head + ("Ư" if key == "W" else "ư"), tail, False) if possible(bare(head)[0] + "ư") else None
    if key in "dD9" and head[-1:] in ("d", "D"):
        return head[:-1] + ("đ" if head[-1] == "d" else "Đ"), tail, False
    if key in "dD9" and head[-1:] in ("đ", "Đ"):
        return head[:-1] + ("d" if head[-1] == "đ" else "D") + key, tail, True
    return None


def _marked(letters: str, table: dict[str, str]) -> Iterator[str]:
    """What a mark can make of the word, the likeliest first."""
    found = shape(letters)
    if found is None:
        return
    start, end = len(found.onset), len(found.onset + found.nucleus)
    pair = _UO.search(letters, start, end)
    if pair and "u" in table:
        if pair.end() == len(letters) and pair[0] in ("uo", "uô") and found.onset in ("h", "kh", "th"):
            yield letters[: pair.start()] + "uơ"  # thuở
        yield letters[: pair.start()] + "ươ" + letters[pair.end() :]
    elif pair and table.get("o") == "ô":
        yield letters[: pair.start()] + "uô" + letters[pair.end() :]
    if "d" in table and letters[0] == "d":
        yield "đ" + letters[1:]
    for index in range(start, end):
        if letters[index] in table:
            yield letters[:index] + table[letters[index]] + letters[index + 1 :]


def _joined(head: str, manner: Manner) -> str:
    """Ưo and uơ before a further letter are ươ: duwong, huowng."""
    letters, tone = bare(head)
    found = shape(letters)
    pair = _UO.search(letters, len(found.onset)) if found else None
    if pair is None or pair[0] not in ("ưo", "uơ") or pair.end() == len(letters):
        return head
    made = letters[: pair.start()] + "ươ" + letters[pair.end() :]
    return _in_case(head, made, tone, manner) if possible(made, tone) else head


def _tone_key(before: str, after: str, tone: str, manner: Manner) -> Line:
    """A key that is a tone and no letter. Also on what is no syllable; the same tone again takes it off."""
    head, tail = _word(before, after)
    if head and not possible(bare(head + tail)[0], tone):
        tail = ""
    if not head or place(bare(head + tail)[0], manner.tones) is None:
        return _line(before, after)
    now = bare(head + tail)[1]
    toned = _toned(head + tail, "" if now == tone else tone, manner)
    return _line(before[: len(before) - len(head)] + toned[: len(head)], toned[len(head) :] + after[len(tail) :])


def _backspace(before: str, after: str, word: Word | None, manner: Manner) -> Line:
    head, tail = _word(before, after)
    if word is not None and word.given_up and word.shown == head and not tail:
        # The last key was the one too many: what the others make stands there again.
        line = Line(before[: len(before) - len(head)])
        line = Line(line.text, len(line.text))
        for key in word.keys[:-1]:
            line = press(line, key, manner)
        return Line(line.text + after, line.cursor, line.word)
    if not head:
        return _line(before[:-1], after)
    kept, tail = _settled(head[:-1], tail, manner)
    return _line(before[: len(before) - len(head)] + kept, tail + after[len(tail) :])


def _settled(head: str, tail: str, manner: Manner) -> tuple[str, str]:
    """The tone where it belongs now that the word has other letters; what is no syllable stays as it is."""
    letters, tone = bare(head + tail)
    if not tone or not possible(letters, tone):
        return head, tail
    toned = _toned(head + tail, tone, manner)
    return toned[: len(head)], toned[len(head) :]


def _toned(word: str, tone: str, manner: Manner) -> str:
    """The word with this tone and no other ("" for none)."""
    letters = bare(word)[0]
    at = place(letters, manner.tones)
    if at is not None and tone:
        return "".join(_cased(*pair) for pair in zip(word, (*letters[:at], _TOGETHER[letters[at], tone], *letters[at + 1 :]), strict=True))
    return "".join(_cased(*pair) for pair in zip(word, letters, strict=True))


def bare(word: str) -> tuple[str, str]:
    """In small letters without its tone, and the tone's letter ("" for none, the last one of several). As long as the word."""
    letters, tone = "", ""
    for letter in word:
        small = letter.lower()
        plain, found = _APART.get(small, (small if len(small) == 1 else letter, ""))
        letters += plain
        tone = found or tone
    return letters, tone


def _cased(old: str, small: str) -> str:
    """`small` as large as the letter that it stands for."""
    return small.upper() if old.isupper() else small


def _in_case(head: str, made: str, tone: str, manner: Manner) -> str:
    return _toned("".join(_cased(old, small) for old, small in zip(head, made, strict=True)), tone, manner)


def _word(before: str, after: str) -> tuple[str, str]:
    """The letters before and after the cursor that hang together."""
    start, end = len(before), 0
    while start and before[start - 1].isalpha():
        start -= 1
    while end < len(after) and after[end].isalpha():
        end += 1
    return before[start:], after[:end]


def _split(line: Line) -> tuple[str, str]:
    cursor = max(0, min(len(line.text), line.cursor))
    while cursor < len(line.text) and unicodedata.combining(line.text[cursor]):
        cursor += 1
    return _nfc(line.text[:cursor]), _nfc(line.text[cursor:])


def _line(before: str, after: str) -> Line:
    """Put together; where the two grow into one letter, the cursor stands after it."""
    whole = _nfc(before + after)
    return Line(whole, len(before) if whole == before + after else max(0, len(whole) - len(after)))


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
