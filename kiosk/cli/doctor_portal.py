"""The rows of `kiosk doctor` about the portal: the clock, the way there, what it said."""

from __future__ import annotations

import fcntl
import os
import socket
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from kiosk.clock import VIETNAM, now
from kiosk.settings import Settings
from kiosk.store import Enrolments, SyncStore, open_sync_store
from kiosk.visit import ready

State = ready.State


def clock(settings: Settings) -> tuple[State, str]:
    today = now()
    offset = None
    if _is_there(settings):
        with closing(_open(settings)) as store:
            offset = store.health.offset()
    state = ready.clock(offset, today.year).state
    if offset is None and state == "fail":
        return state, f"{today:%d/%m/%Y %H:%M} cannot be"
    if offset is None:
        return state, f"{today:%d/%m/%Y %H:%M} in Vietnam; the portal has not said yet whether it is right"
    says = f"{today:%d/%m/%Y %H:%M} in Vietnam, {abs(offset):.1f} s {'behind' if offset > 0 else 'ahead of'} the portal"
    return state, says


def sync(settings: Settings) -> tuple[State, str]:
    """What the sync service does and has found out."""
    if not _is_there(settings):
        return "unknown", "it has not run yet"
    with closing(_open(settings)) as store:
        troubles, heard = store.news.troubles(), store.health.heard()
    runs = _runs(settings.kiosk.state / "sync.lock")
    says = ["runs" if runs else "does not run: systemctl start kiosk-sync"]
    says.append("the portal was not heard since the start" if heard is None else f"the portal was heard {heard:.0f} s ago")
    says += [
        f"{each.code} since {each.since.astimezone(VIETNAM):%d/%m %H:%M}" + (f" ({each.cause})" if each.cause else "") for each in troubles
    ]
    # A portal that is away for an hour is not the kiosk's fault, and nothing is lost.
    grave = any(each.code in ("portal.revoked", "portal.token", "portal.other") for each in troubles)
    return "fail" if grave else "warn" if troubles or not runs else "ok", "; ".join(says)


def news(settings: Settings) -> tuple[State, str]:
    """What waits for staff."""
    if not _is_there(settings):
        return "ok", "nothing from the portal"
    with closing(_open(settings)) as store:
        unseen = sum(not each.seen for each in store.news.messages())
        asked = len(store.news.supplements())
    return ("warn" if unseen else "ok"), f"{unseen} messages not read (kiosk sync --status), papers asked for {asked} dossiers"


def portal(settings: Settings) -> tuple[State, str]:
    enrolled = Enrolments(settings.kiosk.state).load()
    addresses = settings.portal.url.split() or ([enrolled.url] if enrolled else [])
    if not addresses:
        return "fail", "no address: kiosk enrol CODE --portal URL"
    if enrolled and not enrolled.signing_key:
        note = "; enrolled before the portal signed: enrol again for its catalogue and keys" + (
            ", and for further addresses" if len(addresses) > 1 else ""
        )
    else:
        note = ""
    told = [_answers(each) for each in addresses]
    # Dossiers wait; nothing is lost.
    well = all(answers for answers, _ in told) and not note
    return ("ok" if well else "warn"), "; ".join(says for _, says in told) + note


def _answers(url: str) -> tuple[bool, str]:
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)), timeout=5):
            return True, f"{url} answers"
    except OSError as error:
        return False, f"{url} does not answer: {error.strerror or error}"


def _runs(lock: Path) -> bool:
    """Whether a sync service holds its lock. Looking does not take it from one that starts just now: it is let go at once."""
    try:
        descriptor = os.open(lock, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _is_there(settings: Settings) -> bool:
    return (settings.kiosk.state / "kiosk.db").exists()


def _open(settings: Settings) -> SyncStore:
    return open_sync_store(settings.kiosk.state, now=now)
