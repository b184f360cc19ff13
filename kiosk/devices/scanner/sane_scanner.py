"""The scanner as the kiosk sees it: libsane in a process of its own, with a deadline on every wait."""

from __future__ import annotations

import contextlib
import itertools
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal, cast

import structlog

from kiosk.devices.contract import CANCEL_GRACE, RawPage, ScannerInfo, ScanRequest, Source
from kiosk.devices.frames import Frame, Header
from kiosk.devices.process import DriverDied, DriverProcess, DriverSilent, Wake, Woken
from kiosk.devices.scanner.faults import fault
from kiosk.errors import BrokenDeviceError, TransientDeviceError

log = structlog.get_logger("kiosk.devices")

MODULE = "kiosk.devices.scanner.child"
SOURCES_DEADLINE = 20.0
"""Opening a scanner and asking what it can do, with a search when none is named [s]."""
_OBEY = CANCEL_GRACE * 0.6
"""The driver's time to obey a cancel; then it is killed [s]."""
_REST = 1.0
"""The driver's time to put the device to rest when it is closed [s]."""


class _Job:
    def __init__(self, number: int) -> None:
        self.number = number
        self.pages = 0
        self.cancelled: float | None = None
        self.over = False


class SaneScanner:
    """See `contract.Scanner`. `device`: SANE name or lasting identity, empty for the first that is found. `config_dir`: SANE_CONFIG_DIR,
    empty for the system's. `options`: further SANE options, set before each scan. `runtime`: folder for the lock that keeps two programs
    of the kiosk from one device.

    The driver scans one page ahead of the consumer, no more; a page that was ahead when the scan was cancelled is dropped.
    """

    def __init__(self, *, device: str = "", config_dir: str = "", options: Mapping[str, Any] | None = None, runtime: Path) -> None:
        self._device, self._config_dir, self._options, self._runtime = device, config_dir, dict(options or {}), runtime.absolute()
        self._last_device = ""
        self._abilities: tuple[tuple[Source, ...], Literal[1, 2]] | None = None
        self._child: DriverProcess | None = None
        self._numbers = itertools.count(1)
        self._turn = threading.RLock()
        """Held by the thread that speaks with the child; never while a page is with the consumer."""
        self._job: _Job | None = None
        self._wake = Wake()

    @property
    def driver_pid(self) -> int | None:
        """Process of the driver, while there is one."""
        child = self._child
        return child.pid if child is not None else None

    def scan(self, request: ScanRequest, *, page_deadline: float) -> Iterator[RawPage]:
        job = self._begin(request, time.monotonic() + page_deadline)
        try:
            while (page := self._next(job, time.monotonic() + page_deadline)) is not None:
                yield page
                del page  # 26 MB that need not lie beside the next one's
        finally:
            self._leave(job)

    def cancel(self) -> None:
        job = self._job
        if job is None or job.over or job.cancelled is not None:
            return
        job.cancelled = time.monotonic()
        if (child := self._child) is not None:
            child.try_send({"op": "cancel", "id": job.number})
        self._wake.set()

    def sources(self) -> tuple[Source, ...]:
        return self._able()[0]

    def sides(self) -> Literal[1, 2]:
        return self._able()[1]

    def _able(self) -> tuple[tuple[Source, ...], Literal[1, 2]]:
        if self._abilities is None:
            with self._ours(SOURCES_DEADLINE):
                self._refuse_when_busy()
                job = _Job(next(self._numbers))
                deadline = time.monotonic() + SOURCES_DEADLINE
                with self._driving(job):
                    self._order({"op": "sources"}, job.number, deadline)
                    head = self._receive(job.number, deadline, wake=None).header
                if head["event"] == "fault":
                    raise fault(head["status"], stage=head["stage"], detail=head["detail"])
                self._last_device = head["device"]
                self._abilities = tuple(cast(list[Source], head["sources"])), cast(Literal[1, 2], head["sides"])
        return self._abilities

    def close(self) -> None:
        """End everything; the object can still be used again, and starts a new driver then."""
        self.cancel()
        child = self._child
        if not self._turn.acquire(timeout=CANCEL_GRACE + 1):
            if child is not None:
                child.strike()
            return
        try:
            if self._job is not None:
                self._job.over = True
            if (child := self._child) is not None:
                self._child = None
                child.stop(grace=_REST)
        finally:
            self._turn.release()

    # One scan

    def _begin(self, request: ScanRequest, deadline: float) -> _Job:
        with self._ours(CANCEL_GRACE + 1):
            self._refuse_when_busy()
            job = _Job(next(self._numbers))
            self._wake.clear()
            self._job = job
            log.info("scan begun", scan=job.number, source=request.source, dpi=request.dpi)
            order = {"op": "scan", **asdict(request), "options": self._options}
            with self._driving(job):
                self._order(order, job.number, deadline)
            return job

    def _refuse_when_busy(self) -> None:
        """A scan that was cancelled but whose consumer never came back is ended here; one that runs is respected."""
        old = self._job
        if old is None or old.over:
            return
        if old.cancelled is None:
            raise TransientDeviceError("scanner.busy", cause="this program is scanning already", pages_before=0)
        self._drain(old)

    def _next(self, job: _Job, deadline: float) -> RawPage | None:
        with self._turn:
            if job.over:
                return None
            with self._driving(job):
                return self._receive_page(job, deadline)

    def _receive_page(self, job: _Job, deadline: float) -> RawPage | None:
        if job.cancelled is not None:
            self._drain(job)
            return None
        try:
            frame = self._receive(job.number, deadline, wake=self._wake)
        except Woken:
            self._drain(job)
            return None
        head = frame.header
        if head["event"] == "page":
            self._last_device = head["device"]
            job.pages += 1
            channels = cast(Literal[1, 3], head["channels"])
            return RawPage(head["width"], head["height"], channels, head["dpi"], frame.payload, head["back"])
        self._finish(job, "done")
        if head["event"] == "fault":
            raise fault(head["status"], stage=head["stage"], detail=head["detail"], pages_before=job.pages)
        self._last_device = head["device"]
        return None

    def _drain(self, job: _Job) -> None:
        """See a cancelled scan out: throw away what still comes, and the driver too when it does not obey."""
        assert job.cancelled is not None
        child = self._child
        try:
            if child is not None:
                child.try_send({"op": "cancel", "id": job.number})  # again: the first may have come before the order
            while child is not None and child.receive(deadline=job.cancelled + _OBEY).header.get("event") not in ("end", "fault"):
                pass
        except (DriverDied, DriverSilent):
            self._kill()
        self._finish(job, "cancelled")

    def _leave(self, job: _Job) -> None:
        """The consumer went away, perhaps in mid-scan."""
        if job.over:
            return
        if job.cancelled is None:
            self.cancel()
        with self._turn:
            if not job.over:
                self._drain(job)

    def _finish(self, job: _Job, outcome: str) -> None:
        job.over = True
        log.info("scan ended", scan=job.number, pages=job.pages, outcome=outcome)

    # The child

    @contextlib.contextmanager
    def _ours(self, patience: float) -> Iterator[None]:
        if not self._turn.acquire(timeout=patience):
            raise TransientDeviceError("scanner.busy", cause="another thread waits for the scanner", pages_before=0)
        try:
            yield
        finally:
            self._turn.release()

    @contextlib.contextmanager
    def _driving(self, job: _Job) -> Iterator[None]:
        """A driver that dies or falls silent is killed and becomes an error; the next call starts a new one."""
        try:
            yield
        except BrokenDeviceError:
            self._finish(job, "failed")
            raise
        except DriverDied as died:
            self._kill()
            self._finish(job, "crashed")
            raise BrokenDeviceError("scanner.crashed", cause=f"the driver ended: {died}", pages_before=job.pages) from None
        except DriverSilent:
            self._kill()
            self._finish(job, "hung")
            raise BrokenDeviceError("scanner.hung", cause="no page before the deadline", pages_before=job.pages) from None

    def _order(self, order: Header, number: int, deadline: float) -> None:
        if self._child is not None and not self._child.alive:
            self._kill()
        if self._child is None:
            env = {"SANE_CONFIG_DIR": str(Path(self._config_dir).absolute())} if self._config_dir else None
            self._make_runtime()
            self._child = DriverProcess(MODULE, name="scanner", env=env)
        place = {"device": self._device, "last": self._last_device, "locks": str(self._runtime)}
        self._child.send({**order, **place, "id": number}, deadline=deadline)

    def _make_runtime(self) -> None:
        try:
            self._runtime.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BrokenDeviceError("scanner.failed", cause=f"{self._runtime}: {error.strerror}", pages_before=0) from None

    def _receive(self, number: int, deadline: float, *, wake: Wake | None) -> Frame:
        while True:
            if self._child is None:
                raise DriverDied("closed")
            frame = self._child.receive(deadline=deadline, wake=wake)
            if frame.header.get("id") == number:
                return frame

    def _kill(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()


def find(*, config_dir: str = "", timeout: float) -> list[ScannerInfo]:
    """All scanners that libsane finds, in a process of its own. Raises DeviceError."""
    env = {"SANE_CONFIG_DIR": str(Path(config_dir).absolute())} if config_dir else None
    deadline = time.monotonic() + timeout
    child = DriverProcess(MODULE, name="scanner-search", env=env)
    try:
        child.send({"op": "find", "id": 0}, deadline=deadline)
        head = child.receive(deadline=deadline).header
        if head["event"] == "fault":
            raise fault(head["status"], stage=head["stage"], detail=head["detail"])
        return [ScannerInfo(*found) for found in head["scanners"]]
    except DriverDied as died:
        raise BrokenDeviceError("scanner.crashed", cause=f"the search ended: {died}") from None
    except DriverSilent:
        raise BrokenDeviceError("scanner.hung", cause=f"the search took longer than {timeout:g} s") from None
    finally:
        child.kill()
