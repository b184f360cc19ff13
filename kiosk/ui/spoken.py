"""What a screen says aloud, taken from its accessibility tree: what a screen reader would be told is what is spoken.

And what of it may be heard by others: only what stands in config/texts or in the catalogue, with small numbers filled in. Everything else
is somebody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import BaseModel
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtQuick import QQuickItem, QQuickWindow

from kiosk.texts import LANGUAGES, Language

if TYPE_CHECKING:
    from kiosk.catalogue import Catalogue

Role = QAccessible.Role
TEXTS = frozenset((Role.StaticText, Role.Heading, Role.AlertMessage, Role.ProgressBar))
CONTROLS = frozenset((Role.Button, Role.RadioButton, Role.CheckBox, Role.EditableText, Role.ListItem, Role.Link))
_SMALL_NUMBER = r"\d{1,3}"
_PIECES = re.compile(r"\n+|(?<=[.!?…:;])\s+|: | – ")


@dataclass(frozen=True)
class Heard:
    """One thing on the screen."""

    item: QQuickItem
    role: Role
    text: str = field(repr=False)
    checked: bool
    enabled: bool

    @property
    def control(self) -> bool:
        return self.role in CONTROLS


def on_screen(window: QQuickWindow) -> Iterator[Heard]:
    """Everything that is shown and has a name, in reading order."""
    root = QAccessible.queryAccessibleInterface(window)
    if root is not None:
        yield from _below(root)


def under(window: QQuickWindow, point: QPointF) -> Heard | None:
    """What a finger at a point of the window touches: the last that is drawn there; a control goes before the words on it."""
    found: Heard | None = None
    for heard in on_screen(window):
        if heard.role in TEXTS | CONTROLS | {Role.Dialog} and _shown_rect(heard.item).contains(point):
            found = heard
    return found


def _below(parent: QAccessibleInterface) -> Iterator[Heard]:
    for index in range(parent.childCount()):
        child = parent.child(index)
        state = child.state()
        if state.invisible:
            continue
        item, text = child.object(), child.text(QAccessible.Text.Name)
        if isinstance(item, QQuickItem) and text:
            yield Heard(item, child.role(), text, bool(state.checked), not state.disabled)
        yield from _below(child)


def _shown_rect(item: QQuickItem) -> QRectF:
    """What can be seen of it, in the window's pixels."""
    shown = item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))
    above = item.parentItem()
    while above is not None:
        if above.clip():
            shown = shown.intersected(above.mapRectToScene(QRectF(0, 0, above.width(), above.height())))
        above = above.parentItem()
    return shown


class Public:
    """Knows what anybody may hear, in one language."""

    def __init__(self, texts: Mapping[str, str], names: Iterable[str] = ()) -> None:
        """`names`: of the catalogue."""
        # An example of an answer may be somebody's answer.
        fixed = {key: _plain(sentence) for key, sentence in texts.items() if not key.endswith("_example")}
        self._keys = {sentence: key for key, sentence in fixed.items()}
        self._names = frozenset(_plain(name) for name in names)
        self._shapes = [_shape(sentence) for sentence in fixed.values() if "{" in sentence]

    def key(self, sentence: str) -> str:
        """Of config/texts; empty when it is no fixed sentence."""
        return self._keys.get(_plain(sentence), "")

    def holds(self, text: str) -> bool:
        text = _plain(text)
        return self._one(text) or self._one(re.sub(r"^\d{1,2}\. ", "", text))

    def parts(self, text: str) -> tuple[list[str], bool]:
        """Its public parts, and whether all of it is."""
        if self.holds(text):
            return [text], True
        pieces = [piece for piece in _PIECES.split(text) if piece.strip()]
        told = [piece for piece in pieces if self.holds(piece)]
        return told, len(told) == len(pieces)

    def _one(self, text: str) -> bool:
        if text in self._keys or text in self._names or re.fullmatch(rf"{_SMALL_NUMBER}|\W*", text):
            return True
        for shape in self._shapes:
            found = shape.fullmatch(text)
            if found is not None and all(re.fullmatch(_SMALL_NUMBER, value) or value in self._names for value in found.groups()):
                return True
        return False


def words_of(catalogue: Catalogue) -> dict[Language, frozenset[str]]:
    """Every name and sentence of a catalogue."""
    # Not for the first frame.
    from kiosk.catalogue import Both

    found: dict[Language, set[str]] = {language: set() for language in LANGUAGES}

    def collect(part: object) -> None:
        if isinstance(part, Both):
            for language in LANGUAGES:
                found[language].add(part.to(language))
        elif isinstance(part, BaseModel):
            for name in type(part).model_fields:
                collect(getattr(part, name))
        elif isinstance(part, tuple | list):
            for each in part:
                collect(each)
        elif isinstance(part, dict):
            collect(list(part.values()))

    collect([catalogue.procedures, catalogue.agencies])
    return {language: frozenset(words) for language, words in found.items()}


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").strip()


def _shape(sentence: str) -> re.Pattern[str]:
    """`Bước {index} trên {count}` → what it looks like when it is filled in."""
    return re.compile("(.+)".join(re.escape(part) for part in re.split(r"\{\w*\}", sentence)))
