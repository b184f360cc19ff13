"""Which way is up, without reading a word.

Lines of type tell by their shape. They are denser along the page's rows than along its columns. And Latin letters reach up more than
they reach down: of b d h k l t and g p q y the first are far more frequent, and Vietnamese puts nearly all its marks on top. So in each
line there is more ink above the small letters than below them; a page is turned only when its lines agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.documents.ink import type_mask

Gray = NDArray[np.uint8]
Rotation = Literal[0, 90, 180, 270]
TURNS: tuple[Rotation, ...] = (0, 90, 180, 270)

_CONTRAST = 40
_RULE_PX = 60
"""A straight run of ink this long is a rule, not a letter."""
_SURE = 1.9
"""The words' mean must be as many standard errors from even."""
_LEAST_WORDS = 16
_MANY_WORDS = 60
_ASIDE = 2.0
"""Lines of type that run up the page are so many times as long as what seems to run along it: notes of music, say, are not."""
_LEAST_INK = 6
"""A word with less above and below says nothing: between figures that is a comma [px]."""
_WORD_PX = 40
"""About as long as a word."""
_APART_PX = 14
"""Words so near to each other share a line: a short one alone does not show where its small letters begin."""
_ROUNDING_PX = 1
"""Round letters reach so far past the small letters' tops and feet: that is no stem."""


@dataclass(frozen=True)
class Up:
    rotation: Rotation
    """Clockwise turn that makes the page read upright; 0 when nobody can tell."""
    sure: float
    """How many standard errors the lines lie from even; 0 without enough lines."""
    words: int = 0
    """So many told."""

    @property
    def plain(self) -> bool:
        """Many words agree: no closer look would tell otherwise."""
        return self.sure >= _SURE and self.words >= _MANY_WORDS

    def or_closer(self, closer: Up) -> Up:
        """The more is to be believed that could read more words: letters that are too small for a look seem to hang."""
        return closer if closer.words >= 2 * self.words or self.sure < _SURE else self


def which_way_up(gray: Gray, *, least_words: int = _LEAST_WORDS) -> Up:
    """`gray`: straight and cropped, about 100 dpi, in any of the four positions; with fewer words nobody can tell."""
    letters = _letters(gray)
    if letters.sum() < 300:
        return Up(0, 0.0)
    aside = np.ascontiguousarray(np.rot90(letters, -1))
    level, steep = _pieces(letters), _pieces(aside)
    along, across = int(level[:, 2].sum()), int(steep[:, 2].sum())
    sideways = across > along
    tops = _reach(aside, steep) if sideways else _reach(letters, level)
    if len(tops) < least_words or along < across < _ASIDE * along:
        return Up(0, 0.0, len(tops))
    mean = float(tops.mean())
    sure = mean / max(float(tops.std()) / len(tops) ** 0.5, 1e-3)
    if abs(sure) < _SURE:
        return Up(0, abs(sure), len(tops))
    upright = sure > 0
    rotation: Rotation = (90 if upright else 270) if sideways else (0 if upright else 180)
    return Up(rotation, abs(sure), len(tops))


def _letters(gray: Gray) -> Gray:
    """1 where there is type: neither pictures nor rules nor the page's rim."""
    ink = type_mask(gray, _CONTRAST).astype(np.uint8)
    for shape in ((1, _RULE_PX), (_RULE_PX, 1)):
        rules = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        ink[cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0] = 0
    rim = min(12, *(side // 10 for side in ink.shape))
    ink[:rim] = ink[len(ink) - rim :] = 0
    ink[:, :rim] = ink[:, ink.shape[1] - rim :] = 0
    return ink


def _pieces(letters: Gray) -> NDArray[np.int32]:
    """Boxes (left, top, width, height) of words and runs of words, as they are if the lines are level."""
    # At half the size: where the words are need not be known more closely.
    half = (cv2.resize(letters * 255, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) > 0).astype(np.uint8)
    joined = cv2.morphologyEx(half, cv2.MORPH_CLOSE, np.ones((1, _APART_PX // 2), np.uint8))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    boxes = 2 * boxes[1:count, :4]
    width, height = boxes[:, 2], boxes[:, 3]
    return np.asarray(boxes[(height >= 6) & (height <= 40) & (width >= 2 * height)], np.int32)


def _reach(letters: Gray, pieces: NDArray[np.int32]) -> NDArray[np.float64]:
    """For each word or so: ink above the small letters less ink below them, as a part of both, -1 to 1."""
    found: list[NDArray[np.float64]] = []
    for left, top, width, height in pieces:
        box = letters[top : top + height, left : left + width]
        steps = np.diff(box.sum(axis=1, dtype=np.float64), prepend=0.0, append=0.0)
        first, last = int(steps.argmax()), int(steps.argmin())
        if last - first < 3:
            continue
        starts = np.arange(0, max(1, width - _WORD_PX // 2), _WORD_PX)
        above = np.add.reduceat(box[: max(0, first - _ROUNDING_PX)].sum(axis=0, dtype=np.float64), starts)
        below = np.add.reduceat(box[last + _ROUNDING_PX :].sum(axis=0, dtype=np.float64), starts)
        told = above + below >= _LEAST_INK
        found.append((above[told] - below[told]) / (above[told] + below[told]))
    return np.concatenate(found) if found else np.empty(0)
