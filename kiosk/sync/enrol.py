"""Letting a kiosk in: a one-time code against a token and the key to which dossiers are sealed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pyrage
from pydantic import ValidationError

from kiosk.errors import InputError, StoreError
from kiosk.exchange import Enrolment, EnrolmentRequest
from kiosk.settings import Settings
from kiosk.store import Database, Enrolments, News, StoredEnrolment
from kiosk.sync.errors import LockedOut, NotOurPortal, Refused
from kiosk.sync.line import line_of
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
    with closing(Wire(base, line=line_of(settings, now=now), now=now)) as wire:
        try:
            answer = wire.send("POST", f"{base}/v1/enrolments", expect=(200, 201), message=request)
        except Refused as error:
            raise InputError("enrol.refused", cause=error.cause, reason=error.values.get("reason", "")) from None
        except LockedOut as error:
            raise InputError("enrol.refused", cause=error.cause, reason="") from None
        given = answer.read(Enrolment)
    _check(given, settings.kiosk.machine)
    stored = StoredEnrolment(url=base, portal=given.portal, machine=given.machine, recipient=given.recipient, signing_key=given.signing_key)
    with closing(Database(settings.kiosk.state)) as database:
        enrolments = Enrolments(settings.kiosk.state)
        try:
            before = enrolments.load()
        except StoreError:  # damaged: this is how it is put right
            before = None
        enrolments.save(stored, given.token)
        # Under another name the portal would not know the old dossiers as ours.
        again = before is not None and before.signing_key == stored.signing_key != "" and before.machine == stored.machine
        News(database, now=now).let_in(again=again)
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
