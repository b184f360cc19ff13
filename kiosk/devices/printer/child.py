"""The process that speaks with the receipt printer: `python -m kiosk.devices.printer.child`. A connection lasts for one order, as most
network printers serve one client at a time."""

from __future__ import annotations

import contextlib
import select
import tempfile
import time
from collections.abc import Callable
from typing import Any

from kiosk.devices import worker
from kiosk.devices.contract import PrinterStatus, PrintOutcome
from kiosk.devices.frames import Frame, Header
from kiosk.devices.printer import status
from kiosk.errors import DeviceError

BAND = 128
"""Rows in one GS v 0: small printers have little memory [dots]."""
_ANSWER = 1.0
"""A printer that is there answers DLE EOT in milliseconds [s]."""
_GS_V_0 = b"\x1dv0\x00"


class _SilentError(Exception):
    """The printer took the connection and answers nothing."""


class PrinterWorker:
    """Orders: status, print. Answers: ready, status, sending (from here on a slip may come out), printed, fault."""

    def __init__(self, outbox: worker.Outbox) -> None:
        with tempfile.TemporaryDirectory() as cache:
            # python-escpos makes a folder for its cache at each import, wherever it is told to keep it, and leaves it behind.
            tempfile.tempdir = cache
            from escpos.printer import Network  # takes a third of a second
        tempfile.tempdir = None

        self._network: Any = Network
        self._outbox = outbox
        outbox.put({"event": "ready"})

    def urgent(self, order: Frame) -> bool:  # noqa: ARG002 - nothing is urgent here
        return False

    def handle(self, order: Frame) -> None:
        head = order.header
        deadline = time.monotonic() + head["timeout"]
        printer = self._network(head["host"], port=head["port"], timeout=head["timeout"])
        try:
            printer.open()
            link = _Link(printer, deadline)
            if head["op"] == "status":
                self._answer(head, {"event": "status", **_fields(link.status())})
            else:
                self._print(link, head, bytes(order.payload))
        except DeviceError as error:
            self._answer(head, {"event": "fault", "code": error.code, "cause": "the printer says so"})
        except _SilentError:
            self._answer(head, {"event": "fault", "code": "printer.absent", "cause": "connected, but answers no status request"})
        except Exception as error:  # noqa: BLE001 - python-escpos wraps what it likes; where it stopped tells what it means
            self._answer(head, {"event": "fault", "code": "printer.absent", "cause": worker.where(error)})
        finally:
            printer.close()

    def idle(self) -> None:
        """No connection is held between orders."""

    def quit(self) -> None:
        """No connection is held between orders."""

    def _print(self, link: _Link, head: Header, bitmap: bytes) -> None:
        status.refuse(link.status())
        self._answer(head, {"event": "sending"})
        outcome = PrintOutcome.UNKNOWN
        with contextlib.suppress(OSError, _SilentError):  # something was sent, and nobody knows what became of it
            _send(link.printer, bitmap, head["width"], head["height"])
            if link.wait_for_turn() and status.sure(link.status()):
                outcome = PrintOutcome.PRINTED
        self._answer(head, {"event": "printed", "outcome": outcome.value})

    def _answer(self, order: Header, header: Header) -> None:
        self._outbox.put({"id": order["id"], **header})


def _send(printer: Any, bitmap: bytes, width: int, height: int) -> None:
    printer.hw("INIT")
    row = (width + 7) // 8
    for top in range(0, height, BAND):
        rows = min(BAND, height - top)
        printer._raw(_GS_V_0 + row.to_bytes(2, "little") + rows.to_bytes(2, "little") + bitmap[top * row : (top + rows) * row])
    printer.cut()


class _Link:
    """One connection: what is asked, and who answers what."""

    def __init__(self, printer: Any, deadline: float) -> None:
        self.printer, self._deadline = printer, deadline
        self._turned = False

    def status(self) -> PrinterStatus:
        """Raises _SilentError when no question is answered before the deadline; OSError."""
        answers: dict[int, int] = {}
        for question in (status.PRINTER, status.OFFLINE, status.PAPER):
            while self._byte(0) is not None:
                pass  # came unasked, and must not be taken for the answer
            self.printer._raw(status.ask(question))
            answer = self._wait(status.is_answer, _ANSWER if answers else self._left())
            if answer is not None:
                answers[question] = answer
            elif not answers:
                raise _SilentError
        return status.decode(answers)

    def wait_for_turn(self) -> bool:
        """Whether the printer has worked off all that was sent. False as soon as it says that it is stopped, or at the deadline."""
        self._turned = False
        self.printer._raw(status.ASK_IN_TURN)
        while self._left() > 0:
            self._wait(lambda _: self._turned, _ANSWER)
            if self._turned:
                return True
            if not status.sure(self.status()):
                return False
        return False

    def _left(self) -> float:
        return max(0.0, self._deadline - time.monotonic())

    def _wait(self, fits: Callable[[int], bool], seconds: float) -> int | None:
        """The first byte that fits; None when the time is over."""
        until = min(self._deadline, time.monotonic() + seconds)
        while (byte := self._byte(until - time.monotonic())) is not None:
            if fits(byte):
                return byte
        return None

    def _byte(self, seconds: float) -> int | None:
        """Raises OSError when the printer hung up."""
        connection = self.printer.device
        if not select.select([connection], [], [], max(0.0, seconds))[0]:
            return None
        data = connection.recv(1)
        if not data:
            raise ConnectionResetError
        self._turned = self._turned or status.is_turn(data[0])
        return int(data[0])


def _fields(state: PrinterStatus) -> Header:
    return {"online": state.online, "paper": state.paper, "cover_open": state.cover_open}


def main() -> None:
    orders, outbox = worker.attach()
    worker.serve(PrinterWorker(outbox), orders)


if __name__ == "__main__":
    main()
