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
    """The later rows' pages by what tells them, a page that nothing speaks for, a blank sheet, a separator, the rest of the first row.

    So the first row's first page is left to be sorted by hand. `card`: the code of the ID card.
    """
    first, *others = components
    told = [
        _with_code(sheet, card) if component.kind == "id_paper" else _cut_small(sheet) if component.kind == "photo" else sheet
        for component in others
        for sheet in (_picture(paper(component, page)) for page in range(plan["rows"][component.id]))
    ]
    blank = Image.fromarray(blank_page()).convert("RGB")
    separator = _with_code(blank, Separator(plan["procedure"], plan["case"], first.id).text)
    return [*told, paper(first, 0), blank, separator, *(paper(first, page) for page in range(1, plan["rows"][first.id]))]


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
