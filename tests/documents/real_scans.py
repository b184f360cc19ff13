"""What becomes of scans that nobody drew: `python -m tests.documents.real_scans FOLDER`, see `--help`.

Cleans every picture in the folder and says how; those of type in four positions, and counts which were turned upright. The test set is
made, and kinder than life: run this with scans of your own after a change, and look at the contact sheet. Pictures of persons' papers
stay where they are: nothing is kept but the sheet.
"""

from __future__ import annotations

import argparse
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw

from kiosk.documents import CleanPage, annotate, clean, load_image
from kiosk.documents.place import find_place, overview
from kiosk.errors import KioskError
from tests.documents.testset import Pixels

KINDS = (".png", ".jpg", ".jpeg", ".tif", ".tiff")
LEAST_DPI, A4_INCHES = 100, 11.7
"""A header that tells less is not believed: then the longer side is A4's."""
TILE = (470, 560)
A_ROW = 4


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sheet", type=Path, help="a picture of all of them, before and after")
    parser.add_argument("--lies", action="append", default=[], metavar="NAME=TURN", help="what does not lie upright, and the turn it needs")
    parser.add_argument("--no-type", action="append", default=[], metavar="NAME", help="has no lines of Latin type: only cleaned")
    options = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    needs = {name: int(turn) for name, _, turn in (each.partition("=") for each in options.lies)}
    turns: Counter[str] = Counter()
    tiles = []
    for file in sorted(each for each in options.folder.iterdir() if each.suffix.lower() in KINDS):
        try:
            pixels, dpi = load_image(file.read_bytes())
            dpi = dpi if dpi >= LEAST_DPI else max(75, round(max(pixels.shape[:2]) / A4_INCHES))
            page = clean(pixels, dpi)
        except KioskError as error:
            print(f"{file.name}: {error.key}")
            continue
        outcomes = [] if file.name in options.no_type else list(_in_four_positions(pixels, dpi, needs.get(file.name, 0)))
        turns.update(outcomes)
        odd = "" if all(each == "upright" for each in outcomes) else f"  {' '.join(outcomes)}"
        print(f"{file.name}: {dpi} dpi, skew {page.skew_deg:.2f}°, {page.verdict} {' '.join(page.reasons)}{odd}")
        if options.sheet:
            tiles += [_tile(pixels, page), _tile_of(page)]
    print(", ".join(f"{what}: {count}" for what, count in turns.most_common()))
    if tiles:
        _contact_sheet(tiles).save(options.sheet)
    return 0


def _in_four_positions(pixels: Pixels, dpi: int, turn: int) -> Iterator[str]:
    """For each: "upright", "left as it lies" or "turned wrong"; `turn`: what the picture needs as it is."""
    for quarter in range(4):
        lying = np.ascontiguousarray(np.rot90(pixels, quarter))
        found = find_place(lying, dpi, overview(lying, dpi)).rotation
        wanted = (turn + 90 * quarter) % 360
        yield "upright" if found == wanted else "left as it lies" if found == 0 else "turned wrong"


def _tile(pixels: Pixels, page: CleanPage) -> Image.Image:
    picture = Image.fromarray(pixels).convert("RGB")
    outline = [*page.crop, page.crop[0]]
    ImageDraw.Draw(picture).line(outline, fill=(255, 0, 0), width=max(2, picture.width // 250))
    return _fitted(picture)


def _tile_of(page: CleanPage) -> Image.Image:
    return _fitted(Image.open(io.BytesIO(annotate(page.jpeg, page.marks) if page.marks else page.jpeg)).convert("RGB"))


def _fitted(picture: Image.Image) -> Image.Image:
    picture.thumbnail(TILE)
    return picture


def _contact_sheet(tiles: list[Image.Image]) -> Image.Image:
    rows = -(-len(tiles) // A_ROW)
    sheet = Image.new("RGB", (A_ROW * (TILE[0] + 10), rows * (TILE[1] + 10)), (120, 130, 140))
    for number, tile in enumerate(tiles):
        sheet.paste(tile, ((number % A_ROW) * (TILE[0] + 10), number // A_ROW * (TILE[1] + 10)))
    return sheet


if __name__ == "__main__":
    raise SystemExit(main())
