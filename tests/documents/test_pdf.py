"""Pages in a PDF: the very JPEGs, the right size on paper, PDF/A-2b, searchable, the same bytes twice, nothing personal."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from kiosk.devices.virtual.papers import encode, form_page, text_page
from kiosk.documents import PageText, PdfPage, Word, clean, count_pages, extract_jpegs, make_pdf
from kiosk.errors import InputError
from kiosk.printing import render_form
from tests.documents.pdfa import complaints
from tests.printing import samples
from tests.printing.pdf_text import pages_of

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


def words(*lines: tuple[str, int, int, int, int]) -> PageText:
    """One line each: text, and its box in px; its words share the box by their letters."""
    found = []
    for text, left, top, right, bottom in lines:
        step = (right - left) / len(text)
        line, at = [], 0
        for word in text.split(" "):
            line.append(Word(word, (round(left + at * step), top, round(left + (at + len(word)) * step), bottom)))
            at += len(word) + 1
        found.append(tuple(line))
    return PageText(tuple(found))


TEXT = words(("Giấy chứng sinh số 12/2026", 200, 300, 900, 350), ("Mẹ: Đỗ Thị Mỹ Huyền, Vũng Tàu", 200, 400, 1000, 440))


@pytest.fixture(scope="module")
def searchable(pages: list[bytes]) -> bytes:
    keywords = ("1.001193", "birth_paper", "pages 1-2 of 2")
    return make_pdf([PdfPage(pages[0], TEXT), PdfPage(pages[1])], title="1.001193 – Giấy <chứng> & sinh", made_at=AT, keywords=keywords)


class TestPdfA:
    def test_with_and_without_text(self, pages: list[bytes], pdf: bytes, searchable: bytes) -> None:
        assert complaints(pdf) == []
        assert complaints(searchable) == []
        assert complaints(make_pdf([pages[1]], title="Một trang xám", made_at=AT)) == []

    def test_what_typst_makes_passes_the_same_checks(self) -> None:
        """Which says something of the checks."""
        form = render_form(
            samples.PROCEDURE,
            samples.CASE,
            samples.FORM,
            samples.AGENCY,
            samples.draft(),
            temporary_number=samples.NUMBER,
            centre=samples.CENTRE,
            made_at=samples.AT,
        )
        # Of the two only ours may not have annotations and graphics states.
        assert [each for each in complaints(form, annotations=True) if not each.startswith(("6.2.5", "6.2.10", "6.1.7.2"))] == []

    @pytest.mark.parametrize(
        ("spoil", "clause"),
        [
            (lambda d: d.Root.__delitem__("/OutputIntents"), "6.2.3"),
            (lambda d: d.Root.__delitem__("/Metadata"), "6.6.2.1-1"),
            (lambda d: d.docinfo.__setitem__("/Title", pikepdf.String("Khác")), "6.6.3"),
            (lambda d: d.docinfo.__setitem__("/ModDate", pikepdf.String("D:20200101000000Z")), "6.6.3"),
            (lambda d: d.Root.__setitem__("/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript)), "6.5.1"),
            (lambda d: d.pages[0].obj.__setitem__("/MediaBox", pikepdf.Array([0, 0, 1, 1])), "6.1.13-11"),
            (lambda d: fonts(d)[0]["/FontDescriptor"].__delitem__("/FontFile2"), "6.2.11.4.1-1"),
            (lambda d: fonts(d)[0].__delitem__("/CIDToGIDMap"), "6.2.11.3.2-1"),
        ],
    )
    def test_the_checks_find_what_is_wrong(self, searchable: bytes, spoil: Callable[[pikepdf.Pdf], None], clause: str) -> None:
        with pikepdf.open(io.BytesIO(searchable)) as document:
            spoil(document)
            buffer = io.BytesIO()
            document.save(buffer)
        assert any(each.startswith(clause) for each in complaints(buffer.getvalue()))


def fonts(document: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [each for each in document.objects if isinstance(each, pikepdf.Dictionary) and each.get("/Subtype") == "/CIDFontType2"]


class TestText:
    """Nothing of it is seen, all of it is found, where it stands on the paper."""

    def test_it_is_found(self, searchable: bytes) -> None:
        said = pages_of(searchable)
        assert said[0].split() == " ".join(" ".join(word.text for word in line) for line in TEXT.lines).split()
        assert said[1] == ""

    def test_a_program_for_reading_finds_it_in_its_place(self, searchable: bytes, tmp_path: Path) -> None:
        (tmp_path / "page.pdf").write_bytes(searchable)
        command = ["pdftotext", "-bbox", "-l", "1", str(tmp_path / "page.pdf"), "-"]
        shown = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout.decode()
        found = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', shown)
        wanted = [word for line in TEXT.lines for word in line]
        assert [text for *_, text in found] == [word.text for word in wanted]
        for (*edges, _), word in zip(found, wanted, strict=True):
            assert [float(edge) / 72 * 200 for edge in edges] == pytest.approx(word.box, abs=1.5)

    def test_it_is_not_seen(self, pages: list[bytes], searchable: bytes, tmp_path: Path) -> None:
        bare = make_pdf(pages, title="Không có chữ", made_at=AT)
        shown = []
        for name, content in (("bare", bare), ("searchable", searchable)):
            (tmp_path / f"{name}.pdf").write_bytes(content)
            subprocess.run(
                ["pdftoppm", "-r", "100", "-l", "1", str(tmp_path / f"{name}.pdf"), str(tmp_path / name)], check=True, timeout=60
            )
            shown.append(next(tmp_path.glob(f"{name}-*.ppm")).read_bytes())
        assert shown[0] == shown[1]

    def test_strange_characters_do_no_harm(self, pages: list[bytes]) -> None:
        odd = words(("A\u0301 \x07 😀 \u200b ﬁ", 100, 100, 500, 140))
        pdf = make_pdf([PdfPage(pages[0], odd)], title="Lạ", made_at=AT)
        assert complaints(pdf) == []
        assert pages_of(pdf)[0].split() == ["Á", "ﬁ"]

    def test_a_page_that_is_turned_by_hand(self, pages: list[bytes]) -> None:
        pdf = make_pdf([PdfPage(pages[0], turn=90), PdfPage(pages[1])], title="Xoay", made_at=AT)
        assert complaints(pdf) == []
        assert extract_jpegs(pdf) == pages
        with pikepdf.open(io.BytesIO(pdf)) as document:
            assert [int(page.obj.get("/Rotate", 0)) for page in document.pages] == [90, 0]


def test_keywords_say_procedure_row_and_pages(searchable: bytes) -> None:
    with pikepdf.open(io.BytesIO(searchable)) as document:
        assert str(document.docinfo["/Keywords"]) == "1.001193, birth_paper, pages 1-2 of 2"


def test_cmyk_is_refused(pages: list[bytes]) -> None:
    buffer = io.BytesIO()
    Image.new("CMYK", (50, 50)).save(buffer, "JPEG")
    with pytest.raises(InputError, match=r"page\.unreadable"):
        make_pdf([buffer.getvalue()], title="Giấy tờ", made_at=AT)


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
