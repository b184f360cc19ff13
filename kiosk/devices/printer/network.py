"""The receipt printer as the kiosk sees it: python-escpos in a process of its own, with a deadline on every order."""

from __future__ import annotations

import itertools
import threading
import time

import structlog

from kiosk.devices.contract import PrinterStatus, PrintOutcome
from kiosk.devices.frames import Header
from kiosk.devices.process import DriverDied, DriverProcess, DriverSilent
from kiosk.errors import BrokenDeviceError, DeviceError, OperatorDeviceError

log = structlog.get_logger("kiosk.devices")

MODULE = "kiosk.devices.printer.child"
SLOWEST = 200
"""Rows a second that even a slow printer prints [dots/s]."""
START = 15.0
"""python-escpos and what it brings take up to some seconds to load on a busy machine [s]."""
_MARGIN = 1.0
"""On top of the printer's own time-out; then the driver itself hangs [s]."""
_OPERATOR = ("printer.paper_out", "printer.cover")


class NetworkPrinter:
    """See `contract.ReceiptPrinter`. `timeout`: silent for longer, the printer counts as absent [s]."""

    def __init__(self, *, host: str, port: int = 9100, timeout: float = 10.0) -> None:
        self._host, self._port, self._timeout = host, port, timeout
        self._turn = threading.Lock()
        self._child: DriverProcess | None = None
        self._numbers = itertools.count(1)

    @property
    def driver_pid(self) -> int | None:
        """Process of the driver, while there is one."""
        child = self._child
        return child.pid if child is not None else None

    def status(self) -> PrinterStatus:
        with self._turn:
            try:
                answer = self._ask({"op": "status"}, b"", self._timeout)[-1]
            except _NoAnswerError as error:
                raise _failed(error) from None
        _raise_fault(answer)
        return PrinterStatus(online=answer["online"], paper=answer["paper"], cover_open=answer["cover_open"])

    def print_raster(self, bitmap: bytes, *, width: int, height: int) -> PrintOutcome:
        if len(bitmap) != (width + 7) // 8 * height:
            raise ValueError(f"{len(bitmap)} bytes are no {width} x {height} dots")
        with self._turn:
            log.info("print begun", rows=height)
            try:
                answer = self._ask({"op": "print", "width": width, "height": height}, bitmap, self._timeout + height / SLOWEST)[-1]
            except _NoAnswerError as error:
                if not error.sending:
                    raise _failed(error) from None
                answer = {"event": "printed", "outcome": PrintOutcome.UNKNOWN.value}
            log.info("print ended", outcome=answer.get("outcome", PrintOutcome.NOT_PRINTED.value), fault=answer.get("code"))
        _raise_fault(answer)
        return PrintOutcome(answer["outcome"])

    def close(self) -> None:
        with self._turn:
            child, self._child = self._child, None
            if child is not None:
                child.kill()

    def _ask(self, order: Header, payload: bytes, timeout: float) -> list[Header]:
        """The answers to one order, the last one being final. Raises _NoAnswerError."""
        number = next(self._numbers)
        answers: list[Header] = []
        try:
            if self._child is not None and not self._child.alive:
                self._drop()
            if self._child is None:
                self._child = DriverProcess(MODULE, name="printer")
                self._child.receive(deadline=time.monotonic() + START)  # "ready"
            deadline = time.monotonic() + timeout + _MARGIN
            where = {"id": number, "host": self._host, "port": self._port, "timeout": timeout}
            self._child.send({**order, **where}, payload, deadline=deadline)
            while not answers or answers[-1]["event"] == "sending":
                head = self._child.receive(deadline=deadline).header
                if head["id"] == number:
                    answers.append(head)
        except (DriverDied, DriverSilent) as error:
            self._drop()
            raise _NoAnswerError(bool(answers), str(error) or "no answer before the deadline") from None
        return answers

    def _drop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()


class _NoAnswerError(Exception):
    def __init__(self, sending: bool, how: str) -> None:
        super().__init__(how)
        self.sending = sending


def _failed(error: _NoAnswerError) -> DeviceError:
    return BrokenDeviceError("printer.failed", cause=f"the driver: {error}")


def _raise_fault(answer: Header) -> None:
    if answer["event"] == "fault":
        kind = OperatorDeviceError if answer["code"] in _OPERATOR else BrokenDeviceError
        raise kind(answer["code"], cause=answer["cause"])
