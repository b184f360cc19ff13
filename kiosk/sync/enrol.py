"""Letting a kiosk in: a one-time code against a token and the key to which dossiers are sealed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pyrage
from pydantic import ValidationError

from kiosk.errors import InputError
from kiosk.exchange import Enrolment, EnrolmentRequest
from kiosk.settings import Settings
from kiosk.store import Database, Enrolments, Outbox, StoredEnrolment
from kiosk.sync.errors import LockedOut, NotOurPortal, Refused
from kiosk.sync.wire import Wire


def enrol(settings: Settings, code: str, portal_url: str, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> StoredEnrolment:
    """Show `code` to the portal and keep what it gives. The token goes to its file and nowhere else.

    Raises InputError (enrol.url, enrol.code, enrol.refused), PortalError, StoreError. May be repeated.
    """
    base = _address(portal_url)
    try:
        request = EnrolmentRequest(code=code.strip(), machine=settings.kiosk.machine)
    except ValidationError:
        raise InputError("enrol.code") from None
    with closing(Wire(base, ca_file=settings.portal.ca_file, timeout=settings.sync.timeout, now=now)) as wire:
        try:
            answer = wire.send("POST", f"{base}/v1/enrolments", expect=(200, 201), message=request)
        except Refused as error:
            raise InputError("enrol.refused", cause=error.cause, reason=error.values.get("reason", "")) from None
        except LockedOut as error:
            raise InputError("enrol.refused", cause=error.cause, reason="") from None
        given = answer.read(Enrolment)
    _check(given, settings.kiosk.machine)
    stored = StoredEnrolment(url=base, portal=given.portal, machine=given.machine, recipient=given.recipient)
    with closing(Database(settings.kiosk.state)) as database:
        Enrolments(settings.kiosk.state).save(stored, given.token)
        # Another portal counts its events anew. Hearing one twice does no harm.
        Outbox(database, now=now).heard(0)
    return stored


def _address(text: str) -> str:
    text = text.strip().rstrip("/")
    try:
        parts = urlsplit(text)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.username or parts.query or parts.fragment)
        right = right and (parts.port is None or parts.port > 0)
    except ValueError:
        right = False
    if not right or not text.isprintable() or " " in text:
        raise InputError("enrol.url")
    return text


def _check(given: Enrolment, machine: str) -> None:
    """Raises NotOurPortal for what would be of no use later, when a resident is waiting."""
    if given.machine != machine:
        raise NotOurPortal("portal.not_ours", cause="an enrolment for another machine")
    if not (given.token.isascii() and given.token.isprintable() and given.token.strip() == given.token != ""):
        raise NotOurPortal("portal.not_ours", cause="a token that fits no header")
    try:
        pyrage.x25519.Recipient.from_str(given.recipient)
    except pyrage.RecipientError:
        raise NotOurPortal("portal.not_ours", cause="a key to which nothing can be sealed") from None
