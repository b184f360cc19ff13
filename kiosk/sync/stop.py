"""Ending in good order, and being alone: one sync process for one state folder."""

from __future__ import annotations

import fcntl
import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from kiosk.errors import KioskError, StoreError

GRACE = 0.8
"""How long the request in hand may still take after a signal; then it is cut, which does no harm [s]."""


class Interrupted(BaseException):
    """The grace is over. Like KeyboardInterrupt: no `except Exception` may hold it."""


class Stop:
    """A switch that ends a wait at once. Pipe instead of threading.Event: a signal handler may set it in any instruction."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._asked = False

    @property
    def asked(self) -> bool:
        return self._asked

    def ask(self) -> None:
        if not self._asked:
            self._asked = True
            os.write(self._write, b"!")

    def wait(self, seconds: float) -> bool:
        """Sleep, or less when asked to end; says whether it was."""
        if not self._asked:
            select.select([self._read], [], [], max(seconds, 0.0))
        return self._asked

    def close(self) -> None:
        os.close(self._read)
        os.close(self._write)


@contextmanager
def on_signals(stop: Stop) -> Iterator[None]:
    """SIGTERM and SIGINT ask `stop` and, GRACE later, raise Interrupted in whatever is still going on. Main thread only."""

    def ask(_: int, __: FrameType | None) -> None:
        stop.ask()
        signal.setitimer(signal.ITIMER_REAL, GRACE)

    def cut(_: int, __: FrameType | None) -> None:
        raise Interrupted

    handlers = ((signal.SIGTERM, ask), (signal.SIGINT, ask), (signal.SIGALRM, cut))
    before = [(number, signal.signal(number, handler)) for number, handler in handlers]
    try:
        yield
    except Interrupted:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before:
            signal.signal(number, handler)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the state folder's sync lock; it goes with the process, however that ends. Raises KioskError("sync.running"), StoreError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / "sync.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
    except OSError as error:
        raise StoreError("store.open", cause=f"sync.lock: {error.strerror}") from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise KioskError("sync.running", cause="another process holds sync.lock") from None
        yield
    finally:
        os.close(descriptor)
