"""The way of one dossier to the portal, as far as it goes in one turn."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import structlog

from kiosk.errors import KioskError, PortalError, StoreError
from kiosk.exchange import Announcement, PackageState, Receipt
from kiosk.store import Outbox, OutboxItem
from kiosk.sync.client import Portal
from kiosk.sync.errors import Conflict, Refused, TryLater, is_whole
from kiosk.sync.metrics import Counts
from kiosk.sync.pace import Pace
from kiosk.sync.upload import Asked

LOOK = 1.0
"""How often a large upload looks whether it should step aside; before the first look at least one piece has gone [s]."""


class Aside:
    """Ends an upload between two pieces: when this process is to end, when something smaller waits, or when it is time for a heartbeat."""

    def __init__(self, stop: Asked, wanted: Callable[[], bool], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._stop = stop
        self._wanted = wanted
        self._monotonic = monotonic
        self._look_at = monotonic() + LOOK
        self._asked = False

    @property
    def asked(self) -> bool:
        if not self._asked and self._monotonic() >= self._look_at:
            self._look_at = self._monotonic() + LOOK
            self._asked = self._wanted()
        return self._asked or self._stop.asked


class Delivery:
    def __init__(self, outbox: Outbox, pace: Pace, counts: Counts, *, chunk: int, say: Callable[[KioskError], str]) -> None:
        """`chunk`: bytes; `say`: the sentence for an error, in the staff's language."""
        self._outbox = outbox
        self._pace = pace
        self._counts = counts
        self._chunk = chunk
        self._say = say
        self._log = structlog.get_logger()

    def send(self, portal: Portal, item: OutboxItem, stop: Asked) -> None:
        """One dossier as far as it goes; when `stop` was asked for, it goes on another time.

        Afterwards it has gone, rests by `pace`, or was stopped. Raises only what concerns the portal as a whole.
        """
        try:
            self._outbox.begin(item.dossier_id)
            self._advance(portal, item, stop)
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

    def _advance(self, portal: Portal, item: OutboxItem, stop: Asked) -> None:
        announcement = item.announcement()
        receipt = portal.announce(announcement)
        if receipt.state is PackageState.ANNOUNCED:
            if item.state == "queued":
                self._outbox.announced(item.dossier_id, None)
                self._log.info("dossier_announced", dossier=item.dossier_id, number=item.temporary_number, bytes=item.size)
            if not self._upload(portal, item, announcement, stop):
                return
            receipt = portal.receipt(item.dossier_id)
        self._settle(item, receipt)

    def _upload(self, portal: Portal, item: OutboxItem, announcement: Announcement, stop: Asked) -> bool:
        file = self._outbox.package(item.dossier_id)
        _inspect(file, item)

        def keep(address: str) -> None:
            # One that the portal held and has lost since goes up again, but not back: that address is asked for anew after a crash.
            if item.state != "held":
                self._outbox.announced(item.dossier_id, address)

        with file.open("rb") as package:
            done = portal.upload(package, announcement, known=item.upload_url, keep=keep, chunk=self._chunk, stop=stop)
        self._log.info("package_sent" if done else "package_interrupted", dossier=item.dossier_id, number=item.temporary_number)
        if done:
            self._counts.sent_bytes += item.size
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
        self._counts.processed += 1
        self._log.info("dossier_processed", dossier=item.dossier_id, number=item.temporary_number, code=receipt.official_code)

    def _refuse(self, item: OutboxItem, error: Refused) -> None:
        try:
            self._outbox.refused(item.dossier_id, self._say(error))
        except StoreError as failure:
            self._put_off(item, failure)
            return
        self._pace.clear(item.dossier_id)
        self._counts.refused += 1
        self._counts.failed(error.code)
        self._log.warning("dossier_refused", dossier=item.dossier_id, number=item.temporary_number, code=error.code, word=error.word)

    def _put_off(self, item: OutboxItem, error: KioskError) -> None:
        after = (error.after or 0.0) if isinstance(error, TryLater) else 0.0
        wait = self._pace.failed(item.dossier_id, at_least=after)
        self._counts.failed(error.code)
        self._log.warning(
            "dossier_put_off",
            dossier=item.dossier_id,
            number=item.temporary_number,
            code=error.code,
            cause=error.cause,
            seconds=round(wait, 1),
        )
        try:
            self._outbox.failed(item.dossier_id, self._say(error), wait)
        except StoreError as failure:
            self._log.error("problem_not_noted", dossier=item.dossier_id, code=failure.code, cause=failure.cause)


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
