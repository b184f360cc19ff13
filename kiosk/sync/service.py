"""The loop that empties the outbox and brings news back (docs/decisions/0006-sync-one-loop.md, 0015-news-signed-and-on-a-cursor.md).

What is known is in the database and at the portal; this process remembers waiting times only, so it may be killed in any instruction.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import structlog

from kiosk.errors import KioskError, PortalError, StoreError
from kiosk.exchange import PackageState
from kiosk.settings import Settings
from kiosk.store import OutboxItem, StoredEnrolment, SyncStore
from kiosk.sync import metrics
from kiosk.sync.addresses import Addresses, prove
from kiosk.sync.client import Portal
from kiosk.sync.delivery import Aside, Delivery
from kiosk.sync.errors import NotOurPortal, Refused, TryLater
from kiosk.sync.line import Line, line_of
from kiosk.sync.pace import Pace
from kiosk.sync.pulse import Pulse
from kiosk.sync.questions import Questions
from kiosk.sync.stop import Stop

_WHOLE = "portal"
"""The key of the loop's own back-off."""
REVOKED = 3600.0
"""A portal that has revoked this kiosk is asked no sooner whether that still holds; a new enrolment ends the wait [s]."""
LOOK_FOR_QUESTIONS = 1.0
"""How often to look whether a resident asks something while there is nothing else to do [s]."""
MOST_PAGES = 1000
"""Of news in one round: an end, should the portal's numbering go round in circles."""


@dataclass(frozen=True)
class Outcome:
    """What `run_once` came to."""

    processed: int
    """Dossiers that the portal filed during this run."""
    refused: int
    """Dossiers that went to the staff's list during this run."""
    waiting: int
    """Dossiers that are still to go."""
    error: KioskError | None
    """Why nothing more can be done now, when the portal or the disk is the reason."""

    @property
    def done(self) -> bool:
        return self.error is None and self.waiting == 0 and self.refused == 0


class Service:
    def __init__(
        self,
        settings: Settings,
        store: SyncStore,
        *,
        stop: Stop,
        say: Callable[[KioskError], str],
        monotonic: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`say`: the sentence for an error, in the staff's language."""
        self._settings = settings
        self._store = store
        self._stop = stop
        self._say = say
        self._log = structlog.get_logger()
        self._now = now
        self._monotonic = monotonic
        self._jitter = jitter
        # Two back-offs: of each dossier, and of what concerns the portal.
        self._turns = Pace(settings.sync.retry_first, settings.sync.retry_most, monotonic=monotonic, jitter=jitter)
        self._pace = Pace(settings.sync.retry_first, settings.sync.retry_most, monotonic=monotonic, jitter=jitter)
        self._counts = metrics.Counts()
        self._delivery = Delivery(store.outbox, self._turns, self._counts, chunk=int(settings.sync.chunk_mb * 1_000_000), say=say)
        self._pulse = Pulse(settings, store, self._pace, now=now, monotonic=monotonic)
        self._questions = Questions(store.lookups)
        self._called: datetime | None = None
        self._told: datetime | None = None
        self._addresses = Addresses(monotonic=monotonic)
        self._portal: Portal | None = None
        self._line: Line | None = None
        self._enrolment: StoredEnrolment | None = None
        self._key: tuple[str, str] | None = None
        self._proven = False
        self._beat_at = 0.0
        self._more = False
        self._error: KioskError | None = None
        self._heard_at: float | None = None
        self._unwritten = ""
        """Why there are no metrics."""

    def run(self) -> None:
        """Until `stop` is asked."""
        self._log.info("sync_started")
        while not self._stop.asked:
            self.round()
            self._rest(self._next())
        self._log.info("sync_stopped")

    def run_once(self) -> Outcome:
        """Until the outbox is empty or nothing more can be done now. Waits a little for packages that the portal has but not opened."""
        processed, refused = self._counts.processed, self._counts.refused
        moved, patience = processed, self._monotonic() + self._settings.sync.timeout
        while not self._stop.asked:
            self.round()
            moving = self._due(skip=self._turns.failing())
            if self._counts.processed > moved:
                moved, patience = self._counts.processed, self._monotonic() + self._settings.sync.timeout
            if self._error is not None or moving is None or self._monotonic() > patience:
                break
            self._stop.wait(self._turns.wait(moving))
        if self._error is None and not self._stop.asked:
            self._guard(self._hear)
        return Outcome(self._counts.processed - processed, self._counts.refused - refused, self._waiting(), self._error)

    def close(self) -> None:
        if self._portal is not None:
            self._portal.close()
            self._portal = None
        self._key = None

    def round(self) -> None:
        """Everything that can be done now. Never raises an expected failure."""
        self._counts.rounds += 1
        self._more = False
        self._called = self._calls()
        if self._asked() and self._error is not None and self._error.code == "portal.unreachable":
            # Somebody stands there: the cable may be back in its place.
            self._pace.clear(_WHOLE)
        if self._guard(self._connect) and self._pace.wait(_WHOLE) == 0 and self._reach():
            self._guard(self._answer)
            if self._monotonic() >= self._beat_at or self._called != self._told:
                self._guard(self._beat)
            self._guard(self._send_all)
        else:
            self._questions.give_up()
        self._write_metrics()

    def _next(self) -> float:
        """Until the next round [s]. Never longer than a poll: a new dossier or a new enrolment may have come."""
        whole = self._pace.wait(_WHOLE)
        turn = 0.0 if self._more else self._turns.next()
        return min(self._settings.sync.poll, max(whole, turn) if turn is not None else self._settings.sync.poll)

    def _rest(self, seconds: float) -> None:
        """Wait; not while a resident waits for an answer, nor when somebody has just called an officer."""
        end = self._monotonic() + seconds
        while not self._stop.asked and (left := end - self._monotonic()) > 0 and not self._asked() and self._calls() == self._called:
            self._stop.wait(min(left, LOOK_FOR_QUESTIONS))

    def _asked(self) -> bool:
        try:
            return self._questions.wait()
        except StoreError:
            return False

    def _calls(self) -> datetime | None:
        try:
            return self._store.health.called()
        except StoreError:
            return self._called

    def _answer(self) -> None:
        assert self._portal is not None
        self._questions.answer(self._portal)

    def _guard(self, step: Callable[[], None]) -> bool:
        """Do a step that concerns the portal as a whole; False when the portal is to be left alone for a while."""
        try:
            step()
        except (PortalError, StoreError) as error:
            self._counts.failed(error.code)
            self._pulse.failed(error.code)
            if not isinstance(error, TryLater) or error.whole:
                self._fall_back(error)
                return False
            self._log.warning("step_failed", step=step.__name__, code=error.code, cause=error.cause)
        return True

    def _fall_back(self, error: KioskError) -> None:
        """To the portal's next address, or to waiting."""
        if isinstance(error, TryLater | NotOurPortal) and self._key is not None:
            left = self._key[0]
            if self._addresses.failed():
                self.close()
                self._more = True
                self._log.warning("portal_next_address", left=left, code=error.code, cause=error.cause)
                return
        at_least = REVOKED if error.code == "portal.revoked" else (error.after or 0.0) if isinstance(error, TryLater) else 0.0
        wait = self._pace.failed(_WHOLE, at_least=at_least)
        before, self._error = self._error, error
        self._log.warning("portal_left_alone", code=error.code, cause=error.cause, seconds=round(wait, 1))
        try:
            if before is not None and before.code != error.code:
                self._store.news.over(before.code)
            self._store.news.trouble(error.code, error.cause)
            self._store.outbox.hindered(self._say(error))
        except StoreError as failure:
            self._log.error("trouble_not_noted", code=failure.code, cause=failure.cause)

    def _connect(self) -> None:
        """Look at the enrolment again each time: a new one ends a lock-out without a restart."""
        enrolment = self._store.enrolments.load()
        if enrolment is None:
            self.close()
            self._enrolment = None
            raise PortalError("kiosk.not_enrolled")
        named = self._settings.portal.url.split() or [enrolment.url]
        # Only what proves to be the same portal may be shown the token; without its key nothing can be proved.
        address = self._addresses.use(tuple(each.rstrip("/") for each in (named if enrolment.signing_key else named[:1])))
        key = address, self._store.enrolments.token()
        if key == self._key and self._portal is not None:
            return
        if enrolment != self._enrolment or (self._key is not None and key[1] != self._key[1]):
            self._turns.clear_all()
            self._pace.clear_all()
            self._beat_at = 0.0
        self.close()
        self._line = line_of(self._settings, now=self._store.health.shown_now)
        self._portal = Portal(*key, line=self._line, now=self._now)
        self._key, self._enrolment, self._proven = key, enrolment, False
        if address.startswith("http://"):
            self._log.warning("portal_without_tls", address=address)

    def _reach(self) -> bool:
        """One cheap request first, which brings the news too: while it fails no dossier is touched. Goes from address to address."""
        while not self._guard(self._hear):
            if self._pace.wait(_WHOLE) > 0 or self._stop.asked or not self._guard(self._connect):
                return False
        return True

    def _hear(self) -> None:
        """Bring back what happened at the portal."""
        assert self._portal is not None
        assert self._enrolment is not None
        assert self._line is not None
        if not self._proven:
            prove(self._portal.base, self._enrolment, line=self._line, now=self._now)
            self._proven = True
        news, outbox = self._store.news, self._store.outbox
        for _ in range(MOST_PAGES):
            if self._stop.asked:
                break
            after, at = news.cursor()
            page = self._portal.events(after, at)
            if page.restored or news.wants_recheck():
                self._look_whether_it_has_all()
                if self._stop.asked:
                    return  # all of it another time: once the page is heard, nobody knows that the portal was restored
            for event in page.events:
                outbox.status(event.dossier_id, event.status)
                self._log.info("status_heard", dossier=event.dossier_id, status=int(event.status), sequence=event.sequence)
                # The portal took it after all: go and fetch its receipt.
                if outbox.retry(event.dossier_id):
                    self._turns.clear(event.dossier_id)
            if page.next == after:
                break
            news.hear(page)
            for request in page.supplements:
                self._log.info("supplement_heard", dossier=request.dossier_id, rows=len(request.rows), sequence=request.sequence)
            for message in page.messages:
                self._log.info("message_heard", sequence=message.sequence)
        if self._error is not None:
            self._log.info("portal_reached")
        self._addresses.worked()
        self._error, self._heard_at = None, self._now().timestamp()
        self._pace.clear(_WHOLE)
        news.over(*(each.code for each in news.troubles() if each.code.startswith(("portal.", "kiosk.", "store."))))

    def _look_whether_it_has_all(self) -> None:
        """The portal was restored from a back-up, or let this kiosk in anew: what it had filed may be gone there. Our copies are here."""
        assert self._portal is not None
        for item in self._store.outbox.all():
            if self._stop.asked:
                return
            if item.state != "processed" or not self._store.outbox.package(item.dossier_id).is_file():
                continue
            try:
                there = self._portal.receipt(item.dossier_id).state is not PackageState.ANNOUNCED
            except Refused as error:
                if error.word != "not_found":
                    raise
                there = False
            if not there and self._store.outbox.again(item.dossier_id):
                self._log.warning("dossier_lost_at_the_portal", dossier=item.dossier_id, number=item.temporary_number)
        self._store.news.rechecked()

    def _beat(self) -> None:
        assert self._portal is not None
        assert self._enrolment is not None
        # Also when it is not taken: the next one says it again.
        self._told = self._called
        self._beat_at = self._monotonic() + self._settings.sync.heartbeat * (0.75 + 0.25 * self._jitter())
        try:
            self._pulse.beat(self._portal, self._enrolment)
        except (Refused, TryLater) as error:
            # Not found: an older portal, which does without. Whatever it is, dossiers go on.
            self._log.info("heartbeat_not_taken", code=error.code, cause=error.cause)

    def _send_all(self) -> None:
        """What waits and may go now, asked anew after each, so that a small new one need not wait for the large; for one poll at a time."""
        assert self._portal is not None
        end = self._monotonic() + self._settings.sync.poll
        while not self._stop.asked:
            found = self._store.outbox.due(1, skip=self._turns.resting())
            if not found:
                return
            item = found[0]
            if self._monotonic() > end or self._asked():
                self._more = True
                return
            self._delivery.send(self._portal, item, Aside(self._stop, partial(self._wanted, item), monotonic=self._monotonic))

    def _wanted(self, item: OutboxItem) -> bool:
        """Whether the upload of `item` should step aside."""
        if self._monotonic() >= self._beat_at or self._asked():
            return True
        try:
            found = self._store.outbox.due(1, skip=self._turns.resting() | {item.dossier_id})
        except StoreError:
            return False
        return bool(found) and found[0].size < item.size

    def _write_metrics(self) -> None:
        enrolment = self._enrolment
        if enrolment is None:
            return
        try:
            sums = self._store.health.outbox()
            text = metrics.render(
                self._pulse.heartbeat(enrolment, sums),
                sums,
                self._counts,
                machine=enrolment.machine,
                reached=self._error is None,
                heard_at=self._heard_at,
                now=self._now().timestamp(),
            )
            metrics.write(self._settings.metrics_file, text)
            self._unwritten = ""
        except (StoreError, OSError) as error:
            cause = error.cause if isinstance(error, StoreError) else error.strerror or type(error).__name__
            if cause != self._unwritten:
                self._log.warning("metrics_not_written", cause=cause)
            self._unwritten = cause

    def _due(self, skip: set[str]) -> str | None:
        try:
            found = self._store.outbox.due(1, skip=skip)
        except StoreError as error:
            self._log.error("outbox_not_read", code=error.code, cause=error.cause)
            return None
        return found[0].dossier_id if found else None

    def _waiting(self) -> int:
        try:
            counts = self._store.outbox.counts()
        except StoreError as error:
            self._log.error("outbox_not_read", code=error.code, cause=error.cause)
            return 0
        return counts["queued"] + counts["announced"] + counts["held"]
