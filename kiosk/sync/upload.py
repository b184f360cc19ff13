"""One package on its way up: tus 1.0, and pieces of it beside each other where one connection is too slow (docs/decisions/0017).

The portal is asked what it has; nothing about it is remembered here but the address. What is on the way and not acknowledged is never more
than one chunk, over all connections together: that is the most that a cut can cost.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import IO, Protocol

from tusclient.client import TusClient
from tusclient.uploader.baseuploader import BaseUploader

from kiosk.exchange import Announcement
from kiosk.sync.errors import NotOurPortal
from kiosk.sync.wire import Answer, Piece, Wire

FIRST = 256 * 1024
"""So much goes with the request that opens an upload: the line is measured by it, and a small package needs no more [bytes]."""
SMALLEST = 32 * 1024
SPAN = 8.0
"""A piece is what the line carries in this time, at most a chunk [s]. Between two pieces the line is idle for a round trip."""
_OFFSETS = "application/offset+octet-stream"


class Asked(Protocol):
    """Says whether this process was asked to end."""

    @property
    def asked(self) -> bool: ...


class Ramp:
    """How large the next piece is: small until the line proves fast."""

    def __init__(self, most: int, span: float = SPAN) -> None:
        """`most`: a chunk [bytes]; `span`: how long a piece may take [s]."""
        self.most = most
        self._span = span
        self.rate = 0.0
        """Of the last piece [bytes/s]; 0 before there was one."""

    def size(self) -> int:
        wanted = int(self.rate * self._span) if self.rate else FIRST
        return min(max(wanted, SMALLEST), self.most)

    def went(self, size: int, seconds: float) -> None:
        self.rate = size / max(seconds, 1e-6)


class Upload(BaseUploader):
    """tuspy's headers and metadata, with the requests sent through our session: its own code opens a connection for each."""

    def __init__(self, wire: Wire, package: IO[bytes], announcement: Announcement, address: str | None) -> None:
        """With an address the portal is asked at once what it has."""
        self.wire = wire
        self.size = announcement.size
        self.pieces: list[tuple[int, int]] = []
        """What the portal has further on, begin and end, in order."""
        self._file = package.fileno()
        self._all = f"{wire.base}/v1/uploads"
        self._beside = False
        self.address = address or ""
        super().__init__(
            file_stream=package,
            url=address,
            client=TusClient(self._all),
            metadata={"dossier_id": announcement.dossier_id, "sha256": announcement.sha256},
        )

    @property
    def has(self) -> int:
        """What the portal has, anywhere [bytes]."""
        return int(self.offset) + sum(end - begin for begin, end in self.pieces)

    @property
    def takes_pieces(self) -> bool:
        """Whether this portal takes a package in several pieces beside each other."""
        return self._beside

    def begin(self, keep: Callable[[str], None], ramp: Ramp) -> None:
        """Open the upload, and send its first piece along."""
        headers = {**self.get_url_creation_headers(), "Content-Type": _OFFSETS}  # type: ignore[no-untyped-call]
        size, began = min(ramp.size(), self.size), time.monotonic()
        answer = self.wire.send("POST", self._all, expect=(201,), headers=headers, data=self._piece(0, size))
        if "Location" not in answer.headers:
            raise NotOurPortal("portal.not_ours", cause="an upload without an address")
        self.address = self.wire.own_address(answer.headers["Location"], self._all)
        if "Upload-Offset" in answer.headers and self._offset(answer, 0, self.size) == size:
            ramp.went(size, time.monotonic() - began)
            self.offset, self._beside = size, "Upload-Pieces" in answer.headers
            if self.offset == self.size:
                return
            keep(self.address)
        else:
            keep(self.address)
            # A portal that takes nothing with this request, or one that has an upload of this dossier already.
            self.look()

    def look(self) -> None:
        """Ask what the portal has. It puts together what fits together."""
        self.offset = self.get_offset()

    def get_offset(self) -> int:
        """What the portal has from the beginning on [bytes]. Called by tuspy too, when it is given an address."""
        headers = self.get_headers()  # type: ignore[no-untyped-call]
        answer = self.wire.send("HEAD", self.address, expect=(200, 204), headers=headers)
        offset = self._offset(answer, 0, self.size)
        told = answer.headers.get("Upload-Pieces")
        self._beside = told is not None
        self.pieces = [piece for piece in _spans(told or "", self.size) if piece[1] > offset]
        return offset

    def send(self, wire: Wire, into: int, begin: int, size: int) -> int:
        """Send `size` bytes from `begin` on, to what begins at `into`: 0 is the upload itself. Where the portal is afterwards."""
        headers = {
            **self.get_headers(),  # type: ignore[no-untyped-call]
            "Upload-Offset": str(begin),
            "Content-Type": _OFFSETS,
        }
        address = f"{self.address}/{into}" if into else self.address
        answer = wire.send("PATCH", address, expect=(204,), headers=headers, data=self._piece(begin, size, wire))
        return self._offset(answer, begin + 1, begin + size)

    def send_next(self, ramp: Ramp) -> None:
        """The next piece from the beginning on, over the one connection."""
        size = min(ramp.size(), self.size - self.offset)
        began = time.monotonic()
        offset = self.send(self.wire, 0, self.offset, size)
        ramp.went(offset - self.offset, time.monotonic() - began)
        self.offset = offset
        if any(begin <= offset for begin, _ in self.pieces):
            self.look()

    def _piece(self, begin: int, size: int, wire: Wire | None = None) -> Piece:
        return Piece(self._file, begin, size, (wire or self.wire).line.pay)

    def _offset(self, answer: Answer, least: int, most: int) -> int:
        text = answer.headers.get("Upload-Offset", "")
        if not (text.isascii() and text.isdecimal() and least <= int(text) <= most):
            raise NotOurPortal("portal.not_ours", cause="an upload without a right offset")
        return int(text)


def _spans(text: str, size: int) -> list[tuple[int, int]]:
    """`1000-2000,5000-5200` → begin and end of each, in order. Raises NotOurPortal."""
    spans = []
    for part in filter(None, text.split(",")):
        begin, _, end = part.strip().partition("-")
        if not (begin.isdecimal() and end.isdecimal() and 0 < int(begin) <= int(end) <= size):
            raise NotOurPortal("portal.not_ours", cause="an upload with pieces that are none")
        spans.append((int(begin), int(end)))
    return sorted(spans)
