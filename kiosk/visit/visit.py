"""One kiosk's visits, one after the other: what was touched and what came back from devices and store → what the screen shows.

Pure: no Qt, no hardware, no thread of its own. Everything from outside comes in as a parameter; work is handed to `work` and its outcome
is brought back with `tell`. All methods are called from one thread.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import structlog

from kiosk.devices.contract import PrintOutcome
from kiosk.errors import KioskError
from kiosk.visit import errand_jobs, jobs
from kiosk.visit.access import Access
from kiosk.visit.board import Board
from kiosk.visit.chart import BACK
from kiosk.visit.consent import Consenting
from kiosk.visit.finish import Finish
from kiosk.visit.form import Form
from kiosk.visit.identify import PERSON_FIELDS
from kiosk.visit.offer import Offer
from kiosk.visit.staff import Staff
from kiosk.visit.ticket import TakeTicket
from kiosk.visit.touch import on, screens_of

NEWS_EVERY = 1.0
"""How often the submitted screen asks what became of the dossier [s]."""

log = structlog.get_logger()


class Visit(Offer, Staff, Consenting, Board, Form, Finish, TakeTicket, Access):
    """What comes in: touches by `act`, outcomes and devices by `tell`, time by `tick`."""

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Something was touched. Unknown and untimely actions are ignored; raises nothing that a screen could cause."""
        self.touched()
        handler = getattr(self, f"_act_{action}", None)
        if handler is None:
            log.warning("unknown action", action=action, screen=self.screen)
            return
        if self.screen not in (screens_of(self, action) or (self.screen,)):
            return
        try:
            touch = inspect.signature(handler).bind(**values)
        except TypeError:
            log.warning("action with other values", action=action, screen=self.screen)
            return
        handler(*touch.args, **touch.kwargs)

    def tell(self, outcome: jobs.Outcome | jobs.FromDevice) -> None:
        """Something came back from a job or a device."""
        match outcome:
            case jobs.CodeRead():
                self._code_read(outcome.data)
            case jobs.DevicePresence(device="headphones"):
                self._headphones(outcome.present)
            case jobs.DevicePresence():
                self.devices[outcome.device] = outcome.present
            case jobs.JobFailed() if outcome.visit != self._number:
                # Nobody is there to read a notice, but a visit that was not forgotten must not go unseen.
                log.error("late job failed", job=type(outcome.job).__name__, code=outcome.error.code, cause=outcome.error.cause)
            case _ if outcome.visit != self._number:
                log.info("late outcome dropped", outcome=type(outcome).__name__)
            case jobs.DraftSearched():
                self._draft_searched(outcome)
            case jobs.PageKept():
                self._page_kept(outcome)
            case jobs.StackRead():
                self._stack_read()
            case jobs.StackSorted():
                self.draft = outcome.draft
            case jobs.CardScanned():
                self._card_scanned(outcome)
            case jobs.ScanEnded():
                self._scan_over(None)
            case jobs.ScanFailed():
                self._scan_over(outcome.error)
            case jobs.PagesLoaded():
                self.thumbnails.update(outcome.thumbnails)
            case jobs.PageLoaded():
                self._page_loaded(outcome)
            case jobs.Submitted():
                self.draft = outcome.draft
                self._go("submission_kept")
                self._print()
            case jobs.SlipDone():
                self.slip, self.slip_error = outcome.outcome or "none", outcome.error
            case jobs.ListDone():
                self.list_slip, self.list_error = outcome.outcome or "none", outcome.error
            case jobs.News():
                self.news = outcome
            case errand_jobs.LookupKnown():
                self._lookup_known_here(outcome)
            case errand_jobs.LookupTold():
                self._lookup_told(outcome)
            case errand_jobs.QueuesSeen():
                self.queues = outcome.queues
            case errand_jobs.TicketTaken():
                self._ticket_taken(outcome)
            case errand_jobs.TicketDone():
                self._ticket_done(outcome)
            case jobs.StaffListed():
                self._staff_listed(outcome)
            case jobs.PinChecked():
                self._pin_checked(outcome)
            case jobs.JobFailed():
                self._job_failed(outcome)
            case jobs.JobCrashed():
                self.fail(outcome.reference)

    def tick(self) -> None:
        """Time has passed; call it every half second or so."""
        seconds = self._outside.seconds()
        if self.notice and seconds >= self.notice_until:
            self.notice = ""
        self._staff_tick(seconds)
        match self.screen:
            case "attract" | "out_of_service":
                if seconds - self._touched_at >= self._waits.idle:
                    self._forget_access()
                return
            case "goodbye" | "failsafe":
                if self.goodbye_seconds() == 0:
                    self._end("wipe")
                return
            case "scanning" | "submitting":
                self._touched_at = seconds  # the kiosk itself is working
                return
            case "card_glass" if self.glass_busy:
                self._touched_at = seconds
                return
            case "track" if self.lookup is not None:
                self._touched_at = seconds
                self._track_tick(seconds)
                return
            case "ticket":
                self._ticket_tick(seconds)
            case "submitted" if seconds - self._asked_news_at >= NEWS_EVERY and self._delivery_open():
                self._asked_news_at = seconds
                self._work(jobs.AskNews(self._number, self.draft_or_fail.id))
        quiet = seconds - max(self._touched_at, self.patient_until)
        if quiet >= self._waits.idle + self._waits.countdown:
            self._end("wipe")
        elif quiet >= self._waits.idle:
            self.seconds_left = max(1, round(self._waits.idle + self._waits.countdown - quiet))

    def fail(self, reference: str) -> None:
        """Something unforeseen: calm screen with a reference number; the draft stays on the disk for the same card."""
        access = self.access
        self._outside.cancel_scan()
        self._begin()
        self.access = access
        self.reference = reference
        self._go("fail")

    def close_down(self, problem: KioskError) -> None:
        """Out of service, when nobody is at the kiosk; during a visit nothing happens: call it again."""
        if self.screen in ("attract", "out_of_service"):
            self.problem = problem
            self._go("close_down")

    def open_up(self) -> None:
        if self.screen == "out_of_service":
            self.problem = None
            self._go("open_up")

    @on(*BACK)
    def _act_back(self) -> None:
        if self.screen == "form" and self._form_back():
            return
        if self.screen == "procedures" and self._step_back():
            return
        match self.screen:
            case "receiving":
                self._enter_form(group=len(self._groups()) - 1)
            case "fee":
                self._enter_receiving()
            case "pages":
                self._forget_removed()
            case "card_glass":
                self._glass_left()
            case "resume":
                self.kept = None
            case "track":
                self._drop_lookup()
            case "tracked":
                self._left_tracked()
            case "review" if self.service == "supplement" and self.case_or_fail.form:
                self._enter_form(group=len(self._groups()) - 1)
        self.errors = {}
        self.problem = None
        self._go("back")
        if self.browsed and self.screen == "needs" and self.person is None:
            self.service, self.browsed = "browse", False

    def _act_still_here(self) -> None:
        pass  # being touched is all it says

    def _act_leave(self) -> None:
        if self.screen not in ("submitting", "attract", "goodbye", "failsafe", "out_of_service"):
            self._end("leave")

    @on("attract", "goodbye", "failsafe")
    def _act_start(self, service: str = "file") -> None:
        self._start(service)

    @on("language")
    def _act_choose_language(self, language: str) -> None:
        if language in ("vi", "en"):
            self.language = "en" if language == "en" else "vi"
            self._go("language_chosen")
            if self.screen == "track" and self.pending_code is not None:
                self._code_read(self.pending_code)

    @on("track", "person", "form", "receiving")
    def _act_answer(self, field: str, text: str) -> None:
        if self.screen == "person" and field in PERSON_FIELDS:
            self.typed[field] = text
            self.errors.pop(field, None)
        elif self.screen == "form":
            self._answer(field, text)
        elif self.screen == "receiving":
            self._answer_receiving(field, text)
        elif self.screen == "track":
            self._answer_track(field, text)

    @on("papers", "form", "receiving", "fee")
    def _act_continue(self) -> None:
        if self.screen == "papers":
            if self.papers_done():
                self._enter_form()
                self._go("papers_done")
        elif self.screen == "form":
            self._group_done()
        elif self.screen == "receiving":
            self._receiving_done()
        elif self.screen == "fee":
            self._go("fee_read")

    @on("pages")
    def _act_accept_all(self) -> None:
        """These pages are right and nothing else is missing: past the list, to what follows it."""
        if self.papers_done():
            self._act_accept()
            self._act_continue()

    def _job_failed(self, outcome: jobs.JobFailed) -> None:
        log.error("job failed", job=type(outcome.job).__name__, code=outcome.error.code, cause=outcome.error.cause)
        if isinstance(outcome.job, jobs.CheckPin | jobs.ListStaff):
            self._pin_not_checked(outcome.error)
            return
        if isinstance(outcome.job, jobs.CallOfficer):
            return  # the band on the screen calls, too
        self._notice(outcome.error)
        match outcome.job:
            case jobs.Submit():
                self._go("submission_failed")
            case jobs.ScanCard():
                self._card_not_scanned(outcome.job, outcome.error)
            case errand_jobs.AskPortal() | errand_jobs.LookForAnswer():
                self._lookup_failed(outcome.error)
            case errand_jobs.TakeTicket():
                self._ticket_failed(outcome.error)
            case jobs.PrintSlip():
                self.slip, self.slip_error = PrintOutcome.NOT_PRINTED, outcome.error
