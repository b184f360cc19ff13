"""The stack of the demo: papers as somebody pulls them out of a bag, with a separator sheet among them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import segno
from PIL import Image

from kiosk.catalogue import Component
from kiosk.devices.virtual.escl import Side
from kiosk.devices.virtual.papers import blank_page
from kiosk.dossier.propose import Separator

_BED = (62, 62, 62)
_PHOTO_PX = (472, 630)
"""60 mm x 80 mm at 200 dpi."""


def mixed_stack(components: Sequence[Component], plan: Mapping[str, Any], paper: Callable[[Component, int], Side], card: str) -> list[Side]:
    """What tells itself (ID cards, photographs), a page that nothing speaks for, a blank sheet, and the rest behind a separator each.

    So the first row's first page is left to be sorted by hand. `card`: the code of the ID card.
    """
    blank = Image.fromarray(blank_page()).convert("RGB")

    def pages(component: Component, begin: int = 0) -> list[Image.Image]:
        return [_picture(paper(component, page)) for page in range(begin, plan["rows"][component.id])]

    def behind_separator(component: Component, begin: int = 0) -> list[Image.Image]:
        return [_with_code(blank, Separator(plan["procedure"], plan["case"], component.id).text), *pages(component, begin)]

    first, *others = components
    stack: list[Side] = []
    for component in others:
        if component.kind == "id_paper":
            stack += [_with_code(sheet, card) for sheet in pages(component)]
        elif component.kind == "photo":
            stack += [_cut_small(sheet) for sheet in pages(component)]
    stack += [paper(first, 0), blank, *behind_separator(first, 1)]
    for component in others:
        if component.kind == "paper":
            stack += behind_separator(component)
    return stack


def _picture(paper: Side) -> Image.Image:
    return (paper if isinstance(paper, Image.Image) else Image.open(io.BytesIO(paper))).convert("RGB")


def _with_code(sheet: Image.Image, text: str) -> Image.Image:
    png = io.BytesIO()
    segno.make(text, error="m").save(png, kind="png", scale=6, border=4)
    marked = sheet.copy()
    marked.paste(Image.open(png).convert("RGB"), (sheet.width // 3, sheet.height // 2))
    return marked


def _cut_small(sheet: Image.Image) -> Image.Image:
    """As large as a photograph, on the dark bed of the scanner."""
    left, top = sheet.width // 2 - _PHOTO_PX[0] // 2, sheet.height // 3 - 100
    bed = Image.new("RGB", sheet.size, _BED)
    bed.paste(sheet.crop((left, top, left + _PHOTO_PX[0], top + _PHOTO_PX[1])), (left, top))
    return bed
