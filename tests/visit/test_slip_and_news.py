"""After the submission: a slip that says what is known, and what the sync service has heard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.devices.contract import PrinterStatus, PrintOutcome
from kiosk.devices.simulated import SimulatedScanner
from kiosk.dossier.draft import Draft
from kiosk.errors import BrokenDeviceError
from kiosk.visit import jobs
from kiosk.visit.desk import sources
from tests.visit.office import PERSONAL, SHEET, Office


def submitted(office: Office, draft: Draft) -> Draft:
    return office.desk.submit(office.scan(draft, [SHEET]))


def test_a_slip_of_a_dossier_that_waits_says_so(office: Office, draft: Draft) -> None:
    done = submitted(office, draft)
    slip = office.desk.slip(done)
    assert (slip.queued, slip.temporary_number, slip.masked_number) == (True, done.temporary_number, "077*********")
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
