"""A row's pages for a portal that takes no large files: smaller step by step, never illegible, then split; nothing is lost."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import cv2
import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray
from PIL import Image

from kiosk.devices.virtual.papers import blank_page, text_page
from kiosk.documents import PageText, Part, PdfPage, Word, extract_jpegs, make_parts
from kiosk.documents.parts import LEAST_DPI, LEAST_QUALITY
from tests.documents.pdfa import complaints
from tests.printing.pdf_text import pages_of

AT = datetime(2026, 11, 22, 2, 41, tzinfo=UTC)


def jpeg(pixels: NDArray[np.uint8], dpi: int) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=80, dpi=(dpi, dpi))
    return buffer.getvalue()


def strip(seed: int, dpi: int, *, stamp: bool = True) -> NDArray[np.uint8]:
    """A third of a page: as good as a whole one here, and three times as fast."""
    page = text_page(seed, dpi, stamp=stamp, signature=False)
    return page[-page.shape[0] // 3 :]


@pytest.fixture(scope="module")
def pages() -> list[PdfPage]:
    return [PdfPage(jpeg(strip(seed, 200), 200)) for seed in range(4)]


def weight(pages: list[PdfPage]) -> int:
    return sum(len(page.jpeg) for page in pages)


def made(pages: list[PdfPage], most_bytes: int) -> tuple[Part, ...]:
    parts = make_parts(pages, most_bytes=most_bytes, title="1.001193 – Giấy", made_at=AT, keywords=("1.001193", "deed"))
    assert sum(part.pages for part in parts) == len(pages)
    for part in parts:
        assert complaints(part.content) == []
        assert len(extract_jpegs(part.content)) == part.pages
    return parts


def test_what_fits_goes_in_as_it_is(pages: list[PdfPage]) -> None:
    (part,) = made(pages, weight(pages) + 20_000)
    assert extract_jpegs(part.content) == [page.jpeg for page in pages]
    with pikepdf.open(io.BytesIO(part.content)) as document:
        assert str(document.docinfo["/Title"]) == "1.001193 – Giấy"
        assert str(document.docinfo["/Keywords"]) == "1.001193, deed, pages 1-4 of 4"


@pytest.mark.parametrize("share", [0.95, 0.75, 0.6])
def test_a_little_too_large_is_made_smaller_and_stays_one_file(pages: list[PdfPage], share: float) -> None:
    limit = round(weight(pages) * share)
    (part,) = made(pages, limit)
    assert len(part.content) <= limit
    for before, after in zip(pages, extract_jpegs(part.content), strict=True):
        first, second = (Image.open(io.BytesIO(each)) for each in (before.jpeg, after))
        assert (second.size, second.info["dpi"]) == (first.size, first.info["dpi"])
        # The same page, and still close to it.
        assert cv2.PSNR(np.asarray(first.convert("L")), np.asarray(second.convert("L"))) > 30


def test_much_too_large_is_split_in_order_never_below_the_floor(pages: list[PdfPage]) -> None:
    limit = round(weight(pages) * 0.2)
    parts = made(pages, limit)
    assert len(parts) > 1
    assert all(len(part.content) <= limit for part in parts)
    kept = [page for part in parts for page in extract_jpegs(part.content)]
    for before, after in zip(pages, kept, strict=True):
        image = Image.open(io.BytesIO(after))
        assert image.info["dpi"][0] >= LEAST_DPI
        assert quality_of(after) >= LEAST_QUALITY
        assert np.corrcoef(gray(before.jpeg).ravel(), gray(after).ravel())[0, 1] > 0.98
    for number, part in enumerate(parts, start=1):
        with pikepdf.open(io.BytesIO(part.content)) as document:
            assert str(document.docinfo["/Title"]) == f"1.001193 – Giấy ({number}/{len(parts)})"


def test_parts_are_as_good_as_their_number_allows(pages: list[PdfPage]) -> None:
    """When two files it must be, they need not be small ones."""
    limits = [round(weight(pages) * share / 100) for share in range(60, 20, -4)]
    limit = next(limit for limit in limits if len(made(pages, limit)) == 2)
    parts = made(pages, limit)
    larger = made(pages, round(limit * 1.3))
    assert len(larger) == 1
    assert sum(len(part.content) for part in parts) > 1.1 * len(larger[0].content)


def test_300_dpi_is_given_up_last() -> None:
    pages = [PdfPage(jpeg(strip(seed, 300), 300)) for seed in range(2)]
    (little,), (much,) = (made(pages, round(weight(pages) * share)) for share in (0.8, 0.3))
    assert {Image.open(io.BytesIO(page)).info["dpi"] for page in extract_jpegs(little.content)} == {(300, 300)}
    assert {Image.open(io.BytesIO(page)).info["dpi"] for page in extract_jpegs(much.content)} == {(200, 200)}
    sizes = [[float(edge) for edge in page.mediabox] for part in (little, much) for page in pikepdf.open(io.BytesIO(part.content)).pages]
    assert np.ptp(np.array(sizes), axis=0).max() < 0.5


def test_a_page_without_colour_becomes_gray_and_a_stamp_keeps_its_red() -> None:
    yellowed = (strip(1, 200, stamp=False) * np.array([1.0, 0.96, 0.86])).astype(np.uint8)
    signed = strip(2, 200, stamp=False)
    cv2.polylines(signed, [np.array([[300, 300], [420, 260], [500, 330], [620, 290]])], False, (30, 50, 150), 5)
    pages = [PdfPage(jpeg(yellowed, 200)), PdfPage(jpeg(strip(3, 200), 200)), PdfPage(jpeg(signed, 200))]
    (part,) = made(pages, round(weight(pages) * 0.9))
    assert [Image.open(io.BytesIO(page)).mode for page in extract_jpegs(part.content)] == ["L", "RGB", "RGB"]


def test_one_page_that_is_too_large_alone_is_not_lost() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (800, 800), np.uint8)
    pages = [PdfPage(jpeg(blank_page(200)[:300, :300], 200)), PdfPage(jpeg(noise, 200)), PdfPage(jpeg(blank_page(200)[:300, :300], 200))]
    parts = made(pages, 60_000)
    assert [part.pages for part in parts] == [1, 1, 1]


def test_text_and_turns_go_with_their_pages() -> None:
    text = PageText(((Word("Chứng", (300, 150, 600, 210)),),))
    pages = [PdfPage(jpeg(strip(seed, 300), 300), text if seed else None, 90 if seed == 2 else 0) for seed in range(3)]
    parts = made(pages, round(weight(pages) * 0.12))
    assert len(parts) > 1
    assert [said.split() for part in parts for said in pages_of(part.content)] == [[], ["Chứng"], ["Chứng"]]
    turns = [int(page.obj.get("/Rotate", 0)) for part in parts for page in pikepdf.open(io.BytesIO(part.content)).pages]
    assert turns == [0, 0, 90]


def gray(page: bytes) -> NDArray[np.float64]:
    return np.asarray(Image.open(io.BytesIO(page)).convert("L"), np.float64)


def quality_of(page: bytes) -> int:
    """From its quantisation table, as libjpeg scales the standard one: the first entry is 16 at 50."""
    first = Image.open(io.BytesIO(page)).quantization[0][0]
    return round(100 - first / 16 * 50) if first <= 16 else round(50 * 16 / first)
