"""How a row's pages are filed: in one file or in parts, searchable, turned, the sides of an ID card on one page."""

from __future__ import annotations

import io
import time

import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from kiosk import documents
from kiosk.catalogue import Catalogue
from kiosk.devices.contract import RawPage
from kiosk.devices.virtual.papers import blank_page, font, text_page
from kiosk.dossier.draft import Draft
from kiosk.settings import Pdf
from kiosk.visit import jobs
from tests.documents.pdfa import complaints
from tests.printing.pdf_text import pages_of, text_of
from tests.visit.booth import PAPER, PROCEDURE
from tests.visit.office import Office, raw


def with_pdf(office: Office, **changes: object) -> None:
    """Other settings of [pdf]."""
    settings = office.desk.settings
    changed = settings.model_copy(update={"pdf": Pdf.model_validate(settings.pdf.model_dump() | changes)})
    object.__setattr__(office.desk, "settings", changed)


def page(number: int) -> RawPage:
    return raw(text_page(number, 120), 120)


def heavy(number: int) -> RawPage:
    """A picture of grain on a white page: the file is as large as that of a whole page, and is made in no time."""
    pixels = np.full((900, 1000), 250, np.uint8)
    pixels[150:750, 100:900] = np.random.default_rng(number).integers(60, 250, (600, 800), np.uint8)
    return raw(pixels, 100)


def test_a_row_too_large_for_the_portal_goes_in_parts_and_it_is_told(office: Office, draft: Draft) -> None:
    with_pdf(office, most_mb=0.5)
    draft = office.scan(draft, [heavy(number) for number in range(8)])
    (done,) = office.do(jobs.Submit(1, draft))
    assert isinstance(done, jobs.Submitted)
    manifest, files = office.opened(draft)
    row = next(row for row in manifest.rows if row.component_id == PAPER)
    assert len(row.files) > 1
    assert row.pages == sum(file.pages for file in row.files) == 8
    assert [file.name[-6:] for file in row.files] == [f"-{number}.pdf" for number in range(1, len(row.files) + 1)]
    assert all(len(files[file.name]) <= 500_000 and complaints(files[file.name]) == [] for file in row.files)
    assert done.draft.row(PAPER).parts == len(row.files)
    assert all(len(row.files) == 1 for row in manifest.rows if row.component_id != PAPER and row.files)


def test_the_officer_hears_which_pages_to_look_at(office: Office, draft: Draft) -> None:
    dark = (text_page(3, 100) * 0.3).astype(np.uint8)
    draft = office.scan(draft, [raw(text_page(1, 200), 200), raw(dark, 100)])
    verdicts = [page.verdict for page in draft.row(PAPER).pages]
    assert verdicts[1] != "good"
    office.do(jobs.Submit(1, draft))
    row = next(row for row in office.opened(draft)[0].rows if row.component_id == PAPER)
    remark = row.remarks[-1]
    assert (remark.page, remark.verdict, remark.reasons) == (2, verdicts[1], draft.row(PAPER).pages[1].reasons)
    assert len(row.remarks) == sum(verdict != "good" for verdict in verdicts)


def test_a_page_turned_by_hand_is_turned_in_its_pdf(office: Office, draft: Draft) -> None:
    draft = office.scan(draft, [page(1), page(2)])
    row = draft.row(PAPER)
    turned = row.model_copy(update={"pages": (row.pages[0].model_copy(update={"turn": 180}), row.pages[1])})
    draft = draft.model_copy(update={"rows": {**draft.rows, PAPER: turned}})
    office.do(jobs.Submit(1, draft))
    with pikepdf.open(io.BytesIO(paper(office, draft))) as document:
        assert [int(page.obj.get("/Rotate", 0)) for page in document.pages] == [180, 0]


class TestIdCard:
    """A row for an ID paper: two cards' sides are laid on one A4 page; anything else stays as it is."""

    @pytest.fixture
    def id_paper(self, office: Office) -> None:
        """The catalogue's row for a paper, as if it were one for an ID card."""
        catalogue = office.desk.catalogue
        procedure = catalogue.procedure(PROCEDURE)
        cases = []
        for case in procedure.cases:
            rows = [each.model_copy(update={"kind": "id_paper"}) if each.id == PAPER else each for each in case.components]
            cases.append(case.model_copy(update={"components": tuple(rows)}))
        changed = procedure.model_copy(update={"cases": tuple(cases)})
        others = [each for each in catalogue.procedures if each.code != PROCEDURE]
        object.__setattr__(office.desk, "catalogue", Catalogue(catalogue.agencies, [*others, changed]))

    @pytest.mark.usefixtures("id_paper")
    def test_front_and_back(self, office: Office, draft: Draft) -> None:
        draft = office.scan(draft, [card((200, 90, 90)), card((90, 90, 200))])
        assert all(documents.is_card(page) for page in draft.row(PAPER).pages)
        office.do(jobs.Submit(1, draft))
        (jpeg,) = documents.extract_jpegs(paper(office, draft))
        sheet = np.asarray(Image.open(io.BytesIO(jpeg)).convert("RGB")).astype(int)
        middle = sheet[:, sheet.shape[1] // 2]
        red, blue = (np.flatnonzero(middle[:, first] - middle[:, last] > 60) for first, last in ((0, 2), (2, 0)))
        assert red.max() < blue.min()
        assert complaints(paper(office, draft)) == []

    @pytest.mark.usefixtures("id_paper")
    def test_one_side_only(self, office: Office, draft: Draft) -> None:
        draft = office.scan(draft, [card((200, 90, 90))])
        office.do(jobs.Submit(1, draft))
        (jpeg,) = documents.extract_jpegs(paper(office, draft))
        assert jpeg == office_page(draft, office)


@pytest.mark.skipif(not documents.can_recognise(), reason="tesseract with vie is not installed")
class TestText:
    def test_what_was_read_in_time_can_be_searched(self, office: Office, draft: Draft) -> None:
        with_pdf(office, text_layer=True)
        draft = office.scan(draft, [typed("GIẤY CHỨNG SINH"), typed("BỆNH VIỆN VŨNG TÀU")])
        ids = [page.id for page in draft.row(PAPER).pages]
        end = time.monotonic() + 90
        while any(office.desk.reader.ready(page_id) is None for page_id in ids) and time.monotonic() < end:
            time.sleep(0.05)
        office.do(jobs.Submit(1, draft))
        content = paper(office, draft)
        assert "CHỨNG" in text_of(content)
        assert "BỆNH" in text_of(content)
        assert complaints(content) == []
        assert office.desk.reader.ready(ids[0]) is None

    def test_the_visit_never_waits_for_it(self, office: Office, draft: Draft) -> None:
        with_pdf(office, text_layer=True)
        draft = office.scan(draft, [page(1), raw(text_page(2, 200), 200)])
        office.do(jobs.Submit(1, draft))
        # The second page takes a second or more, and was kept just now.
        assert pages_of(paper(office, draft))[1] == ""

    def test_a_visit_that_is_forgotten_leaves_no_text(self, office: Office, draft: Draft) -> None:
        with_pdf(office, text_layer=True)
        draft = office.scan(draft, [typed("GIẤY CHỨNG SINH")])
        (ref,) = draft.row(PAPER).pages
        end = time.monotonic() + 90
        while office.desk.reader.ready(ref.id) is None and time.monotonic() < end:
            time.sleep(0.05)
        office.do(jobs.Forget(1, draft.id))
        assert office.desk.reader.ready(ref.id) is None

    def test_nothing_is_read_unless_it_is_switched_on(self, office: Office, draft: Draft) -> None:
        draft = office.scan(draft, [typed("GIẤY CHỨNG SINH")])
        assert office.desk.reader._thread is None
        office.do(jobs.Submit(1, draft))
        assert text_of(paper(office, draft)) == ""


def paper(office: Office, draft: Draft) -> bytes:
    """The one file of the row."""
    manifest, files = office.opened(draft)
    (file,) = next(row for row in manifest.rows if row.component_id == PAPER).files
    return files[file.name]


def office_page(draft: Draft, office: Office) -> bytes:
    with pikepdf.open(io.BytesIO(paper(office, draft))) as document:
        (image,) = document.pages[0].get_images().values()
        return image.read_raw_bytes()


def typed(line: str) -> RawPage:
    picture = Image.fromarray(blank_page(200)[:600])
    ImageDraw.Draw(picture).text((200, 250), line, (20, 20, 24), font(40, "Medium"))
    return raw(np.asarray(picture), 200)


def card(colour: tuple[int, int, int]) -> RawPage:
    """On a dark bed, at 300 dpi."""
    bed = np.full((1000, 1400, 3), 40, np.uint8)
    width, height = round(85.6 / 25.4 * 300), round(53.98 / 25.4 * 300)
    side: NDArray[np.uint8] = np.full((height, width, 3), colour, np.uint8)
    side[80:140, 100:900] = 240
    bed[150 : 150 + height, 180 : 180 + width] = side
    return raw(bed, 300)
