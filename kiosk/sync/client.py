"""The portal as the kiosk sees it: the messages of kiosk.exchange and the upload by tus 1.0. Sends ids, digests and sealed bytes only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import IO

from kiosk.exchange import (
    Announcement,
    EventPage,
    Heartbeat,
    HeartbeatAnswer,
    Lookup,
    LookupAnswer,
    PackageState,
    Receipt,
    Signed,
)
from kiosk.sync.errors import Conflict, NotOurPortal, Refused, TryLater
from kiosk.sync.line import Line
from kiosk.sync.parallel import Crowd
from kiosk.sync.upload import Asked, Ramp, Upload
from kiosk.sync.wire import Answer, Wire

_GONE = ("404", "410", "not_found", "gone")


class Portal:
    """Every method raises TryLater, NotOurPortal, LockedOut, Refused or Conflict; every call may be repeated."""

    def __init__(self, base: str, token: str, *, line: Line, now: Callable[[], datetime]) -> None:
        """`line`: of kiosk.sync.line.line_of. `now`: only for a Retry-After that names a date."""
        self._wire = Wire(base, line=line, token=token, now=now)
        self._crowd = Crowd()

    @property
    def base(self) -> str:
        return self._wire.base

    def close(self) -> None:
        self._wire.close()

    def announce(self, announcement: Announcement) -> Receipt:
        """Accepted (state ANNOUNCED) or already there (HELD, PROCESSED, REFUSED): the receipt says which."""
        address = f"{self._wire.base}/v1/dossiers/{announcement.dossier_id}"
        answer = self._wire.send("PUT", address, expect=(200, 201), message=announcement)
        return _receipt(answer, announcement.dossier_id)

    def receipt(self, dossier_id: str) -> Receipt:
        return _receipt(self._wire.send("GET", f"{self._wire.base}/v1/dossiers/{dossier_id}", expect=(200,)), dossier_id)

    def events(self, after: int, at: int | None = None) -> EventPage:
        """`after`, `at`: the cursor, of EventPage.next."""
        params = {"after": after} if at is None else {"after": after, "at": at}
        return self._wire.send("GET", f"{self._wire.base}/v1/events", expect=(200,), params=params).read(EventPage)

    def heartbeat(self, beat: Heartbeat) -> HeartbeatAnswer:
        """Refused("not_found"): an older portal."""
        return self._wire.send("PUT", f"{self._wire.base}/v1/heartbeat", expect=(200,), message=beat).read(HeartbeatAnswer)

    def look_up(self, lookup_id: str, lookup: Lookup) -> LookupAnswer:
        """Refused("not_found"): an older portal."""
        return self._wire.send("PUT", f"{self._wire.base}/v1/lookups/{lookup_id}", expect=(200,), message=lookup).read(LookupAnswer)

    def recipients(self) -> Signed:
        return self._wire.send("GET", f"{self._wire.base}/v1/recipients", expect=(200,)).read(Signed)

    def catalogue(self) -> Signed:
        return self._wire.send("GET", f"{self._wire.base}/v1/catalogue", expect=(200,)).read(Signed)

    def upload(
        self,
        package: IO[bytes],
        announcement: Announcement,
        *,
        known: str | None,
        keep: Callable[[str], None],
        chunk: int,
        stop: Asked,
    ) -> bool:
        """Send the package, or go on with sending it at `known`, the address that `keep` was given before the second request.

        `package`: an open file with a descriptor. `chunk`: at most so many bytes are on the way without an acknowledgement, over all
        connections. False when `stop` was asked for between two pieces.
        """
        try:
            address = known and self._wire.own_address(known, self._wire.base)
        except NotOurPortal:
            address = None  # it was begun at another portal
        try:
            upload = Upload(self._wire, package, announcement, address)
        except Refused as error:
            if error.word not in _GONE:
                raise
            upload = Upload(self._wire, package, announcement, None)
        try:
            ramp = Ramp(chunk)
            if not upload.address:
                upload.begin(keep, ramp)
            while upload.offset < upload.size:
                if stop.asked:
                    return False
                self._go_on(upload, ramp, stop)
        except Conflict as error:
            if error.word == "complete":
                return True
            raise
        return True

    def _go_on(self, upload: Upload, ramp: Ramp, stop: Asked) -> None:
        before = upload.has
        try:
            if self._crowd.pays(upload, ramp):
                self._crowd.send(upload, ramp, stop)
                upload.look()
            else:
                upload.send_next(ramp)
        except Conflict as error:
            if error.word == "complete":
                raise
            # It has more than we know of, or less: a piece of an earlier try was still on the way.
            upload.look()
            if upload.has == before:
                raise TryLater("portal.busy", cause=error.cause, whole=False) from None
        except Refused as error:
            if error.word in _GONE:
                raise TryLater("portal.upload_lost", cause=error.cause, whole=False) from None
            raise


def _receipt(answer: Answer, dossier_id: str) -> Receipt:
    receipt = answer.read(Receipt)
    if receipt.dossier_id != dossier_id:
        raise NotOurPortal("portal.not_ours", cause="a receipt for another dossier")
    if receipt.state in (PackageState.HELD, PackageState.PROCESSED) and receipt.sha256 is None:
        raise NotOurPortal("portal.not_ours", cause="a receipt without the digest")
    return receipt
