"""The process that holds the scanner: `python -m kiosk.devices.scanner.child`. It may crash or hang; nothing of the kiosk goes with it."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import threading
from dataclasses import fields
from pathlib import Path
from typing import Any

from kiosk.devices import worker
from kiosk.devices.contract import ScanRequest
from kiosk.devices.frames import Frame, Header
from kiosk.devices.scanner import faults, options
from kiosk.devices.scanner.identity import identity, is_identity

_REQUEST = [field.name for field in fields(ScanRequest)]
_BYTES_A_SAMPLE = 8
_FEEDING = 0.5
"""A cancel lets the sheet that is being drawn in come to its end for so long; well within the kiosk's patience [s]."""


class _FaultError(Exception):
    def __init__(self, stage: str, status: str, detail: str = "") -> None:
        super().__init__(status)
        self.report: Header = {"event": "fault", "stage": stage, "status": status, "detail": detail}


class ScannerWorker:
    """Orders: find, sources, scan, cancel. Each answer carries the order's id, so that the kiosk can tell late ones."""

    def __init__(self, outbox: worker.Outbox) -> None:
        import sane  # here, so that a missing library is an answer and not a dead process

        self._sane: Any = sane
        self._outbox = outbox
        self._started = False
        self._link_broke = False
        self._device: Any = None
        self._name = ""
        self._lock_fd: int | None = None
        self._handle = threading.Lock()
        self._cancelled: set[int] = set()
        self._running = 0
        self._not_feeding = threading.Event()
        self._not_feeding.set()

    def urgent(self, order: Frame) -> bool:
        if order.header["op"] != "cancel":
            return False
        if order.header["id"] in self._cancelled:
            return True
        self._cancelled.add(order.header["id"])
        # sane-airscan, cancelled while it waits for a further sheet, begins a new job of its own and draws one more.
        self._not_feeding.wait(_FEEDING)
        # Closing the handle during a call of another thread is a segmentation fault.
        with self._handle:
            if self._device is not None and self._running == order.header["id"]:
                self._device.cancel()
        return True

    def handle(self, order: Frame) -> None:
        head = order.header
        try:
            match head["op"]:
                case "find":
                    self._answer(head, {"event": "found", "scanners": [[*found[:3], identity(found[0])] for found in self._find()]})
                case "sources":
                    device = self._open(head)
                    able = {"sources": list(options.sources_of(device)), "sides": options.sides_of(device)}
                    self._answer(head, {"event": "sources", **able, "device": self._name})
                case "scan":
                    self._scan(head)
        except _FaultError as error:
            self._answer(head, error.report)
            self._after(error.report)
        except self._sane._sane.error as error:
            self._answer(head, {"event": "fault", "stage": head["op"], "status": str(error), "detail": ""})
            self.idle()
        except Exception as error:  # noqa: BLE001 - a driver's surprise is an answer, and the process is thrown away
            self._answer(head, {"event": "fault", "stage": head["op"], "status": worker.where(error), "detail": ""})
            self.idle()

    def idle(self) -> None:
        """Let the device go: other programs may have it, and it may sleep."""
        with self._handle:
            device, self._device = self._device, None
            if device is not None:
                device.close()
        if self._lock_fd is not None:
            os.close(self._lock_fd)
            self._lock_fd = None

    def quit(self) -> None:
        self.idle()
        if self._started:
            self._sane.exit()

    def _answer(self, order: Header, header: Header, payload: bytes | bytearray = b"") -> None:
        self._outbox.put({"id": order["id"], **header}, payload)

    def _after(self, report: Header) -> None:
        self._link_broke = faults.fault(report["status"], stage=report["stage"]).code in ("scanner.link", "scanner.failed")
        with self._handle:
            if self._device is not None and report["stage"] in ("start", "read"):
                self._device.cancel()
        # A new handle next time: it is the way back from a broken link, and sane-airscan makes the old one wait 2.5 s after any fault.
        self.idle()

    # Finding and opening

    def _find(self) -> list[tuple[str, str, str, str]]:
        self._start_library()
        found: list[tuple[str, str, str, str]] = self._sane.get_devices()
        return found

    def _start_library(self) -> None:
        if not self._started:
            self._sane.init()
            self._started = True

    def _open(self, order: Header) -> Any:
        """The open device. An identity in the settings: whoever bears it now. Nothing: the one used last, else the first that is found."""
        if self._device is not None:
            return self._device
        try:
            return self._open_anew(order)
        except _FaultError as error:
            # libsane's net backend goes on with the connection of a machine that was switched off: the library begins anew, once.
            if not self._link_broke or error.report["status"] == faults.LOCKED:
                raise
            self._link_broke, self._started = False, False
            self._sane.exit()
            return self._open_anew(order)

    def _open_anew(self, order: Header) -> Any:
        self._start_library()
        wanted, last = order["device"], order["last"] or self._name
        if wanted and not is_identity(wanted):
            return self._open_named(wanted, order["locks"])
        if last and (not wanted or identity(last) == wanted):
            try:
                return self._open_named(last, order["locks"])
            except _FaultError as error:
                if error.report["status"] == faults.LOCKED:
                    raise
        names = [found[0] for found in self._find() if not wanted or identity(found[0]) == wanted]
        if not names:
            raise _FaultError("open", faults.NO_SCANNER, wanted)
        return self._open_named(names[0], order["locks"])

    def _open_named(self, name: str, locks: str) -> Any:
        file = Path(locks) / f"scanner-{hashlib.sha256(name.encode()).hexdigest()[:16]}.lock"
        fd = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            raise _FaultError("open", faults.LOCKED) from None
        try:
            device = self._sane.open(name)
        except self._sane._sane.error as error:
            os.close(fd)
            raise _FaultError("open", str(error)) from None
        self._device, self._name, self._lock_fd = device, name, fd
        self._link_broke = False
        return device

    # Scanning

    def _scan(self, order: Header) -> None:
        device, ready = self._prepared(order)
        self._running = order["id"]
        pages, most = 0, None if order["source"] == "feeder" else 1
        while most is None or pages < most:
            page = self._page(device, order["id"], pages)
            if page is None:
                break
            header, pixels = page
            side = {"dpi": ready.dpi, "back": ready.both_sides and pages % 2 == 1, "device": self._name}
            self._answer(order, {**header, **side}, pixels)
            del page, pixels  # large, and on their way
            pages += 1
        with self._handle:
            device.cancel()
        if order["id"] in self._cancelled:
            # sane-airscan goes on with a cancelled job for up to 12 s and refuses all options meanwhile; closing waits for it, or the
            # kiosk ends this process.
            self.idle()
        self._answer(order, {"event": "end", "pages": pages, "device": self._name})

    def _prepared(self, order: Header) -> tuple[Any, options.Ready]:
        """The device, set up, and how. A handle kept from before may have gone stale: then once more with a new one."""
        while True:
            kept = self._device is not None
            device = self._open(order)
            try:
                ready = options.prepare(device, ScanRequest(**{name: order[name] for name in _REQUEST}), order["options"])
            except options.NoSourceError as error:
                raise _FaultError("set", faults.NO_SOURCE, str(error)) from None
            except options.OptionRefusedError as error:
                raise _FaultError("set", faults.BAD_OPTION, str(error)) from None
            except self._sane._sane.error as error:
                if not kept:
                    raise _FaultError("set", str(error)) from None
                self.idle()
            else:
                return device, ready

    def _page(self, device: Any, scan: int, pages: int) -> tuple[Header, bytearray] | None:
        """One page; None when the feeder is empty after at least one page, or when the scan was cancelled."""
        if scan in self._cancelled:
            return None
        stage = "start"
        try:
            if pages:
                self._not_feeding.clear()
            device.start()
            self._not_feeding.set()
            if scan in self._cancelled:  # it came before the device could hear it
                return None
            stage = "read"
            kind, _, (columns, announced), depth, stride = device.get_parameters()
            _check_layout(kind, columns, depth, stride)
            # python-sane's own snap() would make a PIL image of it; the bytes are what we need. No progress callback: it can crash.
            pixels, width, height, channels, _ = device.dev.snap(True, False)
        except self._sane._sane.error as error:
            if scan in self._cancelled or (str(error) == faults.NO_DOCS and pages):
                return None
            raise _FaultError(stage, str(error)) from None
        finally:
            self._not_feeding.set()
        if scan in self._cancelled:  # a cancelled page may come out short, and as a success
            return None
        if height == 0 or height < announced:
            raise _FaultError("read", faults.CUT, f"{height} of {announced} lines")
        return {"event": "page", "width": width, "height": height, "channels": channels}, pixels


def _check_layout(kind: str, columns: int, depth: int, stride: int) -> None:
    """python-sane reads lines as if they had no padding and 16 bit as if it were 8: such a page would come out skewed."""
    samples = 3 if kind == "color" else 1
    row = columns * samples if depth == _BYTES_A_SAMPLE else samples * ((columns + 7) // 8)
    if depth not in (1, _BYTES_A_SAMPLE) or stride != row:
        raise _FaultError("read", "unsupported layout", f"{kind}, {columns} columns, {depth} bit, {stride} bytes a line")


def main() -> None:
    orders, outbox = worker.attach()
    with contextlib.suppress(KeyboardInterrupt):
        worker.serve(ScannerWorker(outbox), orders)


if __name__ == "__main__":
    main()
