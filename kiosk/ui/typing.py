"""The engine of the kiosk's keyboard: a key on a text at a cursor → the new text and cursor. Plain Python, no Qt.

Keys: `space`, `backspace`, `enter`; `tone-s` sắc, `tone-f` huyền, `tone-r` hỏi, `tone-x` ngã, `tone-j` nặng, `tone-z` no tone;
`shift` and `done` change nothing here; anything else is put in as it stands. Text comes out as NFC. The tone stands where the
identity cards have it (old style: hòa, thủy), and moves on when further letters are typed (hò + a + n → hoàn).
"""

from __future__ import annotations

import re
import unicodedata

TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_TONE_MARKS = frozenset(TONES.values())
_VOWELS = "aăâeêioôơuưy"
_SYLLABLE = re.compile(
    rf"(?P<onset>qu(?=[{_VOWELS}])|gi(?=[{_VOWELS}])|[bcdđghklmnpqrstvx]*)(?P<nucleus>[{_VOWELS}]+)(?P<coda>[bcdđghklmnpqrstvx]*)$"
)
_CODAS = frozenset(("", "c", "ch", "m", "n", "ng", "nh", "p", "t"))


def press(text: str, cursor: int, key: str) -> tuple[str, int]:
    """The text and the cursor (0…length) after `key`. Never raises; a cursor out of bounds counts as the nearest one."""
    cursor = max(0, min(len(text), cursor))
    # A cursor inside a letter made of several code points stands after it.
    while cursor < len(text) and unicodedata.combining(text[cursor]):
        cursor += 1
    before, after = _nfc(text[:cursor]), _nfc(text[cursor:])
    match key:
        case "shift" | "done" | "":
            pass
        case "space":
            before += " "
        case "enter":
            before += "\n"
        case "backspace":
            before = _place_again(before[:-1]) if before else before
        case "tone-z":
            before = _with_tone(before, "")
        case _ if key.startswith("tone-") and key[5:] in TONES:
            before = _with_tone(before, TONES[key[5:]])
        case _:
            before = _nfc(before + key)
            if len(key) == 1 and key.isalpha():
                before = _place_again(before)
    whole = _nfc(before + after)
    return whole, min(len(whole), len(before)) if whole == before + after else max(0, len(whole) - len(after))


def _with_tone(before: str, mark: str) -> str:
    """`before` with the tone on its last syllable; the same tone again takes it off. Unchanged where there is no vowel."""
    start = _syllable_start(before)
    letters, now = _strip(before[start:])
    place = _place(letters)
    if place is None:
        return before
    return before[:start] + _put(letters, place, "" if now == mark else mark)


def _place_again(before: str) -> str:
    """The tone where it belongs now that the syllable has another end; other words than Vietnamese ones stay as they are."""
    start = _syllable_start(before)
    letters, now = _strip(before[start:])
    found = _parse(letters)
    place = _place(letters)
    if not now or place is None or found is None or found.start() != 0 or found["coda"] not in _CODAS:
        return before
    return before[:start] + _put(letters, place, now)


def _place(letters: str) -> int | None:
    """Index of the letter that carries the tone. `letters`: NFC without tones."""
    found = _parse(letters)
    if found is None:
        return None
    nucleus, first = found["nucleus"], found.start("nucleus")
    marked = [index for index, letter in enumerate(nucleus) if letter in "ăâêôơ"]
    if marked:
        return first + marked[-1]
    if "ư" in nucleus:
        return first + nucleus.index("ư")
    if len(nucleus) == 1:
        return first
    # Three vowels: the middle one; two: the second before a consonant, else the first.
    return first + (1 if len(nucleus) > 2 or found["coda"] else 0)


def _parse(letters: str) -> re.Match[str] | None:
    small = "".join(letter.lower() if len(letter.lower()) == 1 else "?" for letter in letters)
    whole = _SYLLABLE.match(small)
    return whole if whole is not None else _SYLLABLE.search(small)


def _syllable_start(before: str) -> int:
    start = len(before)
    while start and before[start - 1].isalpha():
        start -= 1
    return start


def _strip(syllable: str) -> tuple[str, str]:
    """The syllable without its tone, and the tone's mark ("" when it has none; the last one when it has more)."""
    letters, mark = "", ""
    for letter in syllable:
        parts = unicodedata.normalize("NFD", letter)
        tones = [part for part in parts if part in _TONE_MARKS]
        base = _nfc("".join(part for part in parts if part not in _TONE_MARKS)) if tones else letter
        if tones and base.lower() in _VOWELS:
            letters, mark = letters + base, tones[-1]
        else:
            letters += letter
    return letters, mark


def _put(letters: str, place: int, mark: str) -> str:
    return letters[:place] + _nfc(letters[place] + mark) + letters[place + 1 :]


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
