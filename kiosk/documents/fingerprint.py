"""Is this the same page once more? A coarse map of a page's ink, and how two of them agree.

The map has a cell a millimetre: too coarse to read, fine enough to tell one name from another. Two maps are laid over each other where they
correlate best, so that skew, brightness, dpi and where the sheet lay do not matter. Then each inked block of a centimetre must agree by
itself, because two copies of one form agree everywhere but in what was filled in.
"""

from __future__ import annotations

import base64
import re
import zlib

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
_Map = NDArray[np.float32]

_CELL_MM = 1.0
_MOST_CELLS = 2_000_000
_LEVELS = 4
_NO_INK = 12
"""A pixel is ink when it is darker than the paper by more than this."""
_LEAST_INKED = 25
"""Cells with ink that a page needs to be told by."""
_LINE = 15
"""Each row less its mean over so many cells: what is left is the words, not that there are lines [cells]."""
_BLOCK = 10
"""Side of a block that must agree by itself [cells]."""
_BLOCK_INK = 0.12
"""Mean square of the map in a block from which on it counts as inked."""
_ALIKE_WHOLE = 0.55
_ALIKE_BLOCK = 0.45
"""Least correlation of whole maps, and of a block. Measured: docs/pages.md."""
_ALIKE_COARSE = 0.45
"""Least correlation of maps of half the size: it is within 0.09 of that of the whole ones."""
_BASE_64, _BASE_85 = ".", ":"
"""How the map is written after its size. Base 85, which takes forty times as long to read, is in drafts that an earlier version left."""
_BLOCKS_FOR_ONE_OFF = 50
"""A page with so many inked blocks may have one that does not agree: a thumb, a speck, a fold."""


def fingerprint(depth: Gray, dpi: float) -> str:
    """`depth`: how much darker than the paper around it each pixel of the clean page is, at `dpi`. "" when there is too little ink."""
    rows, columns = (max(1, round(side / dpi * 25.4 / _CELL_MM)) for side in depth.shape)
    ink = cv2.threshold(depth, _NO_INK, 0, cv2.THRESH_TOZERO)[1]
    cells = cv2.resize(ink, (columns, rows), interpolation=cv2.INTER_AREA)
    inked = cells[cells > 1]
    if inked.size < _LEAST_INKED or cells.size > _MOST_CELLS:
        return ""
    # The root lifts thin strokes.
    lifted = np.sqrt(np.minimum(cells / np.percentile(inked, 95), 1.0))
    levels = np.round((_LEVELS - 1) * lifted).astype(np.uint8)
    return f"{rows}x{columns}{_BASE_64}" + base64.b64encode(zlib.compress(_packed(levels))).decode()


def alike(one: str, other: str) -> bool:
    """Whether two fingerprints are of the same side of the same sheet. A page without ink is like no other. Raises ValueError."""
    return Likeness(one).of(other)


class Likeness:
    """`alike` of one page and many: what concerns the one is worked out once, and most others are told by maps of half the size."""

    def __init__(self, one: str) -> None:
        """Raises ValueError on what is no fingerprint."""
        self._levels = _map(one) if one else None
        self._coarse = _Placed(_words(_halved(self._levels), _LINE // 2)) if self._levels is not None else None

    def of(self, other: str) -> bool:
        """Raises ValueError on what is no fingerprint."""
        if self._levels is None or self._coarse is None or not other:
            return False
        levels = _map(other)
        if self._coarse.beside(_words(_halved(levels), _LINE // 2), 3 * _BLOCK // 2)[0] < _ALIKE_COARSE:
            return False
        a, b = _words(_smooth(self._levels), _LINE), _words(_smooth(levels), _LINE)
        agreement, right, down = _Placed(a).beside(b, 3 * _BLOCK)
        return agreement >= _ALIKE_WHOLE and _blocks_agree(a, b, right, down)


class _Placed:
    """A map of words, to be laid over others. Keeps its spectra: pages of one paper size share a canvas."""

    def __init__(self, words: _Map) -> None:
        self._words = words
        self._norm = float(np.sqrt(np.square(words).sum()))
        self._spectra: dict[tuple[int, int], _Map] = {}

    def beside(self, other: _Map, room: int) -> tuple[float, int, int]:
        """Their best correlation, and how far `other` is to be moved right and down for it [cells]."""
        # Room on the far sides, so that what is shifted out does not come in again.
        height, width = (cv2.getOptimalDFTSize(max(self._words.shape[side], other.shape[side]) + room) for side in (0, 1))
        if (height, width) not in self._spectra:
            self._spectra[height, width] = np.asarray(cv2.dft(_on_canvas(self._words, height, width)), np.float32)
        product = cv2.mulSpectrums(self._spectra[height, width], cv2.dft(_on_canvas(other, height, width)), 0, conjB=True)
        _, best, _, (right, down) = cv2.minMaxLoc(cv2.idft(product, flags=cv2.DFT_SCALE | cv2.DFT_REAL_OUTPUT))
        norm = self._norm * float(np.sqrt(np.square(other).sum()))
        return best / norm if norm else 0.0, right - width * (right > width / 2), down - height * (down > height / 2)


def _blocks_agree(a: _Map, b: _Map, right: int, down: int) -> bool:
    height, width = (max(one, other) + 3 * _BLOCK for one, other in zip(a.shape, b.shape, strict=True))
    agreement, ink = _blocks(_on_canvas(a, height, width), _on_canvas(b, height, width), right, down)
    inked = ink > _BLOCK_INK
    off = int(np.count_nonzero(agreement[inked] < _ALIKE_BLOCK))
    return bool(inked.any()) and off <= (1 if np.count_nonzero(inked) >= _BLOCKS_FOR_ONE_OFF else 0)


def _blocks(a: _Map, b: _Map, right: int, down: int) -> tuple[_Map, _Map]:
    """Correlation of each block with `b` moved by (right, down) and up to a cell more, and its ink in whichever map has more."""
    size = (a.shape[1] // _BLOCK, a.shape[0] // _BLOCK)
    whole = (size[0] * _BLOCK, size[1] * _BLOCK)
    a = a[: whole[1], : whole[0]]
    a_ink = cv2.resize(np.square(a), size, interpolation=cv2.INTER_AREA)
    best, ink = np.full(a_ink.shape, -1, np.float32), np.array(a_ink, np.float32)
    # Feeders stretch a page a little: each block finds its own place.
    for more_down in np.arange(-1, 1.1, 0.5):
        for more_right in np.arange(-1, 1.1, 0.5):
            moved = cv2.warpAffine(b, np.array([[1, 0, right + more_right], [0, 1, down + more_down]]), whole)
            b_ink = cv2.resize(np.square(moved), size, interpolation=cv2.INTER_AREA)
            common = cv2.resize(a * moved, size, interpolation=cv2.INTER_AREA)
            agreement = common / np.sqrt(np.maximum(a_ink * b_ink, 1e-6))
            better = agreement > best
            best[better] = agreement[better]
            ink[better] = np.maximum(a_ink, b_ink)[better]
    return best, ink


def _words(levels: _Map, line: int) -> _Map:
    return np.asarray(levels - cv2.blur(levels, (line, 1)), np.float32)


def _smooth(levels: _Map) -> _Map:
    return np.asarray(cv2.GaussianBlur(levels, (0, 0), 0.6), np.float32)


def _halved(levels: _Map) -> _Map:
    size = (max(1, levels.shape[1] // 2), max(1, levels.shape[0] // 2))
    return np.asarray(cv2.resize(levels, size, interpolation=cv2.INTER_AREA), np.float32)


def _on_canvas(small: _Map, height: int, width: int) -> _Map:
    canvas = np.zeros((height, width), np.float32)
    canvas[: small.shape[0], : small.shape[1]] = small
    return canvas


def _packed(levels: Gray) -> bytes:
    flat = np.zeros(-(-levels.size // 4) * 4, np.uint8)
    flat[: levels.size] = levels.ravel()
    quads = flat.reshape(-1, 4)
    return (quads[:, 0] | quads[:, 1] << 2 | quads[:, 2] << 4 | quads[:, 3] << 6).astype(np.uint8).tobytes()


def _map(text: str) -> _Map:
    """The cells of a fingerprint. Raises ValueError on what is none."""
    head = re.match(f"([0-9]{{1,7}})x([0-9]{{1,7}})([{_BASE_64}{_BASE_85}])", text)
    rows, columns = (int(head[1]), int(head[2])) if head else (0, 0)
    if head is None or not 0 < rows * columns <= _MOST_CELLS:
        raise ValueError("no fingerprint")
    body = text[head.end() :]
    try:
        content = base64.b64decode(body, validate=True) if head[3] == _BASE_64 else base64.b85decode(body)
        packed = np.frombuffer(zlib.decompressobj().decompress(content, rows * columns // 4 + 1), np.uint8)
    except zlib.error as error:
        raise ValueError("no fingerprint") from error
    cells = np.column_stack([packed >> shift & 3 for shift in (0, 2, 4, 6)]).ravel()[: rows * columns]
    return cells.reshape(rows, columns).astype(np.float32)
