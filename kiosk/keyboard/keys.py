"""The way back: from a text to the keys that write it. For tests and for the demo's unattended tour."""

from __future__ import annotations

import re
import unicodedata

from kiosk.keyboard.engine import Line, Manner, Method, bare, press

MARKS: dict[Method, dict[str, str]] = {
    "telex": {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd", "ươ": "uow", "oo": "ooo"},
    "vni": {"ă": "a8", "â": "a6", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7", "đ": "d9", "ươ": "uo7"},
}
"""A letter (or two) → its keys."""
VNI_TONES = {"s": "1", "f": "2", "r": "3", "x": "4", "j": "5"}
_PARTS = re.compile(r"[^\W\d_]+|.", re.DOTALL)
_NAMED = {" ": "space", "\n": "enter"}


def keys_for(text: str, manner: Manner) -> list[str]:
    """Keys that write this text into an empty field; capitals are keys of their own. What the method cannot make is one key, as a long
    press offers it. Raises ValueError where no keys write it (a tone on the wrong letter of a syllable)."""
    keys: list[str] = []
    line = Line()
    for part in _PARTS.findall(unicodedata.normalize("NFC", text)):
        for way in (_syllable(part, manner), _singly(line, part, manner)):
            made = type_keys(line, way, manner)
            if made.text == line.text + part:
                keys, line = keys + way, made
                break
        else:
            raise ValueError("no keys write this text")
    return keys


def type_keys(line: Line, keys: list[str], manner: Manner) -> Line:
    for key in keys:
        line = press(line, key, manner)
    return line


def _syllable(part: str, manner: Manner) -> list[str]:
    """Each letter with its mark, the tone at the end."""
    letters, tone = bare(part)
    keys: list[str] = []
    table = MARKS.get(manner.method, {})
    index = 0
    while index < len(part):
        size = 2 if letters[index : index + 2] in table else 1
        made = table.get(letters[index : index + size], letters[index : index + size])
        keys += [_NAMED.get(key, key.upper() if part[index].isupper() else key) for key in made]
        index += size
    if not tone:
        return keys
    match manner.method:
        case "telex":
            return [*keys, tone]
        case "vni":
            return [*keys, VNI_TONES[tone]]
    return [*keys, f"tone-{tone}"]


def _singly(line: Line, part: str, manner: Manner) -> list[str]:
    """Letter by letter: as it stands, twice (which takes back what the first one did), else the letter whole."""
    keys: list[str] = []
    done = line.text
    for letter in part:
        done += letter
        for way in ([letter], [letter, letter], _syllable(letter, manner)):
            made = type_keys(line, way, manner)
            if made.text == done:
                keys, line = keys + way, made
                break
    return keys
