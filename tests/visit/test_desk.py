"""The work behind the visit, with the real store, pages and prints: kept sealed, filed once, printed truly."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyrage
import pytest

from kiosk import documents, settings, store
from kiosk.devices.contract import PrinterStatus, PrintOutcome, RawPage, ScanRequest
from kiosk.devices.simulated import SimulatedPrinter, SimulatedScanner, make_page
from kiosk.dossier import numbers
from kiosk.dossier.answers import canonical, is_asked
from kiosk.dossier.draft import Consent, Draft, Row
from kiosk.dossier.package import Manifest, unseal
from kiosk.errors import BrokenDeviceError, KioskError, OperatorDeviceError
from kiosk.identity import Person, read_qr
from kiosk.store import StoredEnrolment
from kiosk.visit import jobs
from kiosk.visit.desk import Desk, sources
from tests.visit.booth import AN, CASE, OPTIONAL, PAPER, PROCEDURE, right_answer, shipped

KEY = pyrage.x25519.Identity.generate()
ENROLMENT = StoredEnrolment(url="http://127.0.0.1:1", portal="Cổng thử", machine="K01", recipient=str(KEY.to_public()))
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SHEET = make_page(ScanRequest("feeder", 60, colour=False))  # small, so that the tests are fast
PERSONAL = ("077098001234", "Lý Quốc Toản", "Lê Lợi")


@dataclass
class Office:
    """A desk with everything that it needs, on a disk of its own."""

    folder: Path
    scanner: SimulatedScanner = field(default_factory=SimulatedScanner)
    printer: SimulatedPrinter = field(default_factory=SimulatedPrinter)
    time: datetime = datetime(2026, 11, 22, 9, 30, tzinfo=VIETNAM)
    said: list[jobs.Outcome] = field(default_factory=list)

    def __post_init__(self) -> None:
        everything, sentences = shipped()
        ids = itertools.count(0xA0)
        self.store = store.open_store(self.folder, now=lambda: self.time)
        self.desk = Desk(
            settings.Settings(),
            everything,
            sentences,
            self.store,
            ENROLMENT,
            self.scanner,
            self.printer,
            now=lambda: self.time,
            new_id=lambda: f"{next(ids):032x}",
            patience=0,
        )

    def do(self, job: jobs.Job) -> list[jobs.Outcome]:
        self.said = []
        self.desk.perform(job, self.said.append)
        return self.said

    def scan(self, draft: Draft, sheets: list[RawPage | None], row: str = PAPER) -> Draft:
        self.scanner.load_feeder(sheets)
        self.do(jobs.Scan(1, draft, row, "feeder"))
        return next((said.draft for said in reversed(self.said) if isinstance(said, jobs.PageKept)), draft)

    def again(self) -> Office:
        """The program ended; it is started again on the same disk."""
        self.store.close()
        return Office(self.folder, time=self.time)

    def opened(self, draft: Draft) -> tuple[Manifest, dict[str, bytes]]:
        return unseal(self.store.outbox.package(draft.id).read_bytes(), str(KEY))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "state")
    yield made
    made.store.close()


@pytest.fixture
def draft(office: Office) -> Draft:
    """Complete but for its papers."""
    return saved(office)


def saved(office: Office, number: int = 1, person: Person | None = None) -> Draft:
    case = shipped()[0].procedure(PROCEDURE).case(CASE)
    assert case is not None
    answers: dict[str, str] = {}
    for group in case.form:
        for one in group.fields:
            if is_asked(one, answers):
                answers[one.id] = canonical(one, right_answer(one))
    draft = Draft(
        id=f"{number:032x}",
        created_at=office.time,
        person=person or read_qr(AN.encode()),
        procedure_code=PROCEDURE,
        case_id=CASE,
        answers=answers,
        consent=Consent(at=office.time, text_version="1", language="vi"),
    )
    office.store.drafts.save(draft)
    return draft


# Scanning


def test_each_page_is_sealed_on_the_disk_when_it_is_told(office: Office, draft: Draft) -> None:
    office.scanner.load_feeder([SHEET, SHEET])
    seen: list[int] = []

    def look(outcome: jobs.Outcome) -> None:
        office.said.append(outcome)
        if isinstance(outcome, jobs.PageKept):
            kept = office.store.drafts.get(draft.id)
            assert kept is not None
            assert kept.draft == outcome.draft
            jpeg = office.store.drafts.page(draft.id, outcome.page_id)
            page = outcome.draft.row(PAPER).pages[-1]
            assert (page.id, page.sha256) == (outcome.page_id, hashlib.sha256(jpeg).hexdigest())
            assert outcome.thumbnail.startswith(b"\xff\xd8")
            assert outcome.milliseconds > 0
            seen.append(len(outcome.draft.row(PAPER).pages))

    office.desk.perform(jobs.Scan(7, draft, PAPER, "feeder"), look)
    assert seen == [1, 2]
    assert office.said[-1] == jobs.ScanEnded(7, 2)
    assert {outcome.visit for outcome in office.said} == {7}


def test_nothing_on_the_disk_is_a_picture_or_a_name(office: Office, draft: Draft) -> None:
    office.scan(draft, [SHEET])
    files = [file for file in office.folder.rglob("*") if file.is_file()]
    assert any("pages" in file.parts for file in files)
    for file in files:
        content = file.read_bytes()
        assert b"\xff\xd8\xff" not in content[:200], file
        for personal in PERSONAL:
            assert personal.encode() not in content, file
            assert personal.encode("utf-16-le") not in content, file


def test_a_fault_at_the_third_page_keeps_the_two_before(office: Office, draft: Draft) -> None:
    office.scanner.fail("scanner.jam", at=3)
    after = office.scan(draft, [SHEET] * 4)
    assert len(after.row(PAPER).pages) == 2
    failed = office.said[-1]
    assert isinstance(failed, jobs.ScanFailed)
    assert (failed.error.code, failed.pages) == ("scanner.jam", 2)
    assert isinstance(failed.error, OperatorDeviceError)
    again = office.again()
    kept = again.store.drafts.get(draft.id)
    again.store.close()
    assert kept is not None
    assert kept.draft == after


def test_the_rest_after_a_fault(office: Office, draft: Draft) -> None:
    office.scanner.fail("scanner.cover", at=2)
    after = office.scan(draft, [SHEET] * 3)
    office.scanner.clear_faults()
    after = office.scan(after, [SHEET] * 2)
    assert len(after.row(PAPER).pages) == 3
    assert len({page.id for page in after.row(PAPER).pages}) == 3


def test_an_empty_feeder(office: Office, draft: Draft) -> None:
    assert office.scan(draft, []) == draft
    (failed,) = office.said
    assert isinstance(failed, jobs.ScanFailed)
    assert (failed.error.code, failed.pages) == ("scanner.empty", 0)


def test_no_scanner(office: Office, draft: Draft) -> None:
    office.desk = replace(office.desk, scanner=None)
    (failed,) = office.do(jobs.Scan(1, draft, PAPER, "feeder"))
    assert isinstance(failed, jobs.ScanFailed)
    assert failed.error.code == "scanner.absent"


def test_a_sheet_that_is_none(office: Office, draft: Draft) -> None:
    """Pixels and size that do not fit are the scanner's fault, and a sentence; not a crash."""
    broken = RawPage(SHEET.width, SHEET.height, 1, 60, SHEET.pixels[:-5])
    after = office.scan(draft, [SHEET, broken])
    assert len(after.row(PAPER).pages) == 1
    failed = office.said[-1]
    assert isinstance(failed, jobs.ScanFailed)
    assert failed.error.code == "page.unreadable"


def test_a_page_of_a_visit_that_was_forgotten_meanwhile_is_not_kept(office: Office, draft: Draft) -> None:
    office.do(jobs.Forget(1, draft.id))
    office.scan(draft, [SHEET])
    (failed,) = office.said
    assert isinstance(failed, jobs.ScanFailed)
    assert office.store.drafts.get(draft.id) is None


def test_the_resolution_of_the_settings_is_the_stored_one(tmp_path: Path) -> None:
    office = Office(tmp_path / "fine")
    try:
        fine = settings.Settings(scanner=settings.Scanner(dpi=300))
        office.desk = replace(office.desk, settings=fine)
        after = office.scan(saved(office), [make_page(ScanRequest("feeder", 300, colour=False))])
        assert after.row(PAPER).pages[0].dpi == 300
    finally:
        office.store.close()


def test_thumbnails_after_a_restart(office: Office, draft: Draft) -> None:
    after = office.scan(draft, [SHEET, SHEET])
    again = office.again()
    (loaded,) = again.do(jobs.LoadPages(1, after, PAPER))
    assert isinstance(loaded, jobs.PagesLoaded)
    assert loaded.thumbnails.keys() == {page.id for page in after.row(PAPER).pages}
    again.store.close()


def test_a_lost_page_is_a_failed_job(office: Office, draft: Draft) -> None:
    after = office.scan(draft, [SHEET])
    for file in (office.folder / "pages").iterdir():
        file.unlink()
    (failed,) = office.do(jobs.LoadPages(1, after, PAPER))
    assert isinstance(failed, jobs.JobFailed)
    assert failed.error.code == "store.read"


# Finding, saving, forgetting


def test_find_save_forget(office: Office, draft: Draft) -> None:
    changed = draft.model_copy(update={"language": "en"})
    assert office.do(jobs.SaveDraft(1, changed)) == []
    (found,) = office.do(jobs.FindDraft(1, draft.person.number))
    assert found == jobs.DraftSearched(1, draft.person.number, store.KeptDraft(changed, "open"))
    office.do(jobs.Forget(1, draft.id))
    assert office.do(jobs.FindDraft(1, draft.person.number)) == [jobs.DraftSearched(1, draft.person.number, None)]


# Submission


def test_the_portal_gets_the_very_pages(office: Office, draft: Draft) -> None:
    after = office.scan(draft, [SHEET, SHEET])
    after = office.scan(after, [SHEET], OPTIONAL)
    (said,) = office.do(jobs.Submit(1, after))
    assert isinstance(said, jobs.Submitted)
    assert said.draft.temporary_number == "KIOSK-K01-261122-0001"
    manifest, files = office.opened(after)
    assert (manifest.person, manifest.answers, manifest.consent) == (after.person, after.answers, after.consent)
    assert (manifest.procedure_code, manifest.case_id, manifest.verdict) == (PROCEDURE, CASE, "complete")
    case = shipped()[0].procedure(PROCEDURE).case(CASE)
    assert case is not None
    for position, (component, row) in enumerate(zip(case.components, manifest.rows, strict=True), start=1):
        assert (row.component_id, row.name) == (component.id, component.name.vi)
        pages = after.row(component.id).pages
        if component.kind != "form" and not pages:
            assert (row.file, row.sha256, row.size, row.pages, row.reason) == (None, None, 0, 0, "not_needed")
            continue
        assert row.file == numbers.file_name("KIOSK-K01-261122-0001", position, component.name.vi)
        pdf = files[row.file]
        assert (row.sha256, row.size, row.pages) == (hashlib.sha256(pdf).hexdigest(), len(pdf), documents.count_pages(pdf))
        if component.kind != "form":
            assert [hashlib.sha256(jpeg).hexdigest() for jpeg in documents.extract_jpegs(pdf)] == [page.sha256 for page in pages]
    assert manifest.rows[0].file == "KIOSK-K01-261122-0001_01_to-khai-dang-ky-khai-sinh.pdf"


def test_the_outbox_row_names_the_sealed_package(office: Office, draft: Draft) -> None:
    done = office.desk.submit(office.scan(draft, [SHEET]))
    (item,) = office.store.outbox.all()
    content = office.store.outbox.package(draft.id).read_bytes()
    assert (item.dossier_id, item.temporary_number, item.procedure_code) == (draft.id, done.temporary_number, PROCEDURE)
    assert (item.sha256, item.size, item.state) == (hashlib.sha256(content).hexdigest(), len(content), "queued")
    assert item.submitted_at == office.time


def test_submitting_twice_is_one_dossier(office: Office, draft: Draft) -> None:
    after = office.scan(draft, [SHEET])
    first = office.desk.submit(after)
    before = office.store.outbox.all()
    assert office.desk.submit(after).temporary_number == first.temporary_number
    assert office.desk.submit(first) == first
    assert office.store.outbox.all() == before
    assert office.opened(draft)[0].temporary_number == first.temporary_number


def test_numbers_go_up_within_the_day(office: Office) -> None:
    done = [office.desk.submit(office.scan(saved(office, n), [SHEET])).temporary_number for n in (1, 2)]
    office.time += timedelta(days=1)
    done.append(office.desk.submit(office.scan(saved(office, 3), [SHEET])).temporary_number)
    assert done == ["KIOSK-K01-261122-0001", "KIOSK-K01-261122-0002", "KIOSK-K01-261123-0001"]


def test_a_crash_between_the_number_and_the_package(office: Office, draft: Draft) -> None:
    after = office.scan(draft, [SHEET])
    number = office.store.drafts.begin_submission(after.id, "K01")
    again = office.again()
    assert again.store.outbox.all() == []
    again.desk.recover()
    again.desk.recover()
    (item,) = again.store.outbox.all()
    assert item.temporary_number == number
    assert again.opened(draft)[0].person == draft.person
    assert again.store.drafts.unfinished_submissions() == []
    again.store.close()


def test_what_cannot_be_finished_holds_nobody_else_up(office: Office) -> None:
    """A dossier of a procedure that an update took away stays for staff; the next one goes its way."""
    gone = saved(office, 1).model_copy(update={"procedure_code": "9.999999"})
    office.store.drafts.save(gone)
    office.store.drafts.begin_submission(gone.id, "K01")
    good = office.scan(saved(office, 2), [SHEET])
    office.store.drafts.begin_submission(good.id, "K01")
    office.desk.recover()
    assert [item.dossier_id for item in office.store.outbox.all()] == [good.id]
    assert office.store.drafts.unfinished_submissions() == [gone.id]
    assert office.store.drafts.get(gone.id) is not None


@pytest.mark.parametrize("lacking", ["paper", "consent", "answer"])
def test_an_incomplete_dossier_gets_no_number(lacking: str, office: Office, draft: Draft) -> None:
    """Else it would be tried again at each start, and never go."""
    after = draft if lacking == "paper" else office.scan(draft, [SHEET])
    if lacking == "consent":
        after = after.model_copy(update={"consent": None})
    if lacking == "answer":
        after = after.model_copy(update={"answers": {}})
    (failed,) = office.do(jobs.Submit(1, after))
    assert isinstance(failed, jobs.JobFailed)
    assert failed.error.code == "dossier.incomplete"
    assert {"paper": PAPER, "consent": "consent", "answer": "declaration"}[lacking] in failed.error.cause
    assert office.store.drafts.unfinished_submissions() == []
    assert office.store.outbox.all() == []


def test_a_page_that_was_changed_on_the_disk_is_not_filed(office: Office, draft: Draft) -> None:
    after = office.scan(draft, [SHEET])
    page = after.row(PAPER).pages[0]
    row = after.row(PAPER).model_copy(update={"pages": (page.model_copy(update={"sha256": "0" * 64}),)})
    with pytest.raises(KioskError, match=r"store\.damaged"):
        office.desk.submit(after.model_copy(update={"rows": {PAPER: row}}))


def test_a_paper_that_is_not_at_hand_is_for_the_officer(office: Office, draft: Draft) -> None:
    after = draft.model_copy(update={"rows": {PAPER: Row(not_at_hand=True)}})
    office.desk.submit(after)
    manifest, _ = office.opened(draft)
    row = next(row for row in manifest.rows if row.component_id == PAPER)
    assert (manifest.verdict, row.verdict, row.reason, row.file) == ("officer", "officer", "not_at_hand", None)


def test_after_forgetting_the_kiosk_itself_cannot_read_it(office: Office, draft: Draft) -> None:
    done = office.desk.submit(office.scan(draft, [SHEET]))
    office.do(jobs.Forget(1, done.id))
    assert office.store.drafts.get(done.id) is None
    assert list((office.folder / "pages").iterdir()) == []
    assert office.opened(draft)[0].person == draft.person
    for file in office.folder.rglob("*"):
        if file.is_file():
            assert not any(personal.encode() in file.read_bytes() for personal in PERSONAL), file


def test_interrupted_visits_are_forgotten_in_time(office: Office, draft: Draft) -> None:
    office.scan(draft, [SHEET])
    office.time += timedelta(minutes=29)
    office.desk.tidy()
    assert office.store.drafts.get(draft.id) is not None
    office.time += timedelta(minutes=2)
    office.desk.tidy()
    assert office.store.drafts.get(draft.id) is None
    assert list((office.folder / "pages").iterdir()) == []


# Slip and news


def submitted(office: Office, draft: Draft) -> Draft:
    return office.desk.submit(office.scan(draft, [SHEET]))


def test_a_slip_of_a_dossier_that_waits_says_so(office: Office, draft: Draft) -> None:
    done = submitted(office, draft)
    slip = office.desk.slip(done)
    assert (slip.queued, slip.temporary_number, slip.masked_number) == (True, done.temporary_number, "077******234")
    assert slip.submitted_at == office.time
    assert not any(personal in slip.model_dump_json() for personal in PERSONAL)
    assert "Giấy chứng sinh" in [row.name for row in slip.rows]
    assert office.do(jobs.PrintSlip(1, done)) == [jobs.SlipDone(1, PrintOutcome.PRINTED)]
    (printed,) = office.printer.slips
    assert printed.width == 576


def test_a_slip_of_a_dossier_that_arrived(office: Office, draft: Draft) -> None:
    done = submitted(office, draft)
    office.store.outbox.announced(done.id, "http://127.0.0.1:1/x")
    assert office.desk.slip(done).queued
    office.store.outbox.held(done.id)
    assert not office.desk.slip(done).queued


def test_a_slip_in_english(office: Office, draft: Draft) -> None:
    done = submitted(office, draft.model_copy(update={"language": "en"}))
    slip = office.desk.slip(done)
    assert (slip.language, slip.procedure, slip.centre) == ("en", "Register a birth", "Public Administration Service Centre")


def test_the_slip_does_not_wait_when_the_portal_already_has_it(office: Office, draft: Draft) -> None:
    done = submitted(office, draft)
    office.store.outbox.held(done.id)
    office.desk = replace(office.desk, patience=3600)
    assert office.do(jobs.PrintSlip(1, done)) == [jobs.SlipDone(1, PrintOutcome.PRINTED)]


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (PrinterStatus(online=True, paper="out"), "printer.paper_out"),
        (PrinterStatus(online=False, paper="adequate", cover_open=True), "printer.cover"),
        (PrinterStatus(online=False, paper="adequate"), "printer.offline"),
    ],
)
def test_a_printer_that_cannot_print_is_said(state: PrinterStatus, code: str, office: Office, draft: Draft) -> None:
    done = submitted(office, draft)
    office.printer.state = state
    (said,) = office.do(jobs.PrintSlip(1, done))
    assert isinstance(said, jobs.SlipDone)
    assert said.outcome is PrintOutcome.NOT_PRINTED
    assert said.error is not None
    assert said.error.code == code
    assert office.printer.slips == []


def test_a_printer_that_says_nothing_afterwards(office: Office, draft: Draft) -> None:
    done = submitted(office, draft)
    office.printer.goes_silent = True
    assert office.do(jobs.PrintSlip(1, done)) == [jobs.SlipDone(1, PrintOutcome.UNKNOWN)]


def test_no_printer(office: Office, draft: Draft) -> None:
    done = submitted(office, draft)
    office.desk = replace(office.desk, printer=None)
    assert office.do(jobs.PrintSlip(1, done)) == [jobs.SlipDone(1, None)]


def test_news_from_the_outbox(office: Office, draft: Draft) -> None:
    done = submitted(office, draft)
    ask = jobs.AskNews(1, done.id)
    assert office.do(ask) == [jobs.News(1, "waiting", None)]
    office.store.outbox.announced(done.id, None)
    assert office.do(ask) == [jobs.News(1, "waiting", None)]
    office.store.outbox.held(done.id)
    assert office.do(ask) == [jobs.News(1, "waiting", None)], "held, but not yet filed"
    office.store.outbox.processed(done.id, "000.00.26.H29-261122-0001")
    assert office.do(ask) == [jobs.News(1, "delivered", "000.00.26.H29-261122-0001")]


def test_news_of_a_refusal_and_of_an_unknown_one(office: Office, draft: Draft) -> None:
    done = submitted(office, draft)
    office.store.outbox.refused(done.id, "thủ tục không còn hiệu lực")
    assert office.do(jobs.AskNews(1, done.id)) == [jobs.News(1, "refused", None)]
    assert office.do(jobs.AskNews(1, "e" * 32)) == [jobs.News(1, "waiting", None)]


class _Away(SimulatedScanner):
    def sources(self) -> tuple[()]:  # type: ignore[override]
        raise BrokenDeviceError("scanner.absent")


def test_sources_of_a_scanner() -> None:
    assert sources(None) == ()
    assert sources(SimulatedScanner()) == ("feeder", "flatbed")
    assert sources(_Away()) == ()
