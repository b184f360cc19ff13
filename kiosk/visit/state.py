"""What one kiosk knows of the present visit, and the moves that all of its steps share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from kiosk.catalogue import Case, Catalogue, Component, Procedure, Search
from kiosk.devices.contract import PrintOutcome, Source
from kiosk.dossier.draft import Draft, PageRef
from kiosk.dossier.stack import Stack
from kiosk.errors import InputError, KioskError
from kiosk.identity import Person
from kiosk.texts import Language, Texts
from kiosk.visit import jobs
from kiosk.visit.chart import VisitChart

NOTICE_SECONDS = 8.0

log = structlog.get_logger()


@dataclass(frozen=True)
class Outside:
    """What the visit needs of the world."""

    work: Callable[[jobs.Job], None]
    """Have a job done; its outcome comes back through `tell`, later and on the visit's thread."""
    cancel_scan: Callable[[], None]
    now: Callable[[], datetime]
    """Local time, with its zone."""
    seconds: Callable[[], float]
    """A clock that never jumps [s]."""
    new_id: Callable[[], str]
    """32 hex digits."""


@dataclass(frozen=True)
class Waits:
    """Every wait of a visit [s]."""

    idle: float = 90
    countdown: float = 30
    goodbye: float = 15
    failsafe: float = 20


class VisitState:
    """The steps of a visit (identify, choose, papers, form, finish) build on this; `kiosk.visit.visit.Visit` is them all."""

    def __init__(
        self,
        catalogue: Catalogue,
        texts: Texts,
        outside: Outside,
        *,
        waits: Waits = Waits(),
        devices: Mapping[str, bool | None],
    ) -> None:
        """`devices`: reader, scanner, printer → there, not there (None: it does not say)."""
        self.catalogue = catalogue
        self.texts = texts
        self.devices: dict[str, bool | None] = dict(devices)
        self._outside = outside
        self._waits = waits
        self._chart = VisitChart()
        self._search = Search(catalogue)
        self._number = 0
        self.language: Language = "vi"
        self._begin()

    def take_catalogue(self, catalogue: Catalogue) -> None:
        """Another one from now on; only while nobody is at the kiosk."""
        self.catalogue = catalogue
        self._search = Search(catalogue)

    def _begin(self) -> None:
        """Everything that belongs to one visitor. Called at the start and at each end: nothing of the last one is left."""
        self._number += 1
        self.person: Person | None = None
        self.from_card = False
        self.typed: dict[str, str] = {}
        self.errors: dict[str, InputError] = {}
        self.problem: KioskError | None = None
        self.kept: Draft | None = None
        self.kept_submitted = False
        self.query = ""
        self.procedure: Procedure | None = None
        self.case: Case | None = None
        self.draft: Draft | None = None
        self.row: Component | None = None
        self.source: Source = "feeder"
        self.scan_phase = "waiting"
        self.scanning_stack = False
        self.replaces: str | None = None
        self.received: list[str] = []
        self.scanned = 0
        self.cancelled = False
        self.card_code: bytes | None = None
        self.glass_busy = False
        self.glass_attempt = 0
        self.thumbnails: dict[str, bytes] = {}
        self.zoomed = ""
        self.large: dict[str, bytes] = {}
        self.board_past: list[Stack] = []
        self.removed: tuple[int, PageRef] | None = None
        self.group = 0
        self.consent = False
        self.slip: PrintOutcome | str | None = None
        self.slip_error: KioskError | None = None
        self.news: jobs.News | None = None
        self.help = False
        self.notice: KioskError | str = ""
        self.notice_until = 0.0
        self.reference = ""
        self.pending_code: bytes | None = None
        self._touched_at = self._outside.seconds()
        self._entered_at = self._touched_at
        self._asked_news_at = 0.0
        self.seconds_left: int | None = None

    @property
    def screen(self) -> str:
        return str(list(self._chart.configuration_values)[-1])

    @property
    def number(self) -> int:
        """Of the present visit; outcomes of earlier ones are dropped."""
        return self._number

    @property
    def case_or_fail(self) -> Case:
        if self.case is None:
            raise RuntimeError(f"no case on screen {self.screen}")
        return self.case

    @property
    def draft_or_fail(self) -> Draft:
        if self.draft is None:
            raise RuntimeError(f"no draft on screen {self.screen}")
        return self.draft

    def results(self) -> tuple[Procedure, ...]:
        return self._search.find(self.query)

    def goodbye_seconds(self) -> int:
        limit = self._waits.failsafe if self.screen == "failsafe" else self._waits.goodbye
        return max(0, round(limit - (self._outside.seconds() - self._entered_at)))

    def clock(self) -> datetime:
        return self._outside.now()

    def touched(self) -> None:
        self._touched_at = self._outside.seconds()
        self.seconds_left = None

    def _start(self) -> None:
        self._begin()
        self.language = "vi"
        self._go("start")

    def _end(self, event: str) -> None:
        """The visit is over: forget it on the disk and in memory."""
        ended, language = self.draft or self.kept, self.language
        if self.screen == "scanning" or self.glass_busy:
            self._outside.cancel_scan()
        if ended is not None:
            self._work(jobs.Forget(self._number, ended.id))
        self._begin()
        self._go(event)
        self.language = language if self.screen == "goodbye" else "vi"

    def _go(self, event: str) -> None:
        before = self.screen
        self._chart.send(event)
        if self.screen != before:
            self._entered_at = self._outside.seconds()
            self.zoomed, self.large = "", {}
            log.info("screen", by=event, before=before, after=self.screen)

    def _notice(self, sentence: KioskError | str) -> None:
        self.notice, self.notice_until = sentence, self._outside.seconds() + NOTICE_SECONDS

    def _work(self, job: jobs.Job) -> None:
        self._outside.work(job)

    def _change(self, draft: Draft, **values: Any) -> None:
        """A new version of the draft, which the store is to keep."""
        self.draft = draft.model_copy(update=values)
        self._work(jobs.SaveDraft(self._number, self.draft))

    def _component(self, component_id: str) -> Component | None:
        return next((c for c in self.case.components if c.id == component_id), None) if self.case is not None else None

    def _of_catalogue(self, draft: Draft) -> tuple[Procedure, Case] | None:
        """Where a draft belongs today; None when the catalogue no longer has it."""
        procedure = next((p for p in self.catalogue.procedures if p.code == draft.procedure_code), None)
        case = procedure.case(draft.case_id) if procedure is not None else None
        return (procedure, case) if procedure is not None and case is not None else None
