"""What a hand needs to know of the screens: where a control is, which keys write a word, what a synthetic person would answer."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtQuick import QQuickItem

TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}


def find(item: QQuickItem, name: str) -> QQuickItem | None:
    """The control of this objectName at or below an item. `findChild` does not see the delegates of a list."""
    if item.objectName() == name:
        return item
    for child in item.childItems():
        found = find(child, name)
        if found is not None:
            return found
    return None


def visible(item: QQuickItem) -> bool:
    return item.isVisible() and item.isEnabled() and item.width() > 0


def flickable(item: QQuickItem) -> QQuickItem | None:
    parent = item.parentItem()
    while parent is not None:
        if parent.inherits("QQuickFlickable"):
            return parent
        parent = parent.parentItem()
    return None


def keys(text: str) -> Iterator[str]:
    """Names of the keys that write `text`: a letter first, its tone after it."""
    for letter in unicodedata.normalize("NFC", text):
        marks = unicodedata.normalize("NFD", letter)
        tone = next((TONES[mark] for mark in marks if mark in TONES), None)
        plain = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
        if plain != plain.lower():
            yield "key-shift"
        yield "key-space" if plain == " " else f"key-{plain.lower()}"
        if tone:
            yield f"key-tone-{tone}"


def answer(field: dict[str, Any]) -> str:
    """What a synthetic person would answer."""
    match field["kind"]:
        case "date":
            return "01022020"
        case "digits":
            return "077098001234" if field["max_length"] >= 12 else "1234567890"[: field["max_length"]]
        case "phone":
            return "0912345678"
        case "email":
            return "an@vidu.vn"
        case "amount":
            return "1000000"
        case _ if field["label"].lower().startswith(("số ", "licence number")):
            return "790123456789"[: field["max_length"]]
        case _:
            wanted = "".join(ch for ch in str(field["example"] or "Bà Rịa") if ch.isalpha() or ch.isdigit() or ch in " ,.-/")
            return wanted[: field["max_length"]][:30].strip()


def process_start() -> float:
    """When this process began, on CLOCK_BOOTTIME [s]."""
    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    return int(fields[19]) / 100
