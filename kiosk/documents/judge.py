"""Would an officer accept this page? It never blocks: the resident may keep the page, and the officer sees the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.documents.blank import is_blank
from kiosk.documents.fineness import blown_up_by
from kiosk.documents.fingerprint import fingerprint
from kiosk.documents.rim import Points, Sides, covered_marks, cut_marks, of_the_page, outside
from kiosk.documents.sharpness import Tiles, tiles
from kiosk.documents.view import View, highest, view
from kiosk.documents.where import Mark, Reason, marks_of, whole_page
from kiosk.settings import Page as Limits

Pixels = NDArray[np.uint8]
Verdict = Literal["good", "doubtful", "bad"]

_Finding = tuple[Reason, Verdict, tuple[Mark, ...]]

_INK_MM = 7
"""Strokes are thinner."""
_TYPICAL = 25
"""A page's sharpness is that of the tile of this percentile."""
_SOFT = 0.5
_DARKER, _OF_PAGE = 0.1, 0.05
"""Print is as dark as the darkest tiles, such a part of the inked ones, or such a part of the page where a pattern inks it all."""
_MIXED = 0.2
"""With more dark tiles among the pale ones, or pale ones among the others, the pale ones are a pattern under the words."""
_LEAST_PATCH = 4
"""So many tiles of text side by side are a part of the page that matters."""


@dataclass(frozen=True)
class Judgement:
    verdict: Verdict
    reasons: tuple[Reason, ...]
    marks: tuple[Mark, ...]
    """Where each reason lies; at least one for each."""
    blank: bool
    fingerprint: str
    """For `alike`; "" when there is too little on the page to tell it by."""


def judge(
    page: Pixels,
    dpi: int,
    *,
    limits: Limits,
    hidden: Sides = (True, True, True, True),
    beyond: tuple[Mark, ...] = (),
    scan: Pixels | None = None,
    scan_dpi: int = 0,
    corners: Points | None = None,
) -> Judgement:
    """`page`: straight, cropped and upright, RGB or gray; `hidden`: sides where the paper's edge was not seen (left, top, right, bottom);
    `beyond`: what the scan cut off; `scan`, at `scan_dpi`: as it came, to tell whether it was blown up; `corners`: of the page in it."""
    seen = view(page, dpi)
    blank = is_blank(seen, limits.blank_depth)
    unseen = None if scan is None or corners is None else outside(corners, scan.shape, seen.cells.shape[:2])
    covered = covered_marks(seen, limits.covered_mm, unseen)
    found = [*_light(seen, limits, covered)]
    if blank:
        found.append(("blank", "doubtful", (whole_page("blank"),)))
    else:
        parts = tiles(seen)
        blurred = [*_sharpness(parts, limits)]
        # Smeared strokes are pale; that is no second fault.
        found += blurred or [*_contrast(parts, limits)]
        found += [*_fineness(dpi, parts, scan, scan_dpi, limits)]
        if unseen is not None:
            beyond = of_the_page(beyond, seen, unseen)
        if cut := (*beyond, *cut_marks(seen, hidden, limits.cut_depth)):
            found.append(("cut_at_edge", "doubtful", cut))
    if covered:
        found.append(("covered", "doubtful", covered))
    verdict: Verdict = "bad" if any(each == "bad" for _, each, _ in found) else "doubtful" if found else "good"
    marks = tuple(mark for _, _, where in found for mark in where)
    reasons = tuple(reason for reason, _, _ in found)
    return Judgement(verdict, reasons, marks, blank, "" if blank else fingerprint(seen.depth, seen.small_dpi))


def _light(seen: View, limits: Limits, covered: tuple[Mark, ...]) -> Iterator[_Finding]:
    """The whole page, or a shadow that falls on a part of it from the side."""
    # The lightest channel: a red or green cover is no dark page.
    light = highest(seen.cells)
    whole = float(np.percentile(light, 90))
    if whole < limits.dark_doubtful:
        yield "too_dark", "bad" if whole < limits.dark_bad else "doubtful", (whole_page("too_dark"),)
        return
    paper = cv2.morphologyEx(light, cv2.MORPH_CLOSE, np.ones((_INK_MM, _INK_MM), np.uint8))
    dark = paper < limits.dark_doubtful
    for mark in covered:
        rows, columns = dark.shape
        top, left = int(mark.y * rows), int(mark.x * columns)
        dark[top : top + round(mark.height * rows) + 1, left : left + round(mark.width * columns) + 1] = False
    shadow = _patches(dark, limits.least_part * dark.size, at_the_side=True)
    if shadow.any():
        yield "too_dark", "doubtful", marks_of("too_dark", shadow)


def _sharpness(parts: Tiles, limits: Limits) -> Iterator[_Finding]:
    slopes = parts.slope[~np.isnan(parts.slope)]
    if slopes.size == 0:
        return
    typical = float(np.percentile(slopes, _TYPICAL))
    if typical < limits.sharp_doubtful:
        yield "blurred", "bad" if typical < limits.sharp_bad else "doubtful", parts.marks("blurred", parts.slope < limits.sharp_doubtful)
        return
    with np.errstate(invalid="ignore"):
        patch = _patches(parts.slope < limits.sharp_part, max(_LEAST_PATCH, limits.least_part * slopes.size), at_the_side=False)
    if patch.any():
        yield "blurred", "doubtful", parts.marks("blurred", patch)


def _contrast(parts: Tiles, limits: Limits) -> Iterator[_Finding]:
    depths = parts.depth
    inked = np.sort(depths[~np.isnan(depths)])
    if inked.size == 0:
        return
    typical = float(inked[-1 - int(min(_DARKER * inked.size, _OF_PAGE * depths.size))])
    if typical < limits.faint_doubtful:
        yield "too_light", "bad" if typical < limits.faint_bad else "doubtful", parts.marks("too_light", depths < limits.faint_doubtful)
        return
    with np.errstate(invalid="ignore"):
        pale, dark = depths < limits.faint_doubtful, depths >= limits.faint_doubtful
        # A printed pattern is as pale, but soft, or lies under dark words and all around them.
        words = pale & (parts.slope >= limits.sharp_doubtful)
    patch = _patches(words, max(_LEAST_PATCH, limits.faint_part * inked.size), at_the_side=False)
    if not patch.any():
        return
    around = np.zeros_like(patch)
    rows, columns = np.flatnonzero(patch.any(axis=1)), np.flatnonzero(patch.any(axis=0))
    around[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] = True
    if _share(dark, pale, around) <= _MIXED and _share(pale, dark, ~around) <= _MIXED:
        yield "too_light", "doubtful", parts.marks("too_light", patch)


def _share(some: NDArray[np.bool_], others: NDArray[np.bool_], where: NDArray[np.bool_]) -> float:
    return int(np.count_nonzero(some & where)) / max(1, int(np.count_nonzero((some | others) & where)))


def _fineness(dpi: int, parts: Tiles, scan: Pixels | None, scan_dpi: int, limits: Limits) -> Iterator[_Finding]:
    real = float(dpi)
    slopes = parts.slope[~np.isnan(parts.slope)]
    # A sharp page was not blown up; the closer look is for the others.
    if scan is not None and slopes.size and float(np.percentile(slopes, _TYPICAL)) < _SOFT:
        real = min(real, scan_dpi / blown_up_by(scan))
    if real < limits.dpi_doubtful:
        yield "low_resolution", "bad" if real < limits.dpi_bad else "doubtful", (whole_page("low_resolution"),)


def _patches(mask: NDArray[np.bool_], least: float, *, at_the_side: bool) -> NDArray[np.bool_]:
    """Only the patches of `least` cells or more, and, if asked, only those that touch the side."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    keep = stats[:, cv2.CC_STAT_AREA] >= least
    keep[0] = False
    if at_the_side:
        outer = np.zeros_like(keep)
        outer[np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])] = True
        keep &= outer
    return np.asarray(keep[labels], np.bool_)
