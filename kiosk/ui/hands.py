"""What a hand needs to know of the screens: where a control is, which keys write a word, what a synthetic person would answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtQuick import QQuickItem

from kiosk.keyboard.engine import Manner
from kiosk.keyboard.keys import keys_for

STROKES = [
    [[0.16, 0.62], [0.2, 0.3], [0.24, 0.2], [0.27, 0.5], [0.25, 0.72], [0.31, 0.5], [0.36, 0.44], [0.38, 0.62], [0.44, 0.44]],
    [[0.5, 0.3], [0.49, 0.66], [0.55, 0.5], [0.6, 0.62], [0.68, 0.42], [0.74, 0.6], [0.86, 0.48]],
]
"""A signature, as SignaturePad tells it."""


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
    """Names of the keys that write `text` by direct letters."""
    for key in keys_for(text, Manner("direct")):
        if len(key) == 1 and key != key.lower():
            yield "key-shift"
            key = key.lower()
        yield f"key-{key}"


def answer(field: dict[str, Any]) -> str:
    """What a synthetic person would answer."""
    match field["kind"]:
        case "date":
            # Parents are older than their children.
            return "01021990" if field["partial"] else "01022020"
        case "number":
            return "2"
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
