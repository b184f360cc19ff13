"""The work behind the visit, with the real store and pages: kept sealed, filed once."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk import documents, settings, store
from kiosk.devices.contract import RawPage, ScanRequest
from kiosk.devices.simulated import make_page
from kiosk.dossier import numbers
from kiosk.dossier.draft import Draft, Receiving, Row, Signature
from kiosk.dossier.payment import reference
from kiosk.errors import KioskError, OperatorDeviceError
from kiosk.visit import desk, jobs
from tests.visit.booth import CASE, OPTIONAL, PAPER, PROCEDURE, shipped
from tests.visit.office import PERSONAL, SHEET, Office, saved, sheet

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
    (loaded,) = again.do(jobs.LoadPages(1, after.id, tuple(page.id for page in after.pages())))
    assert isinstance(loaded, jobs.PagesLoaded)
    assert loaded.thumbnails.keys() == {page.id for page in after.row(PAPER).pages}
    again.store.close()


def test_a_lost_page_is_a_failed_job(office: Office, draft: Draft) -> None:
    after = office.scan(draft, [SHEET])
    for file in (office.folder / "pages").iterdir():
        file.unlink()
    (failed,) = office.do(jobs.LoadPages(1, after.id, tuple(page.id for page in after.pages())))
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


def test_the_portal_hears_how_the_result_is_wanted_and_what_it_costs(office: Office, draft: Draft) -> None:
    after = office.scan(draft, [sheet(0)])
    wanted = Receiving(way="post", address="Số 1 Lê Lợi", phone="0912345678")
    after = after.model_copy(update={"receiving": wanted, "signature": Signature(strokes=(((0.1, 0.5), (0.9, 0.5)),))})
    office.do(jobs.Submit(1, after))
    manifest, _ = office.opened(after)
    assert manifest.receiving == wanted
    assert manifest.payment is not None
    assert (manifest.payment.amount, manifest.payment.reference) == (0, reference(draft.id))


def test_an_older_portal_is_told_nothing_that_it_does_not_know(office: Office, draft: Draft) -> None:
    after = office.scan(draft, [sheet(0)])
    office.do(jobs.Submit(1, after))
    manifest, _ = office.opened(after)
    assert {"receiving", "payment", "behalf", "supplement_to"}.isdisjoint(manifest.model_dump(mode="json"))


def test_the_portal_gets_the_very_pages(office: Office, draft: Draft) -> None:
    after = office.scan(draft, [sheet(0, dpi=200), sheet(1, dpi=200)])
    after = office.scan(after, [sheet(2, dpi=200)], OPTIONAL)
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
            assert (row.files, row.pages, row.reason) == ((), 0, "not_needed")
            continue
        (file,) = row.files
        assert file.name == numbers.file_name("KIOSK-K01-261122-0001", position, component.name.vi)
        pdf = files[file.name]
        assert (file.sha256, file.size, file.pages) == (hashlib.sha256(pdf).hexdigest(), len(pdf), documents.count_pages(pdf))
        if component.kind != "form":
            assert [hashlib.sha256(jpeg).hexdigest() for jpeg in documents.extract_jpegs(pdf)] == [page.sha256 for page in pages]
    assert manifest.rows[0].files[0].name == "KIOSK-K01-261122-0001_01_to-khai-dang-ky-khai-sinh.pdf"


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


def test_what_nobody_foresaw_in_one_submission_holds_nobody_else_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = [office.scan(saved(office, number), [SHEET]) for number in (1, 2)]
    for draft in drafts:
        office.store.drafts.begin_submission(draft.id, "K01")
    render = desk.printing.render_form

    def broken_for_the_first(*arguments: object, **named: object) -> bytes:
        if named["temporary_number"] == "KIOSK-K01-261122-0001":
            raise ValueError("nobody foresaw this")
        return render(*arguments, **named)

    monkeypatch.setattr(desk.printing, "render_form", broken_for_the_first)
    office.desk.recover()
    assert [item.dossier_id for item in office.store.outbox.all()] == [drafts[1].id]
    monkeypatch.undo()
    office.desk.recover()
    assert {item.dossier_id for item in office.store.outbox.all()} == {draft.id for draft in drafts}


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
    assert (manifest.verdict, row.verdict, row.reason, row.files) == ("officer", "officer", "not_at_hand", ())


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
