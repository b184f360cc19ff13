"""Where the page lies in a scan, how it is turned, and which way is up. Sought in a small picture, told in px of the scan."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.documents.card import SHADE_MM, card_boxes, card_sized
from kiosk.documents.card_way import LEAST_DPI, which_way_card
from kiosk.documents.faint import find_faint_sheet
from kiosk.documents.gray import in_gray
from kiosk.documents.ink import USUAL_PAPER, ink_mask, paper_level, text_skew, type_mask
from kiosk.documents.light import Gains, evened, evenly_lit, uneven_light
from kiosk.documents.lines import Points, Sheet, Sides, frame
from kiosk.documents.orientation import TURNS, Rotation, Up, which_way_up
from kiosk.documents.sheet import find_sheet

Pixels = NDArray[np.uint8]

_SMALL_DPI = 100
"""Edges, text lines and orientation are judged at about this resolution."""
_CLOSE_DPI = 200
_LEAST_TURN = 0.02
"""A smaller turn is not worth the softening [deg]."""
_HAIR_MM = 0.1
"""Cut off at each edge that was seen, so that no line of the background shows."""
_REST_MM = 3.0
"""Room kept around the ink when a whole page is turned."""
_INK_CONTRAST = 25
_NEARLY_ALL = 0.95
"""Of the picture: a sheet that leaves no more of the lid."""
_STRONGER = 3.0
"""A card is some 40 levels from white."""
_TILE = 384
"""Side of what is warped at once [px]."""
_BEYOND_SHADOW_MM = 2.5
"""A sheet's shadow lies no farther out: what is darker there is ink."""
_DUST_MM = 1.2
_FEW_SPOTS, _SPOT_MM = 2, 4.0
"""So many spots on the glass around a card, no larger than this, are no ink."""
_ACROSS_MM = 1.0
"""A stroke that reaches so far to both sides of an edge would be cut in two."""
_CLEAR_INK = 60
"""No shadow is so dark."""


@dataclass(frozen=True)
class Overview:
    """A scan at about 100 dpi."""

    picture: Pixels
    """RGB or gray."""
    gray: Pixels
    factor: int
    """The whole number by which it was shrunk."""
    dpi: float

    def from_source(self, points: Points) -> Points:
        return np.asarray((points + 0.5) / self.factor - 0.5, np.float64)

    def to_source(self, points: Points) -> Points:
        return np.asarray((points + 0.5) * self.factor - 0.5, np.float64)


@dataclass(frozen=True)
class Place:
    corners: Points
    """(4, 2) x, y in px of the scan: top left, top right, bottom right, bottom left of the page as it reads."""
    skew_deg: float
    """How far it lay turned clockwise, but for quarter turns."""
    rotation: Rotation
    """Quarter turns clockwise that make it read upright."""
    hidden: Sides
    """Left, top, right, bottom of the page as it reads: where its edge was not seen."""
    on_white: bool
    """The lid is as white as the paper. A side that was not seen lies who knows where."""
    gains: Gains | None
    """How to brighten the page as it reads, where the light on it is uneven."""


def find_place(source: Pixels, dpi: int, small: Overview) -> Place:
    """`source`: RGB or gray; `small`: its overview. A page whose edges cannot be seen stays whole; no ink is ever left out."""
    picture = evenly_lit(small.picture)
    gray = small.gray if picture is small.picture else in_gray(picture)
    sheet = find_sheet(gray)
    on_white = sheet is None
    # A dark line along the end of the glass looks like a lid around a sheet that fills it.
    if (sheet is None or _fills(sheet, gray)) and (card := _card(picture, small.dpi)) and not _cuts(small, card, of_a_card=True):
        sheet, on_white = card, True
    if sheet is None:
        skew = text_skew(type_mask(gray, _INK_CONTRAST))
        sheet = find_faint_sheet(picture, skew, small.dpi)
        if sheet is not None and _cuts(small, sheet):
            sheet = None
    if sheet is not None:
        corners, skew, hidden = small.to_source(sheet.corners), sheet.skew_deg, sheet.hidden
        corners = _moved_in(corners, hidden, _HAIR_MM / 25.4 * dpi)
    else:
        corners, hidden = _whole(ink_mask(small.gray, _INK_CONTRAST), skew, small, source.shape), (True, True, True, True)
    upright = cut_out(small.gray, small.from_source(corners), 1.0)
    gains = uneven_light(upright)
    up = _which_way(source, corners, dpi, upright, gains)
    quarters = TURNS.index(up.rotation)
    turned = np.roll(np.arange(4), quarters)
    hidden = (hidden[turned[0]], hidden[turned[1]], hidden[turned[2]], hidden[turned[3]])
    gains = None if gains is None else np.ascontiguousarray(np.rot90(gains, -quarters))
    return Place(corners[turned], skew or 0.0, up.rotation, hidden, on_white, gains)


def _which_way(source: Pixels, corners: Points, dpi: int, upright: Pixels, gains: Gains | None) -> Up:
    """`upright`: the page in gray, from the overview; `gains`: of its light.

    A card, a page of few words and one of small type are looked at more closely.
    """
    along, down = (float(np.hypot(*(corners[to] - corners[0]))) / dpi * 25.4 for to in (1, 3))
    if dpi >= LEAST_DPI and card_sized(along, down):
        return which_way_card(in_gray(cut_out(source, corners, 1.0)), dpi)
    up = which_way_up(upright if gains is None else evened(upright, gains))
    if up.plain or dpi < LEAST_DPI:
        return up
    closer = in_gray(cut_out(source, corners, min(1.0, _CLOSE_DPI / dpi)))
    return up.or_closer(which_way_up(closer if gains is None else evened(closer, gains)))


def _card(small: Pixels, small_dpi: float) -> Sheet | None:
    """An identity card alone under a white lid, by how far its colour is from the lid's: then the lid is dark and the card is light."""
    boxes = card_boxes(small, small_dpi)
    if len(boxes) != 1:
        return None
    box = boxes[0]
    part = small[box.top : box.bottom, box.left : box.right].reshape(box.bottom - box.top, box.right - box.left, -1)
    lid = np.median(np.concatenate([part[:3].reshape(-1, part.shape[2]), part[-3:].reshape(-1, part.shape[2])]), axis=0)
    away = np.abs(part - lid).max(axis=2)
    sheet = find_sheet(np.clip(away * _STRONGER, 0, 255).astype(np.uint8))
    if sheet is None or any(unseen and not end for unseen, end in zip(sheet.hidden, box.ends, strict=True)):
        return None
    return Sheet(sheet.corners + np.array([box.left, box.top]), sheet.skew_deg, sheet.hidden)


def cut_out(source: Pixels, corners: Points, scale: float) -> Pixels:
    """Crop, turn and scale in one go, so that the page is resampled once. `corners`: as in `Place`; beyond the picture it is white."""
    sides = np.roll(corners, -1, axis=0) - corners
    lengths = np.hypot(sides[:, 0], sides[:, 1])
    width, height = (max(1, round(float(lengths[a] + lengths[a + 2]) / 2 * scale)) for a in (0, 1))
    flat = bool(np.abs(corners[0] - corners[1] + corners[2] - corners[3]).max() < 0.5)
    target = frame(width, height).astype(np.float32)
    if flat:
        affine = np.asarray(cv2.getAffineTransform(target[:3], corners[:3].astype(np.float32)), np.float64)
        if (height, width) == source.shape[:2] and np.abs(affine - np.eye(2, 3)).max() < 1e-6:
            return source
        matrix = np.vstack([affine, (0.0, 0.0, 1.0)])
    else:
        matrix = np.asarray(cv2.getPerspectiveTransform(target, corners.astype(np.float32)), np.float64)
    return _warped(source, matrix, (width, height)) if source.ndim == 2 else _warped_in_tiles(source, matrix, (width, height))


def _warped(source: Pixels, matrix: NDArray[np.float64], size: tuple[int, int]) -> Pixels:
    """`matrix`: (3, 3), from px of the result to px of `source`."""
    flags, white = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, (255,) * 4
    if (matrix[2] == (0, 0, 1)).all():
        return np.asarray(cv2.warpAffine(source, matrix[:2], size, flags=flags, borderValue=white), np.uint8)
    return np.asarray(cv2.warpPerspective(source, matrix, size, flags=flags, borderValue=white), np.uint8)


def _warped_in_tiles(source: Pixels, matrix: NDArray[np.float64], size: tuple[int, int]) -> Pixels:
    """The same of RGB. With three channels, and across many rows of a large picture, OpenCV takes up to three times as long."""
    straight = np.empty((size[1], size[0], 3), np.uint8)
    for top in range(0, size[1], _TILE):
        for left in range(0, size[0], _TILE):
            tile = straight[top : top + _TILE, left : left + _TILE]
            width, height = tile.shape[1], tile.shape[0]
            seen = cv2.perspectiveTransform(frame(width, height)[None] + (left, top), matrix)[0]
            # With the pixels beside it, and never empty.
            low = np.clip(np.floor(seen.min(axis=0)).astype(int) - 2, 0, np.array(source.shape[1::-1]) - 1)
            high = np.maximum(np.ceil(seen.max(axis=0)).astype(int) + 3, low + 1)
            part = np.asarray(cv2.cvtColor(source[low[1] : high[1], low[0] : high[0]], cv2.COLOR_RGB2RGBA), np.uint8)
            here = _moved(-low[0], -low[1]) @ matrix @ _moved(left, top)
            tile[:] = cv2.cvtColor(_warped(part, here, (width, height)), cv2.COLOR_RGBA2RGB)
    return straight


def _moved(right: float, down: float) -> NDArray[np.float64]:
    return np.array([(1.0, 0.0, right), (0.0, 1.0, down), (0.0, 0.0, 1.0)])


def overview(source: Pixels, dpi: int) -> Overview:
    """`source`: RGB or gray at `dpi`. The rest of a row or column that is left over is less than 0.25 mm."""
    height, width = source.shape[:2]
    factor = max(1, min(round(dpi / _SMALL_DPI), height, width))
    # OpenCV halves fast, and takes two thirds fast, but not a third.
    step = 6 if factor == 3 else factor
    picture = source[: height // step * step, : width // step * step]
    if factor > 1:
        picture = _shrunk(picture, 2 if factor == 3 else factor, cv2.INTER_AREA)
    if factor == 3:
        picture = _shrunk(picture, 1.5, cv2.INTER_LINEAR)
    return Overview(picture, in_gray(picture), factor, dpi / factor)


def _shrunk(picture: Pixels, by: float, how: int) -> Pixels:
    height, width = picture.shape[:2]
    return np.asarray(cv2.resize(picture, (round(width / by), round(height / by)), interpolation=how), np.uint8)


def _fills(sheet: Sheet, gray: Pixels) -> bool:
    return bool(cv2.contourArea(sheet.corners.astype(np.float32)) > _NEARLY_ALL * gray.size)


def _cuts(small: Overview, sheet: Sheet, *, of_a_card: bool = False) -> bool:
    """Whether ink would be left out: more than dust beyond an edge and its shadow, or a stroke across an edge.

    Around what has the very size of a card a scanner's dark line and a few spots on its glass are no ink.
    """
    mm = small.dpi / 25.4
    level = paper_level(small.gray)
    depth = cv2.subtract(level, small.gray)
    if of_a_card:
        rim = round(SHADE_MM * mm)
        depth[:rim] = depth[-rim:] = 0
        depth[:, :rim] = depth[:, -rim:] = 0
    dim = min(1.0, float(np.percentile(level[::8, ::8], 90)) / USUAL_PAPER)

    def within(farther_mm: float) -> Pixels:
        filled = np.zeros(small.gray.shape, np.uint8)
        corners = _moved_in(sheet.corners, sheet.hidden, -farther_mm * mm)
        cv2.fillConvexPoly(filled, np.round(corners).astype(np.int32), 255)
        return filled

    beyond = cv2.threshold(cv2.subtract(depth, within(_BEYOND_SHADOW_MM)), _INK_CONTRAST * dim, 255, cv2.THRESH_BINARY)[1]
    if cv2.countNonZero(beyond):
        _, _, patches, _ = cv2.connectedComponentsWithStats(beyond, connectivity=8)
        sizes = patches[1:, 2:4].max(axis=1) / mm
        spots = sizes[sizes >= _DUST_MM]
        if spots.size and not (of_a_card and spots.size <= _FEW_SPOTS and spots.max() <= _SPOT_MM):
            return True
    inner = within(-_ACROSS_MM / 2)
    strokes = cv2.threshold(cv2.subtract(depth, within(-_ACROSS_MM)), _CLEAR_INK * dim, 255, cv2.THRESH_BINARY)[1]
    if not cv2.countNonZero(cv2.subtract(strokes, inner)):
        return False
    strokes = cv2.bitwise_and(strokes, within(_ACROSS_MM))
    _, labels = cv2.connectedComponents(strokes, connectivity=8)
    outside, inside = labels[within(_ACROSS_MM / 2) == 0], labels[inner > 0]
    return bool(np.intersect1d(outside[outside > 0], inside[inside > 0]).size)


def _moved_in(corners: Points, hidden: Sides, by: float) -> Points:
    """So many px farther in, at each side that was seen."""
    inward = np.zeros_like(corners)
    for side, unseen in enumerate(hidden):
        if not unseen:
            along = corners[side] - corners[side - 1]
            step = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1.0) * by
            inward[side] += step
            inward[side - 1] += step
    return np.asarray(corners + inward, np.float64)


def _whole(ink: NDArray[np.bool_], skew: float | None, small: Overview, shape: tuple[int, ...]) -> Points:
    """The whole picture, turned upright by its text lines, of the same size unless ink would be cut."""
    height, width = shape[:2]
    picture = frame(width, height)
    if skew is None or abs(skew) < _LEAST_TURN:
        return picture
    cos, sin = np.cos(np.deg2rad(skew)), np.sin(np.deg2rad(skew))
    axes = np.array([[cos, sin], [-sin, cos]])  # rows: along the lines, across them
    ys, xs = np.nonzero(ink)
    inked = small.to_source(np.column_stack([xs, ys]).astype(np.float64)) @ axes.T
    rest = _REST_MM / 25.4 * small.dpi * small.factor
    low, high = inked.min(axis=0) - rest, inked.max(axis=0) + rest
    middle = axes @ ((picture[0] + picture[2]) / 2)
    size = np.maximum([float(width), float(height)], high - low)
    # As near to the middle as the ink allows.
    start = np.clip(middle - size / 2, high - size, low)
    end = start + size
    box = np.array([(start[0], start[1]), (end[0], start[1]), (end[0], end[1]), (start[0], end[1])])
    return np.asarray(box @ axes, np.float64)
