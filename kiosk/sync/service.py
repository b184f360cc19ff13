"""The loop that empties the outbox (docs/decisions/0006-sync-one-loop.md).

What is known is in the database and at the portal; this process remembers waiting times only, so it may be killed in any instruction.
"""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog

from kiosk.errors import KioskError, PortalError, StoreError
from kiosk.exchange import Announcement, PackageState, Receipt
from kiosk.settings import Settings
from kiosk.store import Enrolments, Outbox, OutboxItem
from kiosk.sync.client import Portal
from kiosk.sync.errors import Conflict, Refused, TryLater, is_whole
from kiosk.sync.pace import Pace
from kiosk.sync.stop import Stop

_WHOLE = "portal"
"""The key of the loop's own back-off; dossier ids are hex, so none is called that."""


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
        outbox: Outbox,
        enrolments: Enrolments,
        *,
        stop: Stop,
        say: Callable[[KioskError], str],
        monotonic: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`say`: the sentence for an error, in the staff's language."""
        self._settings = settings
        self._outbox = outbox
        self._enrolments = enrolments
        self._stop = stop
        self._say = say
        self._log = structlog.get_logger()
        self._now = now
        self._pace = Pace(settings.sync.retry_first, settings.sync.retry_most, monotonic=monotonic, jitter=jitter)
        self._monotonic = monotonic
        self._portal: Portal | None = None
        self._key: tuple[str, str] | None = None
        self._error: KioskError | None = None
        self._processed = self._refused = 0

    def run(self) -> None:
        """Until `stop` is asked."""
        self._log.info("sync_started")
        while not self._stop.asked:
            self.round()
            self._stop.wait(self._next())
        self._log.info("sync_stopped")

    def run_once(self) -> Outcome:
        """Until the outbox is empty or nothing more can be done now. Waits a little for packages that the portal has but not opened."""
        self._processed = self._refused = 0
        patience = self._monotonic() + self._settings.sync.timeout
        while not self._stop.asked:
            self.round()
            moving = [item for item in self._waiting() if self._pace.failures(item.dossier_id) == 0]
            if self._error is not None or not moving or self._monotonic() > patience:
                break
            self._stop.wait(min(self._pace.wait(item.dossier_id) for item in moving))
        if self._error is None and not self._stop.asked:
            self._guard(self._hear)
        return Outcome(self._processed, self._refused, len(self._waiting()), self._error)

    def close(self) -> None:
        if self._portal is not None:
            self._portal.close()
            self._portal = None

    def round(self) -> None:
        """Everything that can be done now. Never raises an expected failure."""
        self._guard(self._connect)
        if self._portal is None or self._pace.wait(_WHOLE) > 0:
            return
        # One cheap request first: while it fails no dossier is touched.
        if self._guard(self._hear):
            self._guard(self._send_all)

    def _next(self) -> float:
        """Until the next round [s]. Never longer than a poll: a new dossier or a new enrolment may have come."""
        whole = self._pace.wait(_WHOLE)
        turns = [max(whole, self._pace.wait(item.dossier_id)) for item in self._waiting()] if self._portal else []
        return min([self._settings.sync.poll, *turns])

    def _guard(self, step: Callable[[], None]) -> bool:
        """Do a step that concerns the portal as a whole; False when the portal is to be left alone for a while."""
        try:
            step()
        except (PortalError, StoreError) as error:
            if not isinstance(error, TryLater) or error.whole:
                self._leave_alone(error)
                return False
            self._log.warning("step_failed", step=step.__name__, code=error.code, cause=error.cause)
        return True

    def _leave_alone(self, error: KioskError) -> None:
        wait = self._pace.failed(_WHOLE, at_least=(error.after or 0.0) if isinstance(error, TryLater) else 0.0)
        self._error = error
        self._log.warning("portal_left_alone", code=error.code, cause=error.cause, seconds=round(wait, 1))
        sentence = self._say(error)
        for item in self._waiting():
            if item.problem != sentence:
                self._note(item, sentence)

    def _connect(self) -> None:
        """Look at the enrolment again each time: a new one ends a lock-out without a restart."""
        enrolment = self._enrolments.load()
        if enrolment is None:
            self.close()
            self._key = None
            raise PortalError("kiosk.not_enrolled")
        key = (self._settings.portal.url or enrolment.url).rstrip("/"), self._enrolments.token()
        if key == self._key and self._portal is not None:
            return
        self.close()
        portal, sync = self._settings.portal, self._settings.sync
        self._portal = Portal(*key, ca_file=portal.ca_file, timeout=sync.timeout, now=self._now)
        self._key = key
        self._pace.clear_all()
        if key[0].startswith("http://"):
            self._log.warning("portal_without_tls")

    def _hear(self) -> None:
        """Bring back what happened to dossiers at the portal."""
        assert self._portal is not None
        while not self._stop.asked:
            cursor = self._outbox.cursor()
            page = self._portal.events(cursor)
            for event in page.events:
                self._outbox.status(event.dossier_id, event.status)
                self._log.info("status_heard", dossier=event.dossier_id, status=int(event.status), sequence=event.sequence)
                # The portal took it after all: go and fetch its receipt.
                if self._outbox.retry(event.dossier_id):
                    self._pace.clear(event.dossier_id)
            if page.next > cursor:
                self._outbox.heard(page.next)
            if not page.events or page.next <= cursor:
                break
        if self._error is not None:
            self._log.info("portal_reached")
        self._error = None
        self._pace.clear(_WHOLE)

    def _send_all(self) -> None:
        """Each waiting dossier whose turn it is, once; asked anew after each, so that a small new one need not wait for the large."""
        seen: set[str] = set()
        while not self._stop.asked:
            due = (item for item in self._outbox.waiting() if item.dossier_id not in seen and self._pace.wait(item.dossier_id) == 0)
            item = next(due, None)
            if item is None:
                return
            seen.add(item.dossier_id)
            self._send(item)

    def _send(self, item: OutboxItem) -> None:
        """One dossier as far as it goes. Raises only what concerns the portal as a whole."""
        try:
            self._advance(item)
        except Refused as error:
            self._refuse(item, error)
        except PortalError as error:
            # Also when the portal as a whole is the reason: a package that brings it down each time must not stay the first in the row.
            self._put_off(item, error)
            if is_whole(error):
                raise
        except StoreError as error:
            self._put_off(item, error)
        except Exception as error:  # noqa: BLE001 - a fault of ours in one dossier must not keep back the others
            self._put_off(item, KioskError("sync.internal", cause=type(error).__name__))

    def _advance(self, item: OutboxItem) -> None:
        assert self._portal is not None
        announcement = Announcement(
            dossier_id=item.dossier_id,
            temporary_number=item.temporary_number,
            procedure_code=item.procedure_code,
            sha256=item.sha256,
            size=item.size,
            submitted_at=item.submitted_at,
        )
        receipt = self._portal.announce(announcement)
        if receipt.state is PackageState.ANNOUNCED:
            if item.state == "queued":
                self._outbox.announced(item.dossier_id, None)
                self._log.info("dossier_announced", dossier=item.dossier_id, number=item.temporary_number, bytes=item.size)
            if not self._upload(item, announcement):
                return
            receipt = self._portal.receipt(item.dossier_id)
        self._settle(item, receipt)

    def _upload(self, item: OutboxItem, announcement: Announcement) -> bool:
        assert self._portal is not None
        file = self._outbox.package(item.dossier_id)
        _inspect(file, item)

        def keep(address: str) -> None:
            # One that the portal held and has lost since goes up again, but not back: that address is asked for anew after a crash.
            if item.state != "held":
                self._outbox.announced(item.dossier_id, address)

        chunk = int(self._settings.sync.chunk_mb * 1_000_000)
        with file.open("rb") as package:
            done = self._portal.upload(package, announcement, known=item.upload_url, keep=keep, chunk=chunk, stop=self._stop)
        self._log.info("package_sent" if done else "package_interrupted", dossier=item.dossier_id, number=item.temporary_number)
        return done

    def _settle(self, item: OutboxItem, receipt: Receipt) -> None:
        match receipt.state:
            case PackageState.REFUSED:
                raise Refused("portal.refused", word="refused", reason=receipt.reason[:400])
            case PackageState.ANNOUNCED:
                # All was sent and it is not there: the portal threw it away, so the next try starts from the beginning.
                if item.state != "held":
                    self._outbox.announced(item.dossier_id, None)
                raise TryLater("portal.upload_lost", cause="announced after the last byte", whole=False)
        if receipt.sha256 != item.sha256:
            raise Conflict("portal.conflict", cause="another digest", reason="sha256")
        if receipt.state is PackageState.PROCESSED and not receipt.official_code:
            raise TryLater("portal.busy", cause="processed without a code", whole=False)
        if item.state != "held" or item.problem:
            self._outbox.held(item.dossier_id)
            self._log.info("dossier_held", dossier=item.dossier_id, number=item.temporary_number)
        if receipt.state is PackageState.HELD:
            self._pace.look_again(item.dossier_id)
            return
        self._outbox.processed(item.dossier_id, receipt.official_code or "")
        self._pace.clear(item.dossier_id)
        self._processed += 1
        self._log.info("dossier_processed", dossier=item.dossier_id, number=item.temporary_number, code=receipt.official_code)

    def _refuse(self, item: OutboxItem, error: Refused) -> None:
        try:
            self._outbox.refused(item.dossier_id, self._say(error))
        except StoreError as failure:
            self._put_off(item, failure)
            return
        self._pace.clear(item.dossier_id)
        self._refused += 1
        self._log.warning("dossier_refused", dossier=item.dossier_id, number=item.temporary_number, code=error.code, word=error.word)

    def _put_off(self, item: OutboxItem, error: KioskError) -> None:
        after = (error.after or 0.0) if isinstance(error, TryLater) else 0.0
        wait = self._pace.failed(item.dossier_id, at_least=after)
        self._log.warning(
            "dossier_put_off",
            dossier=item.dossier_id,
            number=item.temporary_number,
            code=error.code,
            cause=error.cause,
            seconds=round(wait, 1),
        )
        self._note(item, self._say(error))

    def _note(self, item: OutboxItem, sentence: str) -> None:
        try:
            self._outbox.failed(item.dossier_id, sentence)
        except StoreError as error:
            self._log.error("problem_not_noted", dossier=item.dossier_id, code=error.code, cause=error.cause)

    def _waiting(self) -> list[OutboxItem]:
        try:
            return self._outbox.waiting()
        except StoreError as error:
            self._log.error("outbox_not_read", code=error.code, cause=error.cause)
            return []


def _inspect(file: Path, item: OutboxItem) -> None:
    """Raises Refused when the package is gone or is not what was queued, StoreError when the disk does not say."""
    try:
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        raise Refused("outbox.package_missing", word="missing") from None
    except OSError as error:
        raise StoreError("store.read", cause=f"package: {error.strerror}") from None
    if digest != item.sha256:
        raise Refused("outbox.package_damaged", word="damaged")
