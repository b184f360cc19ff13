"""The first lines of the pages of a stack, read while the feeder goes on; only where tesseract is installed.

Nothing waits for it longer than it may: what has not been read by then stays unread, and the page is sorted by hand.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for

import structlog

from kiosk import documents
from kiosk.errors import KioskError

DEADLINE = 8.0
"""For one heading [s]; it takes about 0.5."""

log = structlog.get_logger()


class Headings:
    """Of one scan. Personal: lives in memory only."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="headings") if documents.can_recognise() else None
        self._read: dict[str, Future[str]] = {}

    def read(self, page_id: str, jpeg: bytes, dpi: int) -> None:
        """To be read when its turn comes. What waits is the small head of the page only."""
        if self._pool is None:
            return
        try:
            head, head_dpi = documents.head(jpeg, dpi)
        except KioskError as error:
            _log(error)
        else:
            self._read[page_id] = self._pool.submit(_heading, head, head_dpi)

    def wait(self, seconds: float) -> Mapping[str, str]:
        """Page id → heading, of what was read within so many seconds more."""
        began = time.monotonic()
        done, late = wait_for(self._read.values(), timeout=seconds)
        if self._read:
            log.info("headings read", pages=len(done), unread=len(late), seconds=round(time.monotonic() - began, 1))
        return {page: text.result() for page, text in self._read.items() if text in done}

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        self._read.clear()


def _heading(head: bytes, dpi: int) -> str:
    """Its text, or nothing: a page that cannot be read is no fault of anybody's."""
    try:
        return documents.recognise(head, dpi, deadline=DEADLINE).text
    except KioskError as error:
        _log(error)
        return ""


def _log(error: KioskError) -> None:
    log.info("heading not read", code=error.code, cause=error.cause)
