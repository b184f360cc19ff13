"""What goes wrong with a scan beyond what `testset` can do to a paper: each takes a Sample and gives the pixels a faulty scanner would."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.documents.testset import Pixels, Sample
from tests.documents.testset_glass import sensed

Side = Literal[0, 1, 2, 3]
"""Left, top, right, bottom of the page as it reads."""
SKIN = (205, 160, 132)
NOTE = (250, 226, 120)


def out_of_focus(sample: Sample, sigma_mm: float, chance: np.random.Generator) -> Pixels:
    return _sensed_again(cv2.GaussianBlur(sample.pixels.astype(np.float32), (0, 0), sigma_mm / 25.4 * sample.dpi), chance)


def dimmed(sample: Sample, rest: float, chance: np.random.Generator) -> Pixels:
    """Only `rest` of the light."""
    return _sensed_again(sample.pixels * np.float32(rest), chance)


def bleached(sample: Sample, rest: float, chance: np.random.Generator) -> Pixels:
    """Only `rest` of the contrast."""
    return _sensed_again(255 - (255 - sample.pixels.astype(np.float32)) * rest, chance)


def smeared(sample: Sample, length_mm: float, *, down: bool) -> Pixels:
    """The page went on while a line was read: smeared along the feed."""
    length = max(1, round(length_mm / 25.4 * sample.dpi))
    kernel = np.full((length, 1) if down else (1, length), 1 / length)
    return np.asarray(cv2.filter2D(sample.pixels, -1, kernel, borderType=cv2.BORDER_REPLICATE), np.uint8)


def partly_blurred(sample: Sample, sigma_mm: float, side: Side, part: float = 0.35) -> Pixels:
    """One side does not lie on the glass: out of focus over `part` of the page, sharp farther in."""
    soft = cv2.GaussianBlur(sample.pixels, (0, 0), sigma_mm / 25.4 * sample.dpi)
    far = _from_side(sample, side)
    return _mixed(sample.pixels, soft, np.clip((part - far) / 0.05 + 0.5, 0, 1))


def shadowed(sample: Sample, rest: float, side: Side, part: float = 0.3) -> Pixels:
    """Light falls in or is kept out from one side: `rest` of it is left there, all of it beyond `part` of the page."""
    far = np.clip(_from_side(sample, side) / part, 0, 1)
    return np.clip(sample.pixels * (rest + (1 - rest) * far)[..., None] + 0.5, 0, 255).astype(np.uint8)


def partly_bleached(sample: Sample, rest: float, side: Side, part: float = 0.4) -> Pixels:
    """Too much light on one side: only `rest` of the contrast is left there."""
    pale = (255 - (255 - sample.pixels.astype(np.float32)) * rest).astype(np.uint8)
    return _mixed(sample.pixels, pale, np.clip((part - _from_side(sample, side)) / 0.1 + 0.5, 0, 1))


def under_a_finger(sample: Sample, size_mm: float, side: Side, chance: np.random.Generator) -> Pixels:
    """Somebody holds the page down: a rounded tip of `size_mm` width reaches in by as much."""
    at = chance.uniform(0.25, 0.75)
    deep, half = size_mm / _length(sample, side, across=True), size_mm / 2 / _length(sample, side, across=False)
    outline = [(-0.2, at - half), (deep * 0.6, at - half), (deep * 0.9, at - half / 2), (deep, at), (deep * 0.9, at + half / 2)]
    return _painted(sample, side, [*outline, (deep * 0.6, at + half), (-0.2, at + half)], SKIN)


def under_a_note(sample: Sample, size_mm: float, side: Side, chance: np.random.Generator) -> Pixels:
    """A yellow note sticks out over the page's edge."""
    at = chance.uniform(0.2, 0.6)
    deep, wide = size_mm / _length(sample, side, across=True), size_mm / _length(sample, side, across=False)
    return _painted(sample, side, [(-deep * 0.1, at), (deep, at + 0.01), (deep, at + wide), (-deep * 0.1, at + wide)], NOTE)


def blown_up(sample: Sample, from_dpi: int, how: int) -> Pixels:
    """Scanned at `from_dpi` and enlarged by the driver; `how` is OpenCV's interpolation."""
    height, width = sample.pixels.shape[:2]
    part = from_dpi / sample.dpi
    coarse = cv2.resize(sample.pixels, (round(width * part), round(height * part)), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=how), np.uint8)


def on_patterned_paper(sample: Sample, chance: np.random.Generator) -> Pixels:
    """No fault: fine coloured waves printed all over the paper or within its margins, as on certificates, paler than the words."""
    pitch, line, depth = chance.uniform(0.8, 2.2), chance.uniform(0.1, 0.25), chance.uniform(12, 45)
    margin = chance.choice([0.0, 0.07])
    width, height = sample.truth.size_mm
    x, y = (part * side for part, side in zip(_parts(sample), (width, height), strict=True))
    waves = np.zeros(x.shape, np.float32)
    for way in (1, -1):
        turns = (y + way * 3 * np.sin(x / chance.uniform(4, 9))) / pitch
        from_line = np.abs(turns - np.round(turns)) * pitch
        waves = np.maximum(waves, np.clip((line / 2 - from_line) * sample.dpi / 25.4 + 0.5, 0, 1))
    inside = (np.minimum(x, width - x) > margin * width) & (np.minimum(y, height - y) > margin * height)
    tint = np.array(((0.3, 0.8, 1), (1, 0.5, 0.4), (1, 0.9, 0.3))[int(chance.integers(3))], np.float32)
    printed = sample.pixels - depth * cv2.GaussianBlur(waves * inside, (0, 0), 0.6)[..., None] * tint
    return _sensed_again(printed, chance)


def cut_by_the_glass(sample: Sample, side: Side, rest: float) -> Pixels:
    """The page lies over the end of the glass: only `rest` of it, from the other side, is in the picture."""
    corners = sample.truth.corners
    inner, outer = (corners[[1, 2]], corners[[0, 3]]) if side in (0, 2) else (corners[[3, 2]], corners[[0, 1]])
    if side >= 2:
        inner, outer = outer, inner
    limit = (outer + (inner - outer) * (1 - rest)).mean(axis=0)
    away = (outer - inner).mean(axis=0)
    height, width = sample.pixels.shape[:2]
    x, y = (int(np.clip(value, 1, side_px - 1)) for value, side_px in zip(limit, (width, height), strict=True))
    if abs(away[0]) > abs(away[1]):
        return sample.pixels[:, x:] if away[0] < 0 else sample.pixels[:, :x]
    return sample.pixels[y:] if away[1] < 0 else sample.pixels[:y]


def _sensed_again(image: NDArray[np.float32], chance: np.random.Generator) -> Pixels:
    """With the sensor's noise, that no lens and no lamp takes away."""
    return sensed(np.asarray(image, np.float32), chance)


def _onto_scan(sample: Sample) -> NDArray[np.float64]:
    """From parts of the page as it reads, 0 to 1, to px of the scan."""
    square = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(square, sample.truth.corners.astype(np.float32)), np.float64)


def _from_side(sample: Sample, side: Side) -> NDArray[np.float32]:
    """For each px of the scan: how far from the side, as a part of the page."""
    part = _parts(sample)[side % 2]
    return 1 - part if side >= 2 else part


def _parts(sample: Sample) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """For each px of the scan: how far from the left and from the top, as parts of the page."""
    height, width = sample.pixels.shape[:2]
    back = np.linalg.inv(_onto_scan(sample)).astype(np.float32)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    below = back[2, 0] * x + back[2, 1] * y + back[2, 2]
    across, down = ((back[row, 0] * x + back[row, 1] * y + back[row, 2]) / below for row in (0, 1))
    return across, down


def _length(sample: Sample, side: Side, *, across: bool) -> float:
    """Of the page, in mm: from the side inwards, or along it."""
    return sample.truth.size_mm[side % 2 if across else 1 - side % 2]


def _painted(sample: Sample, side: Side, outline: list[tuple[float, float]], colour: tuple[int, int, int]) -> Pixels:
    """`outline`: (from the side inwards, along it) in parts of the page."""
    points = np.array([(1 - deep if side >= 2 else deep, along) for deep, along in outline])
    points = points[:, ::-1] if side % 2 else points
    on_scan = cv2.perspectiveTransform(points[None].astype(np.float64), _onto_scan(sample))[0]
    mask = np.zeros(sample.pixels.shape[:2], np.float32)
    cv2.fillPoly(mask, [np.round(on_scan).astype(np.int32)], 1.0)
    mask = cv2.GaussianBlur(mask, (0, 0), 0.15 / 25.4 * sample.dpi)
    return _mixed(sample.pixels, np.broadcast_to(np.array(colour, np.uint8), sample.pixels.shape), mask)


def _mixed(one: Pixels, other: Pixels, share: NDArray[np.float32]) -> Pixels:
    share = share[..., None]
    return np.clip(one * (1 - share) + other * share + 0.5, 0, 255).astype(np.uint8)
