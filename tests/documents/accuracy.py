"""How well pages are straightened, cropped and turned upright: the tables of docs/pages.md. `make accuracy`, 25 minutes of a core.

python -m tests.documents.accuracy [--every N] [--set tuned|held-out|fresh|later]      every Nth page only; one of the sets only
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.documents import clean
from tests.documents.measures import lost, overlap, residual_skew
from tests.documents.testset import (
    FRESH_SEED,
    HELD_OUT_SEED,
    LATER_SEED,
    READABLE,
    SEED,
    Recipe,
    Sample,
    Truth,
    blank_recipes,
    make,
    orientation_recipes,
    recipes,
)
from tests.documents.testset_pen import FRESH_FAMILIES, LATER_FAMILIES, missing_families


@dataclass(frozen=True)
class Row:
    recipe: Recipe
    truth: Truth
    skew: float
    """Left after cleaning [deg]."""
    iou: float
    lost: float
    """Part of the paper that was cut off."""
    rotation: int
    blank: bool

    @property
    def group(self) -> str:
        recipe = self.recipe
        if recipe.kind == "card":
            return f"ID card, {recipe.background}"
        lid = {"white": "white", "white_faint": "white, faint"}.get(recipe.background, "dark or gray")
        if recipe.uneven:
            return f"uneven light, {lid}" if recipe.bed == "roomy" else f"uneven light, hardly any lid: {lid}"
        if recipe.bed != "roomy":
            return f"{recipe.bed}, {lid}"
        if recipe.lift:
            return "lifted at one side"
        if recipe.background == "white":
            return "white, every edge visible" if self.truth.visible else "white, some edge hardly visible"
        return {"white_faint": "white, faint", "white_same": "white, nothing to see"}.get(recipe.background, recipe.background)


def measure(sample: Sample) -> Row:
    page = clean(sample.pixels, sample.dpi)
    truth, shape = sample.truth, sample.pixels.shape
    skew, iou, gone = residual_skew(page, truth.corners), overlap(page, truth.corners, shape), lost(page, truth.corners, shape)
    return Row(sample.recipe, truth, skew, iou, gone, page.rotation, page.blank)


def geometry(rows: list[Row]) -> list[str]:
    """Skew and crop, by how the page lay."""
    lines = [
        "| how the page lies | pages | skew left: median | p95 | max | IoU: median | p10 | min | paper lost: max |",
        "| --- | --: " + "| --: " * 7 + "|",
    ]
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    for name, chosen in [
        *sorted(groups.items()),
        ("all but those with nothing to see", [row for row in rows if row.recipe.background != "white_same"]),
    ]:
        skew, iou = np.array([row.skew for row in chosen]), np.array([row.iou for row in chosen])
        lines.append(
            f"| {name} | {len(chosen)} | {np.median(skew):.3f}° | {np.percentile(skew, 95):.3f}° | {skew.max():.3f}° "
            f"| {np.median(iou):.4f} | {np.percentile(iou, 10):.4f} | {iou.min():.4f} | {max(row.lost for row in chosen):.1%} |"
        )
    return lines


def orientation(rows: list[Row]) -> list[str]:
    """Which pages that can be read were turned upright."""
    lines = ["| lies | pages | turned upright | left as it lay | turned wrong |", "| --- | --: | --: | --: | --: |"]
    readable = [row for row in rows if row.recipe.kind in READABLE]
    for turn, name in ((0, "upright"), (180, "upside down"), (90, "on one side"), (270, "on the other side")):
        chosen = [row for row in readable if row.truth.rotation == turn]
        right = sum(row.rotation == turn for row in chosen)
        left = sum(row.rotation == 0 != turn for row in chosen)
        lines.append(f"| {name} | {len(chosen)} | {right} ({right / max(1, len(chosen)):.1%}) | {left} | {len(chosen) - right - left} |")
    return lines


def blanks(rows: list[Row]) -> list[str]:
    backs, written = [row for row in rows if row.truth.blank], [row for row in rows if not row.truth.blank]
    found, wrong = sum(row.blank for row in backs), sum(row.blank for row in written)
    return [
        "| side | pages | called blank |",
        "| --- | --: | --: |",
        f"| empty | {len(backs)} | {found} ({found / max(1, len(backs)):.1%}) |",
        f"| with something on it | {len(written)} | {wrong} |",
    ]


def run(chosen: Sequence[Recipe]) -> list[Row]:
    """On all processors: each page by one of them."""
    with ProcessPoolExecutor(initializer=cv2.setNumThreads, initargs=(1,)) as pool:
        return list(pool.map(_made_and_measured, chosen, chunksize=4))


def _made_and_measured(recipe: Recipe) -> Row:
    return measure(make(recipe))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--set", choices=("tuned", "held-out", "fresh", "later"))
    asked = parser.parse_args()
    if missing := missing_families():
        print(f"(not installed here, the house's type instead: {', '.join(missing)})")
    for name, seed in (("tuned", SEED), ("held-out", HELD_OUT_SEED)):
        if asked.set in (None, name):
            held_out = name == "held-out"
            pages, turns, backs = (
                run(make_recipes(seed, held_out=held_out)[:: asked.every]) for make_recipes in (recipes, orientation_recipes, blank_recipes)
            )
            print(f"\n### {name}: seed {seed}, {len(pages) + len(turns) + len(backs)} pages\n")
            print("\n".join([*geometry(pages), "", *orientation(pages + turns), "", *blanks(pages + turns + backs)]), flush=True)
    for name, seed, families in (("fresh", FRESH_SEED, FRESH_FAMILIES), ("later", LATER_SEED, LATER_FAMILIES)):
        if asked.set in (None, name):
            turns = run(orientation_recipes(seed, families=families)[:: asked.every])
            print(f"\n### {name}: seed {seed}, {len(turns)} pages\n")
            print("\n".join(orientation(turns)), flush=True)


if __name__ == "__main__":
    main()
