"""Pages in a PDF: the very JPEGs, the right size on paper, the same bytes twice, nothing personal."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime, timedelta, timezone

import pikepdf
import pytest

from kiosk.devices.virtual.papers import encode, form_page, text_page
from kiosk.documents import clean, count_pages, extract_jpegs, make_pdf
from kiosk.errors import InputError

AT = datetime(2026, 11, 22, 9, 41, tzinfo=timezone(timedelta(hours=7)))


@pytest.fixture(scope="module")
def pages() -> list[bytes]:
    colour, gray = text_page(1, 200), form_page(2, 200)[..., 0]
    return [clean(colour, 200).jpeg, clean(gray, 200).jpeg]


@pytest.fixture(scope="module")
def pdf(pages: list[bytes]) -> bytes:
    return make_pdf(pages, title="Giấy khám sức khỏe", made_at=AT)


def test_the_jpegs_are_inside_unchanged_and_in_order(pages: list[bytes], pdf: bytes) -> None:
    assert [hashlib.sha256(page).hexdigest() for page in extract_jpegs(pdf)] == [hashlib.sha256(page).hexdigest() for page in pages]


def test_the_same_page_twice_is_two_pages(pages: list[bytes]) -> None:
    pdf = make_pdf([pages[0], pages[0], pages[1]], title="Giấy tờ", made_at=AT)
    assert count_pages(pdf) == 3
    assert extract_jpegs(pdf) == [pages[0], pages[0], pages[1]]


def test_a_whole_a4_page_is_a4_on_paper(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            left, bottom, right, top = (float(value) / 72 * 25.4 for value in page.mediabox)
            assert right - left == pytest.approx(210, abs=1)
            assert top - bottom == pytest.approx(297, abs=1)


def test_the_same_input_makes_the_same_bytes(pages: list[bytes], pdf: bytes) -> None:
    assert make_pdf(pages, title="Giấy khám sức khỏe", made_at=AT) == pdf
    assert make_pdf(pages, title="Giấy khám sức khỏe", made_at=AT.astimezone(UTC)) == pdf


def test_its_metadata_are_a_title_and_a_time(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert {key: str(value) for key, value in document.docinfo.items()} == {
            "/Title": "Giấy khám sức khỏe",
            "/Producer": "kiosk",
            "/CreationDate": "D:20261122024100Z",
            "/ModDate": "D:20261122024100Z",
        }


def test_what_is_no_jpeg_is_refused(pages: list[bytes]) -> None:
    for bad in (b"", b"\xff\xd8\xff", encode(text_page(1, 50), 50, "PNG")):
        with pytest.raises(InputError, match=r"page\.unreadable"):
            make_pdf([pages[0], bad], title="Giấy tờ", made_at=AT)


def test_misuse_is_said_at_once(pages: list[bytes]) -> None:
    with pytest.raises(ValueError, match="at least one page"):
        make_pdf([], title="Giấy tờ", made_at=AT)
    with pytest.raises(ValueError, match="time zone"):
        make_pdf(pages, title="Giấy tờ", made_at=datetime(2026, 11, 22))  # noqa: DTZ001


def test_what_is_no_pdf_is_refused(pdf: bytes) -> None:
    for bad in (b"", b"%PDF-1.7", bytes(1000)):
        with pytest.raises(InputError, match=r"pdf\.unreadable"):
            count_pages(bad)
        with pytest.raises(InputError, match=r"pdf\.unreadable"):
            extract_jpegs(bad)
