"""The language between the kiosk and a driver's process: a frame is a JSON header and, if need be, raw bytes (the pixels of a page).

    4 bytes magic | 4 bytes length of the header | 8 bytes length of the payload | header, UTF-8 JSON | payload

All numbers big-endian. Both ends import this module, so it imports nothing that takes time to load.
"""

from __future__ import annotations

import json
import os
import struct
from dataclasses import dataclass
from typing import Any

Header = dict[str, Any]

_PREFIX = struct.Struct("!4sIQ")
_MAGIC = b"kdf1"
MOST_HEADER = 1 << 20
MOST_PAYLOAD = 1 << 30
"""More than A3 in colour at 1200 dpi would be a mistake, not a page."""


class FrameError(Exception):
    """The other end does not speak this language."""


@dataclass(frozen=True)
class Frame:
    header: Header
    payload: bytes | bytearray = b""

    def __repr__(self) -> str:
        return f"Frame({self.header.get('event') or self.header.get('op')}, {len(self.payload)} bytes)"


def pack(header: Header, payload_size: int = 0) -> bytes:
    """Everything of a frame but its payload."""
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    return _PREFIX.pack(_MAGIC, len(text), payload_size) + text


class Assembler:
    """Puts frames together from a file descriptor, however they are cut. Works with blocking and non-blocking descriptors."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._part = bytearray(_PREFIX.size)
        self._have = 0
        self._sizes: tuple[int, int] | None = None
        self._header: Header | None = None

    def step(self) -> Frame | None:
        """Read once. Frame when one is complete, else None. Raises EOFError, BlockingIOError, FrameError."""
        if self._have < len(self._part):
            count = os.readv(self._fd, [memoryview(self._part)[self._have :]])
            if count == 0:
                raise EOFError
            self._have += count
        if self._have < len(self._part):
            return None
        return self._advance()

    def _advance(self) -> Frame | None:
        if self._sizes is None:
            magic, header, payload = _PREFIX.unpack(self._part)
            if magic != _MAGIC or header > MOST_HEADER or payload > MOST_PAYLOAD:
                raise FrameError("no frame")
            self._sizes = header, payload
            return self._expect(header)
        if self._header is None:
            try:
                self._header = json.loads(self._part)
            except ValueError:
                raise FrameError("no JSON") from None
            if not isinstance(self._header, dict):
                raise FrameError("no header")
            if self._sizes[1]:
                return self._expect(self._sizes[1])
            return self._complete(b"")
        return self._complete(self._part)

    def _expect(self, size: int) -> Frame | None:
        self._part, self._have = bytearray(size), 0
        return None

    def _complete(self, payload: bytes | bytearray) -> Frame:
        assert self._header is not None
        frame = Frame(self._header, payload)
        self._sizes = self._header = None
        self._expect(_PREFIX.size)
        return frame


def write_all(fd: int, data: bytes | bytearray | memoryview) -> None:
    """Write everything to a blocking descriptor."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]
