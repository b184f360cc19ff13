"""The heartbeat: how this kiosk is, to the portal; its time, its list of keys and its catalogue, back.

What is signed wrongly, is no catalogue, or is older than what is here, is refused and becomes a trouble that staff and portal see.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pyrage
import structlog

from kiosk import __version__
from kiosk.catalogue import bundle
from kiosk.errors import CatalogueError
from kiosk.exchange import CatalogueBundle, Heartbeat, OutboxCounts, RecipientList, believe
from kiosk.settings import Settings
from kiosk.store import OutboxSums, StoredEnrolment, SyncStore
from kiosk.sync.client import Portal
from kiosk.sync.pace import Pace

CATALOGUE_TROUBLES = ("news.catalogue_signature", "news.catalogue_invalid", "news.catalogue_older")
RECIPIENTS_TROUBLES = ("news.recipients_signature", "news.recipients_older")
_MOST_ERRORS = 20


class Pulse:
    def __init__(
        self, settings: Settings, store: SyncStore, pace: Pace, *, now: Callable[[], datetime], monotonic: Callable[[], float]
    ) -> None:
        """`pace`: for what was refused, so that it is not asked for at each heartbeat."""
        self._settings = settings
        self._store = store
        self._pace = pace
        self._now = now
        self._monotonic = monotonic
        self._errors: dict[str, None] = {}
        self._version: tuple[Path, str] = Path(), ""
        self._log = structlog.get_logger()

    def failed(self, code: str) -> None:
        """Something failed; the next heartbeat tells the code."""
        if len(self._errors) < _MOST_ERRORS:
            self._errors[code] = None

    def beat(self, portal: Portal, enrolment: StoredEnrolment) -> None:
        """Send one, and take what is new. Raises PortalError, StoreError."""
        beat = self.heartbeat(enrolment, self._store.health.outbox())
        began = self._monotonic()
        answer = portal.heartbeat(beat)
        half = (self._monotonic() - began) / 2
        self._errors.clear()
        there = answer.at + timedelta(seconds=half)
        self._store.health.keep_portal_time(there, (there - self._now()).total_seconds())
        if not enrolment.signing_key:
            return
        if answer.recipients and answer.recipients != self._store.news.recipients_version():
            self._guarded("recipients", lambda: self._take_recipients(portal, enrolment, answer.recipients))
        if answer.catalogue and self._settings.kiosk.catalogue == Path():
            if answer.catalogue == self.catalogue_version():
                self._store.news.over(*CATALOGUE_TROUBLES)
            else:
                self._guarded("catalogue", lambda: self._take_catalogue(portal, enrolment))

    def heartbeat(self, enrolment: StoredEnrolment, sums: Mapping[str, OutboxSums]) -> Heartbeat:
        """What would be said now. `sums`: of the outbox (`Health.outbox`)."""
        store, screen = self._store, self._store.health.screen()
        head = store.audit.head()
        waiting = [each.oldest for state, each in sums.items() if state != "refused"]
        return Heartbeat(
            version=__version__,
            sent_at=self._now(),
            screen=screen.screen if screen else "unknown",
            devices=screen.devices if screen else {},
            called_at=store.health.called(),
            outbox=OutboxCounts(
                **{state: each.count for state, each in sums.items()},
                oldest=max((self._now() - min(waiting)).total_seconds(), 0.0) if waiting else None,
            ),
            disk_free=shutil.disk_usage(self._settings.kiosk.state).free,
            clock_offset=store.health.offset(),
            audit=f"{head.count}:{head.hash}",
            catalogue=(screen.catalogue if screen else "") or self.catalogue_version(),
            recipients=store.news.recipients(enrolment),
            # That the portal cannot be reached is over once this arrives.
            troubles=tuple(each.code for each in store.news.troubles() if not each.code.startswith("portal.")),
            errors=tuple(self._errors),
        )

    def catalogue_version(self) -> str:
        """Of the catalogue that a kiosk that starts now would use; empty: it has none that can be read."""
        folder = self._settings.catalogue_dir
        # What is shipped or put in place does not change under its name; what a centre names itself may.
        if folder != self._version[0] or folder == self._settings.kiosk.catalogue:
            try:
                self._version = folder, bundle.version(bundle.read(folder))
            except CatalogueError:
                self._version = Path(), ""
        return self._version[1]

    def _guarded(self, name: str, take: Callable[[], bool]) -> None:
        if self._pace.wait(name) > 0:
            return
        if take():
            self._pace.clear(name)
        else:
            self._pace.failed(name)

    def _take_recipients(self, portal: Portal, enrolment: StoredEnrolment, version: str) -> bool:
        news, told = self._store.news, portal.recipients()
        given = believe(told, RecipientList, enrolment.signing_key)
        if given is None or not all(map(_is_recipient, given.recipients)):
            return self._refuse("news.recipients_signature", "not signed by our portal")
        since = news.recipients_since(enrolment)
        if since is not None and given.issued_at < since:
            return self._refuse("news.recipients_older", f"of {given.issued_at:%Y-%m-%d %H:%M}")
        news.keep_recipients(told, version)
        news.over(*RECIPIENTS_TROUBLES)
        self._log.info("recipients_taken", recipients=list(given.recipients), issued_at=given.issued_at.isoformat())
        return True

    def _take_catalogue(self, portal: Portal, enrolment: StoredEnrolment) -> bool:
        news = self._store.news
        given = believe(portal.catalogue(), CatalogueBundle, enrolment.signing_key)
        if given is None:
            return self._refuse("news.catalogue_signature", "not signed by our portal")
        since = news.catalogue_since()
        if since is not None and given.issued_at < since:
            return self._refuse("news.catalogue_older", f"of {given.issued_at:%Y-%m-%d %H:%M}")
        try:
            version = bundle.put_in_place(self._settings.catalogue_shelf, given.files)
        except CatalogueError as error:
            return self._refuse("news.catalogue_invalid", error.cause)
        news.keep_catalogue_since(given.issued_at)
        news.over(*CATALOGUE_TROUBLES)
        self._log.info("catalogue_taken", version=version, issued_at=given.issued_at.isoformat())
        return True

    def _refuse(self, code: str, cause: str) -> bool:
        if self._store.news.trouble(code, cause):
            self._log.error("refused_from_portal", code=code, cause=cause)
        return False


def _is_recipient(text: str) -> bool:
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True
