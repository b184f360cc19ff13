"""The work behind tracking and queue numbers. Slow things, done off the screen's thread.

A question to the portal is left in the store, sealed; the sync service, which cannot open it, brings the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from kiosk import printing
from kiosk.devices.contract import PrintOutcome, ReceiptPrinter
from kiosk.dossier import lookup
from kiosk.errors import KioskError
from kiosk.exchange import LookupQuestion
from kiosk.store import WAITING
from kiosk.texts import Language
from kiosk.visit import errand_jobs as errand
from kiosk.visit import jobs
from kiosk.visit.intake import Intake

log = structlog.get_logger()


@dataclass(frozen=True)
class Errands(Intake):
    printer: ReceiptPrinter | None

    def _errand(self, job: errand.Errand, report: Callable[[jobs.Outcome], None]) -> None:
        match job:
            case errand.AskPortal():
                self._ask_portal(job, report)
            case errand.LookForAnswer():
                report(errand.LookupTold(job.visit, job.lookup_id, self.store.lookups.told(job.lookup_id)))
            case errand.DropLookup():
                self.store.lookups.forget(job.lookup_id)
            case errand.AskQueues():
                report(errand.QueuesSeen(job.visit, self.store.tickets.queues(self.now())))
            case errand.TakeTicket():
                self._take_ticket(job, report)

    def _ask_portal(self, job: errand.AskPortal, report: Callable[[jobs.Outcome], None]) -> None:
        known = self._known(job.number, job.digits)
        if known is not None and (known.state in WAITING or known.state == "refused"):
            report(errand.LookupKnown(job.visit, job.lookup_id, known, asked=False))
            return
        recipients = self.store.news.recipients(self.store.enrolments.load() or self.enrolment)
        self.store.lookups.ask(job.lookup_id, lookup.seal(LookupQuestion(number=job.number, digits=job.digits), recipients))
        report(errand.LookupKnown(job.visit, job.lookup_id, known, asked=True))

    def _known(self, number: str, digits: str) -> errand.Known | None:
        """Of a dossier that was filed here, to whom it belongs only."""
        item = self.store.outbox.find(number)
        if item is None or not self.store.claims.holds(item.dossier_id, digits):
            return None
        asked = self.store.news.supplement(item.dossier_id)
        return errand.Known(
            number=item.temporary_number,
            official_code=item.official_code or "",
            procedure_code=item.procedure_code,
            state=item.state,
            status=item.portal_status,
            rows=asked.rows if asked is not None else (),
            heard_at=self._heard_at(),
        )

    def _heard_at(self) -> datetime | None:
        seconds = self.store.health.heard()
        return self.now() - timedelta(seconds=seconds) if seconds is not None else None

    def _take_ticket(self, job: errand.TakeTicket, report: Callable[[jobs.Outcome], None]) -> None:
        ticket = self.store.tickets.take(job.counter.letter, self.now())
        log.info("ticket given", counter=ticket.counter, number=ticket.number)
        report(errand.TicketTaken(job.visit, ticket))
        slip = printing.TicketSlip(
            language=job.language,
            centre=self._centre(job.language),
            number=ticket.text,
            counter=job.counter.name.to(job.language),
            before=ticket.before,
            called=ticket.called,
            taken_at=ticket.taken_at,
        )
        dots = self.settings.printer.dots
        report(errand.TicketDone(job.visit, *self._on_paper("ticket", lambda: printing.render_ticket(slip, dots=dots))))

    def _on_paper(self, what: str, render: Callable[[], printing.Raster]) -> tuple[PrintOutcome | None, KioskError | None]:
        """Have it printed; what failed on the way there is told beside the outcome. (None, None): there is no printer."""
        if self.printer is None:
            return None, None
        try:
            raster = render()
            return self.printer.print_raster(raster.bitmap, width=raster.width, height=raster.height), None
        except KioskError as error:
            log.warning(f"{what} not printed", code=error.code, cause=error.cause)
            return PrintOutcome.NOT_PRINTED, error

    def _centre(self, language: Language) -> str:
        kiosk = self.settings.kiosk
        return kiosk.centre if language == "vi" else kiosk.centre_en
