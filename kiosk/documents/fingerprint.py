"""Is this the same page once more? A coarse map of a page's ink, and how two of them agree.

The map has a cell a millimetre: too coarse to read, fine enough to tell one name from another. Two maps are laid over each other where they
correlate best, so that skew, brightness, dpi and where the sheet lay do not matter. Then each inked block of a centimetre must agree by
itself, because two copies of one form agree everywhere but in what was filled in.
"""

from __future__ import annotations

import base64
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
    return f"{rows}x{columns}:" + base64.b85encode(zlib.compress(_packed(levels))).decode()


def alike(one: str, other: str) -> bool:
    """Whether two fingerprints are of the same side of the same sheet. A page without ink is like no other."""
    if not one or not other:
        return False
    a, b = _words(_map(one)), _words(_map(other))
    height, width = max(a.shape[0], b.shape[0]), max(a.shape[1], b.shape[1])
    # Room on the far sides, so that what is shifted out does not come in again.
    height, width = cv2.getOptimalDFTSize(height + 3 * _BLOCK), cv2.getOptimalDFTSize(width + 3 * _BLOCK)
    a, b = _on_canvas(a, height, width), _on_canvas(b, height, width)
    product = cv2.mulSpectrums(cv2.dft(a), cv2.dft(b), 0, conjB=True)
    _, best, _, (right, down) = cv2.minMaxLoc(cv2.idft(product, flags=cv2.DFT_SCALE | cv2.DFT_REAL_OUTPUT))
    if best < _ALIKE_WHOLE * float(np.sqrt(np.square(a).sum() * np.square(b).sum())):
        return False
    right, down = right - width * (right > width / 2), down - height * (down > height / 2)
    agreement, ink = _blocks(a, b, right, down)
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


def _words(levels: _Map) -> _Map:
    smooth = cv2.GaussianBlur(levels, (0, 0), 0.6)
    return np.asarray(smooth - cv2.blur(smooth, (_LINE, 1)), np.float32)


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
    size, _, body = text.partition(":")
    rows, columns = (int(side) for side in size.split("x"))
    if not 0 < rows * columns <= _MOST_CELLS:
        raise ValueError("no fingerprint")
    try:
        packed = np.frombuffer(zlib.decompressobj().decompress(base64.b85decode(body), rows * columns // 4 + 1), np.uint8)
    except zlib.error as error:
        raise ValueError("no fingerprint") from error
    cells = np.column_stack([packed >> shift & 3 for shift in (0, 2, 4, 6)]).ravel()[: rows * columns]
    return cells.reshape(rows, columns).astype(np.float32)
