"""One portal at several addresses: which one to use, and whether whoever answers there is our portal."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import closing
from datetime import datetime

from kiosk.exchange import Identity, Signed, believe
from kiosk.store import StoredEnrolment
from kiosk.sync.errors import LockedOut, NotOurPortal, Refused
from kiosk.sync.line import Line
from kiosk.sync.wire import Wire

HOME = 600.0
"""So long after leaving the first address it is tried again [s]."""


class Addresses:
    """The one in use stays in use while it works; the first is preferred. `monotonic` in seconds."""

    def __init__(self, *, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._all: tuple[str, ...] = ()
        self._at = 0
        self._tried = 0
        self._left = 0.0

    def use(self, addresses: tuple[str, ...]) -> str:
        """The address whose turn it is."""
        if addresses != self._all:
            self._all, self._at, self._tried = addresses, 0, 0
        if self._at and self._monotonic() - self._left >= HOME:
            self._at, self._tried = 0, 0
        return self._all[self._at]

    def worked(self) -> None:
        self._tried = 0

    def failed(self) -> bool:
        """Go to the next one; False when none is left that was not tried since one last worked: then from the first, after a while."""
        self._tried += 1
        if self._tried >= len(self._all):
            self._at, self._tried = 0, 0
            return False
        self._at = (self._at + 1) % len(self._all)
        self._left = self._monotonic()
        return True


def prove(base: str, enrolment: StoredEnrolment, *, line: Line, now: Callable[[], datetime]) -> None:
    """Ask who is there, without the token. Raises NotOurPortal when it is not the portal that let this kiosk in; TryLater.

    Portals that let this kiosk in before they signed anything cannot prove it, nor can the enrolled one when it is of an older version.
    """
    if not enrolment.signing_key:
        return
    nonce = secrets.token_hex(16)
    try:
        with closing(Wire(base, line=line, now=now)) as wire:
            told = wire.send("GET", f"{base}/v1/identity?nonce={nonce}", expect=(200,)).read(Signed)
    except Refused as error:
        if error.word == "not_found" and base == enrolment.url:
            return
        raise NotOurPortal("portal.not_ours", cause=error.cause) from None
    except LockedOut as error:
        raise NotOurPortal("portal.not_ours", cause=error.cause) from None
    identity = believe(told, Identity, enrolment.signing_key)
    if identity is None or identity.nonce != nonce:
        raise NotOurPortal("portal.other", cause=f"{base} signs with another key")
