"""The portal as the kiosk sees it: the messages of kiosk.exchange and the upload by tus 1.0. Sends ids, digests and sealed bytes only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import IO, Protocol

from tusclient.client import TusClient
from tusclient.uploader.baseuploader import BaseUploader

from kiosk.exchange import Announcement, EventPage, PackageState, Receipt
from kiosk.sync.errors import Conflict, NotOurPortal, Refused, TryLater
from kiosk.sync.wire import Answer, Wire

_GONE = ("404", "410", "not_found", "gone")


class Asked(Protocol):
    """Says whether this process was asked to end."""

    @property
    def asked(self) -> bool: ...


class Portal:
    """Every method raises TryLater, NotOurPortal, LockedOut, Refused or Conflict; every call may be repeated."""

    def __init__(self, base: str, token: str, *, ca_file: str = "", timeout: float, now: Callable[[], datetime]) -> None:
        """Raises PortalError("portal.ca_file")."""
        self._wire = Wire(base, token=token, ca_file=ca_file, timeout=timeout, now=now)

    def close(self) -> None:
        self._wire.close()

    def announce(self, announcement: Announcement) -> Receipt:
        """Accepted (state ANNOUNCED) or already there (HELD, PROCESSED, REFUSED): the receipt says which."""
        address = f"{self._wire.base}/v1/dossiers/{announcement.dossier_id}"
        answer = self._wire.send("PUT", address, expect=(200, 201), message=announcement)
        return _receipt(answer, announcement.dossier_id)

    def receipt(self, dossier_id: str) -> Receipt:
        return _receipt(self._wire.send("GET", f"{self._wire.base}/v1/dossiers/{dossier_id}", expect=(200,)), dossier_id)

    def events(self, after: int) -> EventPage:
        return self._wire.send("GET", f"{self._wire.base}/v1/events", expect=(200,), params={"after": after}).read(EventPage)

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
        """Send the package, or go on with sending it at `known`, the address that `keep` was given before the first byte went.

        `chunk`: bytes a request. False when `stop` was asked for between two chunks.
        """
        try:
            address = known and self._wire.own_address(known, self._wire.base)
        except NotOurPortal:
            address = None  # it was begun at another portal
        try:
            upload = _Upload(self._wire, package, announcement, chunk, address)
        except Refused as error:
            if error.word not in _GONE:
                raise
            upload = _Upload(self._wire, package, announcement, chunk, None)
        if not upload.address:
            try:
                upload.begin(keep)
            except Conflict as error:
                if error.word == "complete":
                    return True
                raise
        while upload.offset < announcement.size:
            if stop.asked:
                return False
            try:
                upload.send_chunk()
            except Conflict as error:
                if error.word == "complete":
                    return True
                before, upload.offset = upload.offset, upload.get_offset()
                if before == upload.offset:
                    raise TryLater("portal.busy", cause=error.cause, whole=False) from None
            except Refused as error:
                if error.word in _GONE:
                    raise TryLater("portal.upload_lost", cause=error.cause, whole=False) from None
                raise
        return True


class _Upload(BaseUploader):
    """tuspy's arithmetic and headers, with the requests sent through our session: its own code opens a connection for each."""

    def __init__(self, wire: Wire, package: IO[bytes], announcement: Announcement, chunk: int, address: str | None) -> None:
        self._wire = wire
        self._package = package
        self._size = announcement.size
        self._all = f"{wire.base}/v1/uploads"
        self.address = address or ""
        super().__init__(
            file_stream=package,
            url=address,
            client=TusClient(self._all),
            chunk_size=chunk,
            metadata={"dossier_id": announcement.dossier_id, "sha256": announcement.sha256},
        )

    def begin(self, keep: Callable[[str], None]) -> None:
        headers = self.get_url_creation_headers()  # type: ignore[no-untyped-call]
        answer = self._wire.send("POST", self._all, expect=(201,), headers=headers)
        if "Location" not in answer.headers:
            raise NotOurPortal("portal.not_ours", cause="an upload without an address")
        self.address = self._wire.own_address(answer.headers["Location"], self._all)
        keep(self.address)
        # Not 0 for certain: a portal may give back the upload that this dossier already has.
        self.offset = self.get_offset()

    def get_offset(self) -> int:
        """What the portal has [bytes]. Called by tuspy too, when it is given an address."""
        headers = self.get_headers()  # type: ignore[no-untyped-call]
        return self._offset(self._wire.send("HEAD", self.address, expect=(200, 204), headers=headers), 0)

    def send_chunk(self) -> None:
        self._package.seek(self.offset)
        piece = self._package.read(self.get_request_length())  # type: ignore[no-untyped-call]
        headers = {
            **self.get_headers(),  # type: ignore[no-untyped-call]
            "Upload-Offset": str(self.offset),
            "Content-Type": "application/offset+octet-stream",
        }
        self.offset = self._offset(self._wire.send("PATCH", self.address, expect=(204,), headers=headers, data=piece), self.offset + 1)

    def _offset(self, answer: Answer, least: int) -> int:
        text = answer.headers.get("Upload-Offset", "")
        if not (text.isascii() and text.isdecimal() and least <= int(text) <= self._size):
            raise NotOurPortal("portal.not_ours", cause="an upload without a right offset")
        return int(text)


def _receipt(answer: Answer, dossier_id: str) -> Receipt:
    receipt = answer.read(Receipt)
    if receipt.dossier_id != dossier_id:
        raise NotOurPortal("portal.not_ours", cause="a receipt for another dossier")
    if receipt.state in (PackageState.HELD, PackageState.PROCESSED) and receipt.sha256 is None:
        raise NotOurPortal("portal.not_ours", cause="a receipt without the digest")
    return receipt
