"""The whole stack at once, with real pages: each is on the disk before it is shown, and lies at a row on the board with a reason."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import segno
from PIL import Image

from kiosk import documents
from kiosk import settings as kiosk_settings
from kiosk.devices.contract import RawPage
from kiosk.devices.simulated import SimulatedScanner
from kiosk.devices.virtual.papers import blank_page, on_scanner, text_page
from kiosk.documents import can_recognise
from kiosk.dossier import stack
from kiosk.dossier.draft import Draft
from kiosk.dossier.propose import Separator
from kiosk.dossier.stack import ASIDE, UNSORTED
from kiosk.visit import jobs
from tests.identity.zones import OCR_B, card_back, td1
from tests.visit.booth import AN, CASE, PAPER, PROCEDURE
from tests.visit.office import Office, raw, saved, sheet

BLANK = raw(blank_page(100), 100)


def with_code(text: str, *, dpi: int = 200, size_mm: tuple[float, float] = (210, 297)) -> RawPage:
    page = np.full((round(size_mm[1] / 25.4 * dpi), round(size_mm[0] / 25.4 * dpi), 3), 250, np.uint8)
    png = io.BytesIO()
    segno.make(text, error="m").save(png, kind="png", scale=max(2, dpi // 75), border=4)
    code = np.asarray(Image.open(png).convert("RGB"))
    page[40 : 40 + code.shape[0], 40 : 40 + code.shape[1]] = code
    return raw(page, dpi)


def separator(component: str, case: str = CASE) -> RawPage:
    return with_code(Separator(PROCEDURE, case, component).text)


def scan(office: Office, draft: Draft, pages: list[RawPage]) -> Draft:
    office.scanner.load_feeder(list(pages))
    office.do(jobs.ScanStack(1, draft))
    return next(said.draft for said in reversed(office.said) if isinstance(said, jobs.StackSorted | jobs.PageKept))


def places(draft: Draft) -> list[tuple[str, str]]:
    return [(loose.place, loose.why) for loose in draft.stack]


def test_each_page_is_sealed_on_the_disk_when_it_is_told(office: Office, draft: Draft) -> None:
    office.scanner.load_feeder([sheet(1), sheet(2)])
    named: list[int] = []

    def look(outcome: jobs.Outcome) -> None:
        if isinstance(outcome, jobs.PageKept):
            kept = office.store.drafts.get(draft.id)
            assert kept is not None
            assert kept.draft == outcome.draft
            assert office.store.drafts.page(draft.id, outcome.page_id).startswith(b"\xff\xd8")
            named.append(len(kept.draft.stack))
        if isinstance(outcome, jobs.StackSorted):
            kept = office.store.drafts.get(draft.id)
            assert kept is not None
            assert kept.draft == outcome.draft

    office.desk.perform(jobs.ScanStack(1, draft), look)
    assert named == [1, 2]


def test_separator_sheets_say_where_the_pages_after_them_belong(office: Office, draft: Draft) -> None:
    pages = [separator("marriage_certificate"), sheet(1), sheet(2), separator(PAPER), sheet(3)]
    after = scan(office, draft, pages)
    assert places(after) == [
        (ASIDE, "separator_sheet"),
        ("marriage_certificate", "separator"),
        ("marriage_certificate", "separator"),
        (ASIDE, "separator_sheet"),
        (PAPER, "separator"),
    ]
    assert stack.is_settled(after.stack), "a separator sheet leaves nothing to guess"
    filed = stack.file(after)
    assert [len(filed.row(row).pages) for row in ("marriage_certificate", PAPER)] == [2, 1]


def test_a_separator_sheet_of_another_case_only_parts_the_papers(office: Office, draft: Draft) -> None:
    after = scan(office, draft, [sheet(1), separator(PAPER, "abandoned"), sheet(2)])
    assert places(after)[1] == (ASIDE, "separator_sheet")
    assert {place for place, _ in places(after)} <= {ASIDE, UNSORTED}
    assert after.stack[0].group != after.stack[2].group


def test_the_code_of_an_id_card_says_what_it_is(office: Office, draft: Draft) -> None:
    after = scan(office, draft, [sheet(1), with_code(AN, dpi=300)])
    assert places(after)[1] == ("parents_id", "card_code")
    assert after.stack[1].sure == "certain"
    kept = [said for said in office.said if isinstance(said, jobs.PageKept)]
    assert [said.card_code for said in kept] == [None, AN.encode()]
    # One paper is left, and one row that must have one: a guess, to be confirmed.
    assert places(after)[0] == (PAPER, "order")
    assert stack.unsure_rows(after.stack) == {PAPER}


def test_a_blank_sheet_parts_two_papers_and_is_shown_as_left_out(office: Office, draft: Draft) -> None:
    after = scan(office, draft, [sheet(1), sheet(2), BLANK, sheet(3)])
    assert places(after)[2] == (ASIDE, "blank")
    groups = [loose.group for loose in after.stack]
    assert groups[0] == groups[1] != groups[3]
    assert [said.dropped for said in office.said if isinstance(said, jobs.PageKept)] == [False, False, True, False]


def test_white_backs_part_nothing(tmp_path: Path) -> None:
    office = Office(tmp_path / "two-sided", scanner=SimulatedScanner(two_sided=True))
    try:
        after = scan(office, saved(office), [sheet(1), sheet(2)])
        assert [loose.why for loose in after.stack if loose.place == ASIDE] == ["blank", "blank"]
        fronts = [loose.group for loose in after.stack if loose.place != ASIDE]
        assert fronts[0] == fronts[1]
    finally:
        office.store.close()


@pytest.mark.skipif(not documents.can_recognise(), reason="tesseract with vie is not installed")
def test_titles_are_read(office: Office, draft: Draft) -> None:
    papers = [text_page(1, title="GIẤY CHỨNG NHẬN KẾT HÔN"), text_page(2, title="GIẤY CHỨNG SINH"), text_page(3, title="VĂN BẢN ỦY QUYỀN")]
    after = scan(office, draft, [raw(paper, 200) for paper in papers])
    assert places(after) == [("marriage_certificate", "title"), (PAPER, "title"), ("authorisation", "title")]
    assert {loose.sure for loose in after.stack} == {"likely"}
    assert not stack.is_settled(after.stack), "nothing is filed on what was read"


def test_a_fault_keeps_and_sorts_what_came_before_it(office: Office, draft: Draft) -> None:
    office.scanner.load_feeder([separator(PAPER), sheet(1), sheet(2)])
    office.scanner.fail("scanner.jam", at=3)
    office.do(jobs.ScanStack(1, draft))
    assert [type(said).__name__ for said in office.said[-2:]] == ["StackSorted", "ScanFailed"]
    sorted_ = office.said[-2]
    assert isinstance(sorted_, jobs.StackSorted)
    assert places(sorted_.draft) == [(ASIDE, "separator_sheet"), (PAPER, "separator")]
    office.scanner.clear_faults()
    after = scan(office, sorted_.draft, [sheet(2)])
    assert len(after.stack) == 3


def test_killed_in_the_middle_no_page_is_lost(office: Office, draft: Draft) -> None:
    """The pages came, the proposal did not: they lie unsorted in the draft, and can be seen."""

    class Killed(BaseException):
        pass

    def dies(outcome: jobs.Outcome) -> None:
        if isinstance(outcome, jobs.StackRead):
            raise Killed

    office.scanner.load_feeder([sheet(1), sheet(2)])
    with pytest.raises(Killed):
        office.desk.perform(jobs.ScanStack(1, draft), dies)
    again = office.again()
    kept = again.store.drafts.get(draft.id)
    assert kept is not None
    assert places(kept.draft) == [(UNSORTED, ""), (UNSORTED, "")]
    (loaded,) = again.do(jobs.LoadPages(1, draft.id, tuple(page.id for page in kept.draft.pages())))
    assert isinstance(loaded, jobs.PagesLoaded)
    assert len(loaded.thumbnails) == 2
    again.store.close()


def test_what_a_person_has_placed_is_left_alone(office: Office, draft: Draft) -> None:
    first = scan(office, draft, [sheet(1)])
    placed = first.model_copy(update={"stack": stack.move(first.stack, [first.stack[0].page.id], "authorisation")})
    after = scan(office, placed, [sheet(2)])
    assert after.stack[0] == placed.stack[0]
    assert len({loose.group for loose in after.stack}) == 2


def test_a_stack_cannot_be_submitted_past(office: Office, draft: Draft) -> None:
    after = scan(office, office.scan(draft, [sheet(7)]), [sheet(1)])
    (failed,) = office.do(jobs.Submit(1, after))
    assert isinstance(failed, jobs.JobFailed)
    assert failed.error.code == "dossier.incomplete"


# Pages of one row


def test_the_same_page_twice_is_said(office: Office, draft: Draft) -> None:
    paper = text_page(5)
    after = office.scan(draft, [raw(paper, 200), raw(text_page(6), 200), raw(np.roll(paper, 7, axis=0), 200)])
    first, other, again = after.row(PAPER).pages
    assert (first.same_as, other.same_as, again.same_as) == ("", "", first.id)


def test_a_white_back_is_dropped_and_stays_on_the_disk(tmp_path: Path) -> None:
    office = Office(tmp_path / "two-sided", scanner=SimulatedScanner(two_sided=True))
    try:
        after = office.scan(saved(office), [sheet(1)])
        row = after.row(PAPER)
        assert (len(row.pages), [dropped.before for dropped in row.dropped]) == (1, [1])
        assert office.store.drafts.page(after.id, row.dropped[0].page.id)
        office.do(jobs.SaveDraft(1, after))
        assert office.store.drafts.page(after.id, row.dropped[0].page.id), "it can still be taken back"
    finally:
        office.store.close()


def test_a_blank_front_is_told_and_not_dropped(office: Office, draft: Draft) -> None:
    after = office.scan(draft, [BLANK])
    (page,) = after.row(PAPER).pages
    assert "blank" in page.reasons
    assert after.row(PAPER).dropped == ()


def test_scanned_again_the_new_page_takes_the_place_of_the_old_one(office: Office, draft: Draft) -> None:
    after = office.scan(draft, [sheet(1), sheet(2), sheet(3)])
    one, two, three = (page.id for page in after.row(PAPER).pages)
    office.scanner.load_feeder([sheet(4)])
    office.do(jobs.Scan(1, after, PAPER, "feeder", replaces=two))
    kept = next(said for said in office.said if isinstance(said, jobs.PageKept))
    assert [page.id for page in kept.draft.row(PAPER).pages] == [one, kept.page_id, three]
    assert not (office.folder / "pages" / f"{two}.sealed").exists()


def test_nothing_came_and_the_old_page_stays(office: Office, draft: Draft) -> None:
    after = office.scan(draft, [sheet(1)])
    (page,) = after.row(PAPER).pages
    office.scanner.fail("scanner.jam", at=1)
    office.scanner.load_feeder([sheet(4)])
    office.do(jobs.Scan(1, after, PAPER, "feeder", replaces=page.id))
    assert office.store.drafts.page(after.id, page.id)
    assert office.store.drafts.get(after.id).draft == after  # type: ignore[union-attr]


def test_id_papers_are_kept_in_300_dpi(office: Office, draft: Draft) -> None:
    after = office.scan(draft, [with_code(AN, dpi=300)], "parents_id")
    assert after.row("parents_id").pages[0].dpi == 300
    kept = next(said for said in office.said if isinstance(said, jobs.PageKept))
    assert kept.card_code == AN.encode()


def test_both_sides_of_a_card_lie_on_the_glass_at_once(office: Office, draft: Draft) -> None:
    mm = 300 / 25.4
    glass = np.full((round(297 * mm), round(210 * mm), 3), 60, np.uint8)
    chance = np.random.default_rng(1)
    for top in (30, 120):
        card = np.full((round(54 * mm), round(85.6 * mm), 3), (205, 225, 215), np.uint8)
        for line in range(8):
            card[80 + 60 * line : 92 + 60 * line, 300 : 300 + int(chance.integers(200, 600))] = 40
        glass[round(top * mm) : round(top * mm) + card.shape[0], round(20 * mm) : round(20 * mm) + card.shape[1]] = card
    office.scanner.put_on_glass(raw(glass, 300))
    office.do(jobs.Scan(1, draft, "parents_id", "flatbed"))
    kept = [said for said in office.said if isinstance(said, jobs.PageKept)]
    sizes = [(page.width / 300 * 25.4, page.height / 300 * 25.4) for page in kept[-1].draft.row("parents_id").pages]
    assert len(sizes) == 2
    for size in sizes:
        assert size == pytest.approx((85.6, 54.0), abs=1.5)


# A card on the glass


def on_glass(office: Office, page: RawPage | None) -> list[jobs.Outcome]:
    office.scanner.put_on_glass(page)
    return office.do(jobs.ScanCard(1, 7))


def test_the_code_of_a_card_on_the_glass(office: Office) -> None:
    assert on_glass(office, with_code(AN, dpi=300)) == [jobs.CardScanned(1, 7, AN.encode())]
    assert not any((office.folder / "pages").iterdir()), "no picture of it is kept"


@pytest.mark.skipif(not can_recognise("eng") or not OCR_B.is_file(), reason="tesseract or fonts-ocr-b is not installed")
def test_the_lines_on_a_cards_back_without_a_code(office: Office) -> None:
    scan = on_scanner(card_back(td1(), 300), 2.0, "dark", margin=0.3)
    (said,) = on_glass(office, raw(scan.image, 300))
    assert isinstance(said, jobs.CardScanned)
    assert said.code is None
    assert said.zone is not None
    assert (said.zone.number, said.zone.sex) == ("077098001234", "Nam")
    assert not any((office.folder / "pages").iterdir()), "no picture of it is kept"


@pytest.mark.parametrize("lies", ["nothing on it", "another code"])
def test_no_code_of_a_card(office: Office, lies: str) -> None:
    page = with_code("https://vidu.vn", dpi=300) if lies == "another code" else sheet(1)
    assert on_glass(office, page) == [jobs.CardScanned(1, 7, None)]


def test_no_scanner_for_the_card(office: Office) -> None:
    office.desk = replace(office.desk, scanner=None)
    (failed,) = office.do(jobs.ScanCard(1, 7))
    assert isinstance(failed, jobs.JobFailed)
    assert failed.error.code == "scanner.absent"


def test_one_sided_when_the_centre_wants_it(tmp_path: Path) -> None:
    office = Office(tmp_path / "one", scanner=SimulatedScanner(two_sided=True))
    try:
        wanted = kiosk_settings.Settings(scanner=kiosk_settings.Scanner(both_sides=False))
        office.desk = replace(office.desk, settings=wanted)
        assert len(scan(office, saved(office), [sheet(1)]).stack) == 1
    finally:
        office.store.close()
