"""Bytes from a code reader → codes. A reader ends a code with CR, LF, CRLF, or, badly set, with nothing but silence."""

from __future__ import annotations

import re

MOST = 4096
"""Longer than any code [bytes]; a line that is longer is dropped whole."""


class LineBuffer:
    """Pure: bytes and silences in, codes out. The codes stay raw bytes, as whether they are text is decided elsewhere."""

    def __init__(self) -> None:
        self._part = b""
        self._dropping = 0
        self.dropped: list[int] = []
        """Sizes of what was dropped; the owner reports and empties it."""

    @property
    def pending(self) -> bool:
        return bool(self._part or self._dropping)

    def push(self, data: bytes) -> list[bytes]:
        """The codes that are complete now."""
        *complete, rest = re.split(rb"[\r\n]", data)
        codes = []
        for end in complete:
            self._add(end)
            codes += self._take()
        self._add(rest)
        return codes

    def silence(self) -> list[bytes]:
        """Nothing came for a while, or the reader is gone: what there is counts as a code, and a cut one gets its clear sentence."""
        return self._take()

    def _add(self, data: bytes) -> None:
        if self._dropping or len(self._part) + len(data) > MOST:
            self._dropping += len(self._part) + len(data)
            self._part = b""
        else:
            self._part += data

    def _take(self) -> list[bytes]:
        if self._dropping:
            self.dropped.append(self._dropping)
        part, self._part, self._dropping = self._part, b"", 0
        return [part] if part else []
