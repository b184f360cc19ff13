"""A test set with known truth, made by itself from a seed: papers as residents bring them, as a scanner's glass shows them.

for sample in samples():            # recipes() → make(recipe) → Sample(pixels, dpi, truth, recipe)
    page = clean(sample.pixels, sample.dpi)

A white lid is modelled after what flatbeds and feeders give: a soft shadow on the sides away from the lamp, paper a little yellower or
darker than the lid, noise, columns that are not quite alike, sometimes JPEG. "white_same" is the case in which nothing can be seen: the
paper has the lid's colour and casts no shadow. `Truth.edges` tells for each side by how many levels it differs from what lies beside it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import erf
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.documents.testset_glass import Background, Shadow, colours, covered, folded, frame, lit, on_glass, sensed, through_jpeg
from tests.documents.testset_papers import Kind, draw
from tests.documents.testset_pen import HOUSE, Pixels

Points = NDArray[np.float64]
Edges = tuple[float, float, float, float]
Bed = Literal["roomy", "tight", "touching", "leaving"]
Defect = Literal["blurred", "dark", "light", "folded", "covered", "cut"]

SEED = 20_261_122
HELD_OUT_SEED = 77_003
"""Other words, other typefaces, other chances: no threshold was chosen by looking at these pages."""
FRESH_SEED = 915_306
"""For which way is up only: made after both; looked at when letters were measured by their words, no longer fresh since."""
LATER_SEED = 660_918
"""The same once more, with the typefaces and words of LATER_*: nothing was chosen by looking at these pages."""
TUNED_FAMILIES = (HOUSE, "Liberation Serif", "DejaVu Sans")
HELD_OUT_FAMILIES = ("FreeSerif", "Liberation Sans", "DejaVu Serif")
READABLE: tuple[Kind, ...] = ("text", "stamped", "form", "table", "photo", "faint", "framed", "a5", "receipt", "capitals")
"""Kinds with enough text to tell which way is up."""
VISIBLE_LEVELS = 4.0
"""A side that differs by as much from what lies beside it can be seen."""


@dataclass(frozen=True)
class Recipe:
    """What to make. Two equal recipes make equal pixels."""

    seed: int
    kind: Kind = "text"
    background: Background = "dark"
    skew_deg: float = 0.0
    """Clockwise."""
    rotation: Literal[0, 90, 180, 270] = 0
    """How far the scan must be turned clockwise for the page to read upright."""
    bed: Bed = "roomy"
    family: str = HOUSE
    held_out: bool = False
    dpi: int = 200
    lift: float = 0.0
    """By which part one side looks shorter than the one opposite: a page that is not flat on the glass."""
    uneven: float = 0.0
    """By which part the light is weaker on one side than on the other."""
    jpeg: int | None = None
    """The scanner's own JPEG quality."""
    defects: tuple[tuple[Defect, float], ...] = ()
    """With their strength: blurred: sigma [mm]; dark, light: part of the levels, of the contrast that is left; folded, covered: size [mm];
    cut: how much of the paper lies beyond the picture [mm]."""


@dataclass(frozen=True)
class Truth:
    corners: Points
    """(4, 2) x, y in px of the scan: top left, top right, bottom right, bottom left of the page as it reads."""
    skew_deg: float
    rotation: Literal[0, 90, 180, 270]
    blank: bool
    defects: tuple[Defect, ...]
    edges: Edges
    """Levels by which each side of the lying paper (left, top, right, bottom in the scan) differs from what lies beside it; 0 where the
    side is beyond the picture."""
    size_mm: tuple[float, float]
    """Width and height of the page as it reads."""
    marks: dict[Defect, Points] = field(default_factory=dict)
    """Where a folded corner or a cover lies: an outline in px of the scan."""

    @property
    def visible(self) -> bool:
        """Whether all four sides can be seen."""
        return min(self.edges) >= VISIBLE_LEVELS


@dataclass(frozen=True)
class Sample:
    pixels: Pixels
    """(h, w, 3) RGB."""
    dpi: int
    truth: Truth
    recipe: Recipe


def samples(chosen: Iterable[Recipe] | None = None) -> Iterator[Sample]:
    """One at a time: the whole set does not fit into memory."""
    return (make(recipe) for recipe in (recipes() if chosen is None else chosen))


def recipes(seed: int = SEED, *, held_out: bool = False, dpi: int = 200) -> list[Recipe]:
    """336 pages: every kind on every background, lying in every way."""
    chance, families = random.Random(seed), HELD_OUT_FAMILIES if held_out else TUNED_FAMILIES
    found: list[Recipe] = []

    def add(
        count: int, kinds: tuple[Kind, ...], backgrounds: tuple[Background, ...], beds: tuple[Bed, ...] = ("roomy",), **more: float
    ) -> None:
        found.extend(
            Recipe(
                seed=chance.randrange(10**6),
                kind=kinds[number % len(kinds)],
                background=backgrounds[number % len(backgrounds)],
                skew_deg=chance.uniform(-15, 15) if number % 3 else chance.uniform(-2, 2),
                rotation=chance.choice((0, 90, 180, 270)),
                bed=beds[number % len(beds)],
                family=families[number % len(families)],
                held_out=held_out,
                dpi=dpi,
                lift=chance.uniform(-1, 1) * more.get("lift", 0),
                uneven=chance.uniform(0.5, 1) * more.get("uneven", 0),
                jpeg=chance.choice((None, None, 90, 80)),
            )
            for number in range(count)
        )

    add(90, READABLE, ("dark", "gray"))
    add(70, READABLE, ("white",))
    add(20, READABLE, ("white_faint",))
    add(20, READABLE, ("white_same",))
    add(24, READABLE, ("dark", "gray", "white"), ("touching", "leaving"))
    add(18, READABLE, ("dark", "gray", "white"), ("tight",))
    add(16, READABLE, ("dark", "gray"), lift=0.03)
    add(18, READABLE, ("dark", "gray", "white"), uneven=0.3)
    add(24, ("card",), ("dark", "gray", "white"))
    add(36, READABLE, ("gray", "white", "gray", "white_faint"), ("tight", "touching", "leaving"), uneven=0.35)
    return found


def orientation_recipes(
    seed: int = SEED, *, held_out: bool = False, families: tuple[str, ...] | None = None, dpi: int = 200, count: int = 240
) -> list[Recipe]:
    """As many upside down as upright and as on either side."""
    chance, families = random.Random(seed + 1), families or (HELD_OUT_FAMILIES if held_out else TUNED_FAMILIES)
    turns: tuple[Literal[0, 90, 180, 270], ...] = (0, 180, 90, 270)
    return [
        Recipe(
            seed=chance.randrange(10**6),
            kind=READABLE[number // 4 % len(READABLE)],
            background=("dark", "gray", "white")[number % 3],  # type: ignore[arg-type]
            skew_deg=chance.uniform(-3, 3),
            rotation=turns[number % 4],
            family=families[number % len(families)],
            held_out=held_out,
            dpi=dpi,
        )
        for number in range(count)
    ]


def blank_recipes(seed: int = SEED, *, held_out: bool = False, dpi: int = 200, count: int = 240) -> list[Recipe]:
    """Five empty backs to one page with hardly anything on it."""
    chance, families = random.Random(seed + 2), HELD_OUT_FAMILIES if held_out else TUNED_FAMILIES
    backgrounds: tuple[Background, ...] = ("dark", "gray", "white", "white_faint")
    return [
        Recipe(
            seed=chance.randrange(10**6),
            kind="sparse" if number % 6 == 5 else "back",
            background=backgrounds[number // 6 % 4],
            skew_deg=chance.uniform(-5, 5),
            bed=("roomy", "tight")[number % 2],  # type: ignore[arg-type]
            family=families[number % len(families)],
            held_out=held_out,
            dpi=dpi,
            jpeg=chance.choice((None, 85)),
        )
        for number in range(count)
    ]


def make(recipe: Recipe) -> Sample:
    """The scan that the recipe asks for."""
    chance = np.random.default_rng(recipe.seed)
    lid, paper_colour, shadow = colours(recipe.background, chance)
    paper, opaque = draw(recipe.kind, recipe.seed, recipe.dpi, recipe.family, held_out=recipe.held_out, paper=paper_colour)
    size_mm = (paper.shape[1] / recipe.dpi * 25.4, paper.shape[0] / recipe.dpi * 25.4)
    mm, strength = recipe.dpi / 25.4, dict(recipe.defects)
    outlines: dict[Defect, Points] = {}
    if "folded" in strength:
        paper, opaque, outlines["folded"] = folded(paper, opaque, strength["folded"] * mm, chance)
    if "covered" in strength:
        paper, outlines["covered"] = covered(paper, strength["covered"] * mm, chance)
    turns = recipe.rotation // 90
    reading = frame(paper.shape[1], paper.shape[0])
    paper, opaque = np.ascontiguousarray(np.rot90(paper, turns)), np.ascontiguousarray(np.rot90(opaque, turns))
    lying = frame(paper.shape[1], paper.shape[0])
    quarter = cv2.getPerspectiveTransform(np.float32(reading), np.float32(np.roll(lying, turns, axis=0)))
    place, (bed_w, bed_h) = _placed(recipe, lying, chance, mm)
    image = on_glass(paper, opaque, place, (bed_w, bed_h), lid, shadow, mm, chance)
    image = lit(image, recipe.uneven, chance)
    if "blurred" in strength:
        image = cv2.GaussianBlur(image, (0, 0), strength["blurred"] * mm)
    image *= strength.get("dark", 1.0)
    if "light" in strength:
        image = 255 - (255 - image) * strength["light"]
    pixels = sensed(image, chance)
    if recipe.jpeg is not None:
        pixels = through_jpeg(pixels, recipe.jpeg)
    corners = _through(place, lying)
    truth = Truth(
        corners=np.roll(corners, turns, axis=0),
        skew_deg=recipe.skew_deg,
        rotation=recipe.rotation,
        blank=recipe.kind == "back",
        defects=tuple(strength),
        edges=_edges(corners, (bed_w, bed_h), lid, paper, shadow, mm),
        size_mm=size_mm,
        marks={name: _through(place @ quarter, outline) for name, outline in outlines.items()},
    )
    return Sample(pixels, recipe.dpi, truth, recipe)


def _placed(recipe: Recipe, lying: Points, chance: np.random.Generator, mm: float) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """From px of the lying paper to px of the picture, and the picture's size."""
    angle = np.deg2rad(recipe.skew_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    corners = lying - lying.mean(axis=0)
    if recipe.lift > 0:
        corners[:2, 0] *= 1 - recipe.lift
    elif recipe.lift < 0:
        corners[1:3, 1] *= 1 + recipe.lift
    corners = corners @ turn.T
    room = np.ptp(corners, axis=0)
    margin = {"roomy": chance.uniform(6, 35), "tight": chance.uniform(1.0, 2.5), "touching": 8.0, "leaving": 8.0}[recipe.bed] * mm
    if recipe.kind == "card" and recipe.bed == "roomy":
        bed = np.array([chance.uniform(130, 216), chance.uniform(120, 297)]) * mm
    else:
        bed = room + 2 * margin
    free = (bed - room) / 2
    centre = bed / 2 + np.clip(chance.uniform(-0.9, 0.9, 2) * free, -free, free)
    beyond = dict(recipe.defects).get("cut")
    if recipe.bed in ("touching", "leaving") or beyond is not None:
        side = int(chance.integers(4))
        over = (0.0 if recipe.bed == "touching" else float(chance.uniform(2, 6)) if beyond is None else beyond) * mm
        axis, sign = side % 2, -1 if side < 2 else 1
        centre[axis] = bed[axis] / 2 + sign * (free[axis] + over)
    matrix = cv2.getPerspectiveTransform(np.float32(lying), np.float32(corners + centre - 0.5))
    return np.asarray(matrix, np.float64), (round(float(bed[0])), round(float(bed[1])))


def _edges(corners: Points, size: tuple[int, int], lid: NDArray[np.float32], paper: Pixels, shadow: Shadow, mm: float) -> Edges:
    """Left, top, right, bottom: the greater of the step in colour and the depth of the shadow."""
    rim, middle = round(2 * mm), (paper.shape[0] // 2, paper.shape[1] // 2)
    strips = (paper[middle[0] - 99 : middle[0] + 99, :rim], paper[:rim, middle[1] - 99 : middle[1] + 99],
              paper[middle[0] - 99 : middle[0] + 99, -rim:], paper[-rim:, middle[1] - 99 : middle[1] + 99])  # fmt: skip
    found = []
    for side, strip in enumerate(strips):
        start, end = corners[side - 1], corners[side]
        along = end - start
        outward = np.array([along[1], -along[0]]) / np.linalg.norm(along)
        centre = (start + end) / 2
        outside = not ((centre > 0).all() and (centre < np.array(size) - 1).all())
        step = float(np.abs(lid - strip.reshape(-1, 3).mean(axis=0)).max())
        cast = shadow.depth * (1 + erf(float(outward @ shadow.toward) * shadow.reach / shadow.soft / 2**0.5)) / 2
        found.append(0.0 if outside else max(step, cast))
    return found[0], found[1], found[2], found[3]


def _through(matrix: NDArray[np.float64], points: Points) -> Points:
    return np.asarray(cv2.perspectiveTransform(points[None].astype(np.float64), matrix)[0], np.float64)
