"""The work behind the visit: keeping, printing, and what intake.py and filing.py add. Slow things, done off the screen's thread.

Each function says what it leaves on the disk, and may be repeated after a crash.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from kiosk import documents, printing
from kiosk.devices.bell import Bell
from kiosk.devices.contract import PrinterStatus, ReceiptPrinter, Scanner, Source
from kiosk.dossier.checklist import check
from kiosk.dossier.draft import Draft
from kiosk.errors import CatalogueError, KioskError
from kiosk.texts import Language
from kiosk.visit import errand_jobs, jobs
from kiosk.visit.errands import Errands
from kiosk.visit.facts import procedure_page
from kiosk.visit.intake import THUMBNAIL_WIDTH

DELIVERY_PATIENCE = 3.0
"""The slip waits so long for the portal's answer, so that it can say "delivered" when the network is well [s]."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Desk(Errands):
    """Everything that the work needs. Used by one worker thread for the store and one for the scanner."""

    bell: Bell | None = None
    patience: float = DELIVERY_PATIENCE

    def perform(self, job: jobs.Job, report: Callable[[jobs.Outcome], None]) -> None:
        """Do a job; `report` gets its outcomes as they come. Expected failures are outcomes too."""
        try:
            self._perform(job, report)
        except KioskError as error:
            report(jobs.JobFailed(job.visit, job, error))

    def _perform(self, job: jobs.Job, report: Callable[[jobs.Outcome], None]) -> None:
        match job:
            case jobs.FindDraft():
                report(jobs.DraftSearched(job.visit, job.personal_number, self.store.drafts.of(job.personal_number)))
            case jobs.SaveDraft():
                self.store.drafts.save(job.draft)
            case jobs.Scan():
                self._scan(job, report)
            case jobs.ScanStack():
                self._scan_stack(job, report)
            case jobs.ScanCard():
                self._scan_card(job, report)
            case jobs.LoadPages():
                report(jobs.PagesLoaded(job.visit, {page: self._thumbnail(job.draft_id, page) for page in job.pages}))
            case jobs.LoadPage():
                report(jobs.PageLoaded(job.visit, job.page_id, self.store.drafts.page(job.draft_id, job.page_id)))
            case jobs.Submit():
                report(jobs.Submitted(job.visit, self.submit(job.draft)))
            case jobs.PrintSlip():
                report(self._print(job))
            case jobs.PrintList():
                report(self._print_list(job))
            case jobs.Rate():
                self.store.ratings.add(job.procedure, job.rating, job.reasons)
            case jobs.AskNews():
                report(self._news(job))
            case jobs.CallOfficer() | jobs.ListStaff() | jobs.CheckPin() | jobs.NoteAct():
                self._of_staff(job, report)
            case (
                errand_jobs.AskPortal()
                | errand_jobs.LookForAnswer()
                | errand_jobs.DropLookup()
                | errand_jobs.AskQueues()
                | errand_jobs.TakeTicket()
            ):
                self._errand(job, report)
            case jobs.Forget():
                self.reader.forget()
                self.store.drafts.forget(job.draft_id)

    def _of_staff(self, job: jobs.StaffJob, report: Callable[[jobs.Outcome], None]) -> None:
        match job:
            case jobs.CallOfficer():
                if job.called and self.bell is not None:
                    self.bell.ring()
                # From here the sync service tells the portal.
                self.store.health.keep_call(self.now() if job.called else None)
            case jobs.ListStaff():
                report(jobs.StaffListed(job.visit, self.store.staff.all()))
            case jobs.CheckPin():
                report(jobs.PinChecked(job.visit, job.attempt, job.staff_id, self.store.staff.check(job.staff_id, job.pin)))
            case jobs.NoteAct():
                self.store.staff.note(job.what, job.staff_id, job.dossier_id)

    def _thumbnail(self, draft_id: str, page_id: str) -> bytes:
        return documents.thumbnail(self.store.drafts.page(draft_id, page_id), THUMBNAIL_WIDTH)

    # After it

    def _print(self, job: jobs.PrintSlip) -> jobs.SlipDone:
        if self.printer is not None:
            self._await_delivery(job.draft.id)
        dots = self.settings.printer.dots
        return jobs.SlipDone(job.visit, *self._on_paper("slip", lambda: printing.render_slip(self.slip(job.draft), dots=dots)))

    def _print_list(self, job: jobs.PrintList) -> jobs.ListDone:
        def render() -> printing.Raster:
            return printing.render_needs(self.needs(job.procedure_code, job.case_id, job.language), dots=self.settings.printer.dots)

        return jobs.ListDone(job.visit, *self._on_paper("list", render))

    def needs(self, procedure_code: str, case_id: str, language: Language) -> printing.Needs:
        """What one takes home to prepare. Raises CatalogueError("catalogue.unknown")."""
        procedure = self.catalogue.procedure(procedure_code)
        case = procedure.case(case_id)
        if case is None:
            raise CatalogueError("catalogue.unknown", cause=f"{procedure_code} has no case {case_id!r}", procedure=procedure_code)
        return printing.compose_needs(
            procedure,
            case,
            self.catalogue.agency(procedure.agency),
            language,
            centre=self._centre(language),
            page=procedure_page(self.settings.kiosk.procedure_page, procedure_code),
            printed_on=self.now(),
        )

    def _await_delivery(self, dossier_id: str) -> None:
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            item = self.store.outbox.get(dossier_id)
            if item is not None and item.state != "queued" and item.state != "announced":
                return
            time.sleep(0.1)

    def slip(self, draft: Draft) -> printing.Slip:
        """What the slip of a submitted draft says. No name, the number masked."""
        procedure, case = self.place(draft)
        item = self.store.outbox.get(draft.id)
        return printing.compose_slip(
            procedure,
            self.catalogue.agency(procedure.agency),
            draft,
            check(case, draft),
            centre=self._centre(draft.language),
            temporary_number=draft.temporary_number or "",
            submitted_at=item.submitted_at if item is not None else self.now(),
            queued=item is None or item.state in ("queued", "announced"),
        )

    def _news(self, job: jobs.AskNews) -> jobs.News:
        item = self.store.outbox.get(job.dossier_id)
        if item is None or item.state in ("queued", "announced"):
            return jobs.News(job.visit, "waiting", None)
        if item.state == "refused":
            return jobs.News(job.visit, "refused", None)
        # Held but not yet filed: wait on for the official code.
        return jobs.News(job.visit, "delivered" if item.official_code else "waiting", item.official_code)


def sources(scanner: Scanner | None) -> tuple[Source, ...]:
    """What papers can be put into; nothing when there is no scanner or it is away."""
    try:
        return scanner.sources() if scanner is not None else ()
    except KioskError as error:
        log.warning("scanner away", code=error.code, cause=error.cause)
        return ()


def printer_ready(printer: ReceiptPrinter | None) -> bool | None:
    """Whether a slip would come out now; None: there is no printer, or it does not say."""
    if printer is None:
        return None
    try:
        status = printer.status()
    except KioskError as error:
        log.warning("printer away", code=error.code, cause=error.cause)
        return False
    return would_print(status)


def would_print(status: PrinterStatus) -> bool | None:
    """None: it does not say enough."""
    if status.paper == "out" or status.cover_open or status.online is False:
        return False
    return True if status.online and status.paper else None
