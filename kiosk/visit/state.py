"""What one kiosk knows of the present visit, and the moves that all of its steps share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast, get_args

import structlog

from kiosk.catalogue import Case, Catalogue, Component, Found, Procedure, Search, group
from kiosk.catalogue.address import Address
from kiosk.devices.contract import PrintOutcome, Source
from kiosk.dossier.behalf import case_for
from kiosk.dossier.draft import Consent, Draft, PageRef
from kiosk.dossier.payment import Account
from kiosk.dossier.stack import Stack
from kiosk.dossier.supplement import Supplements, ids, narrowed
from kiosk.errors import InputError, KioskError
from kiosk.exchange import TrackedDossier
from kiosk.identity import Person
from kiosk.store import Queue, Ticket
from kiosk.texts import Language, Texts
from kiosk.visit import jobs
from kiosk.visit.chart import VisitChart
from kiosk.visit.counters import Counter
from kiosk.visit.errand_jobs import DropLookup, Known

NOTICE_SECONDS = 8.0
SHOWN = 20
"""Procedures of a list that are on the screen at once; more on demand."""
Service = Literal["file", "browse", "track", "supplement", "ticket"]
"""What a visitor came for."""
Contrast = Literal["standard", "dark", "yellow"]

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


@dataclass(frozen=True)
class AccessChoice:
    """How a resident wants the screen to be; nobody's wishes outlive the visit."""

    text_size: int = 1
    """1 … 4."""
    contrast: Contrast = "standard"
    reach: bool = False
    """Everything within reach of a wheelchair."""
    speaking: bool = False
    volume: int = 2
    """1 … 3."""
    aloud: bool = False
    """Personal values may be heard by others: the resident said so."""


class Guards:
    """The conditions of the chart."""

    def __init__(self, visit: VisitState) -> None:
        self._visit = visit

    def browsing(self) -> bool:
        return self._visit.service == "browse"

    def tracking(self) -> bool:
        return self._visit.service in ("track", "supplement")

    def ticketing(self) -> bool:
        return self._visit.service == "ticket"

    def supplementing(self) -> bool:
        return self._visit.service == "supplement"

    def browsed(self) -> bool:
        """The case was chosen before anybody said who they are."""
        return self._visit.browsed

    def case_known(self) -> bool:
        return self._visit.case is not None

    def dossier_known(self) -> bool:
        """The dossier that papers are asked for is on the screen; not when a supplement goes on after a fault."""
        return self._visit.service == "supplement" and self._visit.tracked is not None

    def formless(self) -> bool:
        """Papers that an officer asked for, and the form is not among them."""
        return self._visit.service == "supplement" and not self._visit.case_or_fail.form

    def single_case(self) -> bool:
        return self._visit.procedure is not None and len(self._visit.procedure.cases) == 1


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
        account: Account | None = None,
        province: str = "",
        procedure_page: str = "",
        counters: tuple[Counter, ...] = (),
    ) -> None:
        """`devices`: reader, scanner, printer → there, not there (None: it does not say). `account`: where fees can be paid to by VietQR.

        `province`: id of the centre's own, which stands first in lists of provinces; empty: none does. `procedure_page`: address of a
        procedure's page, with {code}; empty: there is none.
        """
        self.catalogue = catalogue
        self.texts = texts
        self.account = account
        self.province = province
        self.procedure_page = procedure_page
        self.counters = counters
        self.devices: dict[str, bool | None] = dict(devices)
        self.filed: Mapping[str, int] = {}
        self._outside = outside
        self._waits = waits
        self._chart = VisitChart(listeners=[Guards(self)])
        self._search = Search(catalogue)
        self._groups_of_catalogue = group(catalogue)
        self._number = 0
        self.language: Language = "vi"
        self._begin()

    def take_catalogue(self, catalogue: Catalogue) -> None:
        """Another one from now on; only while nobody is at the kiosk."""
        self.catalogue = catalogue
        self._search = Search(catalogue)
        self._groups_of_catalogue = group(catalogue)

    def _begin(self) -> None:
        """Everything that belongs to one visitor. Called at the start and at each end: nothing of the last one is left."""
        self._number += 1
        self._search.forget()
        self.person: Person | None = None
        self.from_card = False
        self.authentic = False
        self.typed: dict[str, str] = {}
        self.errors: dict[str, InputError] = {}
        self.problem: KioskError | None = None
        self.kept: Draft | None = None
        self.kept_submitted = False
        self.query = ""
        self.found: Found | None = None
        self.group_path: tuple[str, ...] = ()
        self.shown = SHOWN
        self.list_slip: PrintOutcome | str | None = None
        self.list_error: KioskError | None = None
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
        self.member = 0
        self.halves: dict[str, Address] = {}
        self.free: frozenset[str] = frozenset()
        self.lost_member: tuple[int, dict[str, str]] | None = None
        self.list_open = ""
        self.list_query = ""
        self.jump = ""
        self.jumps = 0
        self.service: Service = "file"
        self.browsed = False
        self.lookup: str | None = None
        self.lookup_digits = ""
        self.lookup_until = 0.0
        self.lookup_known: Known | None = None
        self.tracked: TrackedDossier | None = None
        self.tracked_at: datetime | None = None
        self.answering: Supplements | None = None
        self.queues: Mapping[str, Queue] = {}
        self.taking: Counter | None = None
        self.ticket_given: Ticket | None = None
        self._looked_at = 0.0
        self.ticked: frozenset[str] = frozenset()
        self.consent: Consent | None = None
        self.way = ""
        self.signing = False
        self.rating = ""
        self.rating_reasons: frozenset[str] = frozenset()
        self.slip: PrintOutcome | str | None = None
        self.slip_error: KioskError | None = None
        self.news: jobs.News | None = None
        self.access = AccessChoice()
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
        return case_for(self.case, self.draft.behalf) if self.draft is not None else self.case

    @property
    def procedure_or_fail(self) -> Procedure:
        if self.procedure is None:
            raise RuntimeError(f"no procedure on screen {self.screen}")
        return self.procedure

    @property
    def draft_or_fail(self) -> Draft:
        if self.draft is None:
            raise RuntimeError(f"no draft on screen {self.screen}")
        return self.draft

    def goodbye_seconds(self) -> int:
        """A touch anywhere gives them all again."""
        limit = self._waits.failsafe if self.screen == "failsafe" else self._waits.goodbye
        return max(0, round(limit - (self._outside.seconds() - max(self._entered_at, self._touched_at))))

    def clock(self) -> datetime:
        return self._outside.now()

    def touched(self) -> None:
        self._touched_at = self._outside.seconds()
        self.seconds_left = None

    def _start(self, service: str = "file") -> None:
        chosen = self.access if self.screen == "attract" else AccessChoice()
        if self.screen != "attract":
            self.language = "vi"
        self._begin()
        self.access = chosen
        self.service = cast(Service, service) if service in get_args(Service) else "file"
        self._go("start")

    def _end(self, event: str) -> None:
        """The visit is over: forget it on the disk and in memory."""
        ended, language, access = self.draft or self.kept, self.language, self.access
        if self.lookup is not None:
            self._work(DropLookup(self._number, self.lookup))
        if self.screen == "scanning" or self.glass_busy:
            self._outside.cancel_scan()
        if ended is not None:
            self._work(jobs.Forget(self._number, ended.id))
        self._begin()
        self._go(event)
        # The goodbye is still for this resident.
        self.language = language if self.screen == "goodbye" else "vi"
        self.access = access if self.screen == "goodbye" else AccessChoice()

    def _go(self, event: str) -> None:
        before = self.screen
        self._chart.send(event)
        if self.screen != before:
            self._entered_at = self._outside.seconds()
            self.zoomed, self.large, self.signing = "", {}, False
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
        return next((c for c in self.case_or_fail.components if c.id == component_id), None) if self.case is not None else None

    def _of_catalogue(self, draft: Draft) -> tuple[Procedure, Case] | None:
        """Where a draft belongs today; None when the catalogue no longer has it."""
        procedure = next((p for p in self.catalogue.procedures if p.code == draft.procedure_code), None)
        case = procedure.case(draft.case_id) if procedure is not None else None
        if case is not None and draft.supplements is not None:
            case = narrowed(case, ids(draft.supplements.rows))
        return (procedure, case_for(case, draft.behalf)) if procedure is not None and case is not None else None
