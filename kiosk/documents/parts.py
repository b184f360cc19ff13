"""A row's pages → PDFs that the portal takes: made smaller where they must be, never illegible, and then split.

The pages go in as they were kept when they fit. Else they are compressed anew, step by step; a page without colour becomes gray. Below the
last step small print suffers (docs/decisions/0012 has the figures), and less than 200 dpi is against the law (TT 02/2019/TT-BNV): what is
still too large is split into parts, as few as that step allows, of the best quality that needs no more of them.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from kiosk.documents.gray import in_gray
from kiosk.documents.image_file import open_jpeg
from kiosk.documents.ocr import PageText, Word
from kiosk.documents.pdf import PdfPage, make_pdf

LEAST_DPI = 200
LEAST_QUALITY = 50
"""Of a JPEG."""
_QUALITIES = (65, LEAST_QUALITY)
_FRAME = 8_000
"""What a PDF has beside its pages: profile, font, metadata [bytes]."""
_FRAME_OF_PAGE = 1_000
_BYTES_OF_WORD = 30
"""In the text layer, packed; twice what was measured."""
_ONE_FILE = (0, 1)
_COLOUR = 24
"""A pixel whose chroma is further than this from the paper's is coloured, at about 50 dpi, where noise is gone."""
_LEAST_COLOUR = 2e-4
"""A page with less of it is gray: 2 × 6 mm on A4. A signature in blue ink has more."""

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Part:
    """One PDF of a row."""

    content: bytes
    pages: int

    def __repr__(self) -> str:
        return f"Part({self.pages} pages, {len(self.content)} bytes)"


@dataclass(frozen=True)
class _Step:
    dpi: float
    quality: int


def make_parts(
    pages: Sequence[PdfPage], *, most_bytes: int, title: str, made_at: datetime, keywords: Sequence[str] = ()
) -> tuple[Part, ...]:
    """The row's PDFs in the order of its pages, each at most `most_bytes` long unless a single page is longer even when made small.

    `title`, `keywords`, `made_at`: as for `make_pdf`. Raises InputError("page.unreadable").
    """
    best = _fitted(pages, most_bytes)
    made, first = [], 1
    for number, part in enumerate(best, start=1):
        last = first + len(part) - 1
        name = title if len(best) == 1 else f"{title} ({number}/{len(best)})"
        words = [*keywords, f"pages {first}-{last} of {len(pages)}"]
        made.append(Part(make_pdf(part, title=name, made_at=made_at, keywords=words), len(part)))
        first = last + 1
    return tuple(made)


def _fitted(pages: Sequence[PdfPage], most_bytes: int) -> list[list[PdfPage]]:
    """One list of pages for each part."""
    tries: list[_Step | None] = [None]
    best = _split(pages, most_bytes)
    needs = [_need(best, most_bytes)]
    for step in _steps(pages) if needs[0] != _ONE_FILE else []:
        best = _split([_shrunk(page, step) for page in pages], most_bytes)
        tries.append(step)
        needs.append(_need(best, most_bytes))
        if needs[-1] == _ONE_FILE:
            return best
    # Split it must be: then as good as that many parts allow.
    first = needs.index(needs[-1])
    if first == len(tries) - 1:
        return best
    chosen = tries[first]
    return _split([_shrunk(page, chosen) for page in pages] if chosen is not None else pages, most_bytes)


def _need(parts: list[list[PdfPage]], most_bytes: int) -> tuple[int, int]:
    """How many parts are too large all the same, being one page; how many parts there are."""
    return sum(_FRAME + _weight(part[0]) > most_bytes for part in parts), len(parts)


def _steps(pages: Sequence[PdfPage]) -> list[_Step]:
    """From the best to the smallest. Quality goes before resolution: of two files of one size, that of 300 dpi is the more legible."""
    dpi = max(_dpi(page.jpeg) for page in pages)
    return [_Step(each, quality) for each in ((dpi, LEAST_DPI) if dpi > LEAST_DPI else (LEAST_DPI,)) for quality in _QUALITIES]


def _split(pages: Sequence[PdfPage], most_bytes: int) -> list[list[PdfPage]]:
    parts: list[list[PdfPage]] = [[]]
    size = _FRAME
    for page in pages:
        if parts[-1] and size + _weight(page) > most_bytes:
            parts.append([])
            size = _FRAME
        parts[-1].append(page)
        size += _weight(page)
    return parts


def _weight(page: PdfPage) -> int:
    """What a page takes in a PDF [bytes]."""
    words = sum(len(line) for line in page.text.lines) if page.text is not None else 0
    return len(page.jpeg) + _FRAME_OF_PAGE + _BYTES_OF_WORD * words


def _shrunk(page: PdfPage, step: _Step) -> PdfPage:
    """The page compressed anew; as it was when that is no smaller."""
    with open_jpeg(page.jpeg) as image:
        pixels, dpi = np.asarray(image), _dpi_of(image)
    scale = min(1.0, step.dpi / dpi)
    if pixels.ndim == 3 and not _has_colour(pixels, dpi):
        pixels = in_gray(pixels)
    if scale < 1:
        size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))
    buffer = io.BytesIO()
    now = round(dpi * scale)
    Image.fromarray(pixels).save(buffer, "JPEG", quality=step.quality, dpi=(now, now), optimize=True)
    if buffer.tell() >= len(page.jpeg):
        return page
    return replace(page, jpeg=buffer.getvalue(), text=_scaled(page.text, scale))


def _dpi(jpeg: bytes) -> float:
    """What the header says; the picture is not decoded for it."""
    with open_jpeg(jpeg) as image:
        return _dpi_of(image)


def _dpi_of(image: Image.Image) -> float:
    return float(image.info.get("dpi", (LEAST_DPI,))[0])


def _has_colour(pixels: Pixels, dpi: float) -> bool:
    """Whether there is more than paper (of whatever tint) and gray or black ink."""
    factor = max(1, round(dpi / 50))
    size = (max(1, pixels.shape[1] // factor), max(1, pixels.shape[0] // factor))
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))
    chroma = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2YCrCb))[:, :, 1:].reshape(-1, 2).astype(np.int16)
    away = np.abs(chroma - np.median(chroma, axis=0)).max(axis=1)
    return bool((away > _COLOUR).mean() > _LEAST_COLOUR)


def _scaled(text: PageText | None, scale: float) -> PageText | None:
    if text is None or scale == 1:
        return text

    def at(word: Word) -> Word:
        left, top, right, bottom = (round(edge * scale) for edge in word.box)
        return replace(word, box=(left, top, right, bottom))

    return replace(text, lines=tuple(tuple(at(word) for word in line) for line in text.lines))
