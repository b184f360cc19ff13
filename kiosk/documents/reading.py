"""Pages are read in the background, one at a time, while the resident goes on. What is ready at the end goes into the PDF; the rest waits
for nobody and goes without.
"""

from __future__ import annotations

import contextlib
import queue
import subprocess
import threading

import structlog

from kiosk.documents import ocr
from kiosk.documents.ocr import OcrError, PageText

MOST_WAITING = 60
"""Pages; each waits as a JPEG in memory. What comes on top is not read."""

log = structlog.get_logger()


class TextReader:
    """Starts its thread with the first page. `read`, `ready`, `forget` return at once, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: queue.Queue[tuple[int, str, bytes, int, float]] = queue.Queue(MOST_WAITING)
        self._ready: dict[str, PageText] = {}
        self._visit = 0
        self._child: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None

    def read(self, page_id: str, jpeg: bytes, dpi: int, *, deadline: float = ocr.DEADLINE) -> None:
        """Have a page read; `deadline` [s]: longest for it alone."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="text-reader", daemon=True)
                self._thread.start()
            with contextlib.suppress(queue.Full):
                self._waiting.put_nowait((self._visit, page_id, jpeg, dpi, deadline))

    def ready(self, page_id: str) -> PageText | None:
        """The page's text, or None while there is none."""
        with self._lock:
            return self._ready.get(page_id)

    def forget(self) -> None:
        """The visit is over: nothing of its pages stays, and what is being read is killed."""
        with self._lock:
            self._visit += 1
            self._ready.clear()
            if self._child is not None:
                self._child.kill()
            with contextlib.suppress(queue.Empty):
                while True:
                    self._waiting.get_nowait()

    def _run(self) -> None:
        while True:
            visit, page_id, jpeg, dpi, deadline = self._waiting.get()
            text = self._recognise(visit, jpeg, dpi, deadline)
            del jpeg
            with self._lock:
                self._child = None
                if text is not None and visit == self._visit:
                    self._ready[page_id] = text

    def _recognise(self, visit: int, jpeg: bytes, dpi: int, deadline: float) -> PageText | None:
        def started(child: subprocess.Popen[bytes]) -> None:
            with self._lock:
                self._child = child
                if visit != self._visit:
                    child.kill()

        try:
            return ocr.recognise(jpeg, dpi, deadline=deadline, started=started)
        except OcrError as error:
            with self._lock:
                if visit == self._visit:
                    log.info("page goes without its text", code=error.code, cause=error.cause)
            return None
