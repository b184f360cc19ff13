"""The driver's side of its process: take over the pipes, die with the kiosk, hand each order to the driver's code.

The kiosk may be killed at any moment and the driver may hang inside C code that holds the interpreter: then only the kernel's own signal
(PR_SET_PDEATHSIG) ends this process. End of file on the pipe ends it too, with all that the driver has started.
"""

from __future__ import annotations

import ctypes
import os
import queue
import signal
import sys
import threading
from typing import Protocol

from kiosk.devices.frames import Assembler, Frame, FrameError, Header, pack, write_all

_PR_SET_PDEATHSIG = 1


class Handler(Protocol):
    def handle(self, order: Frame) -> None:
        """Carry out one order; called on the main thread."""

    def urgent(self, order: Frame) -> bool:
        """True when the order was carried out at once, beside a running one; called on the reading thread."""

    def idle(self) -> None:
        """Nothing was ordered for IDLE seconds."""

    def quit(self) -> None:
        """Put the device to rest."""


IDLE = 60.0


class Outbox:
    """The way to the kiosk; one frame at a time, from any thread."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._lock = threading.Lock()

    def put(self, header: Header, payload: bytes | bytearray = b"") -> None:
        with self._lock:
            write_all(self._fd, pack(header, len(payload)))
            write_all(self._fd, payload)


def attach() -> tuple[int, Outbox]:
    """Take the pipes for ourselves: libraries print to stdout, and what they start must not hold our ends. Returns (orders, outbox)."""
    _die_with(int(sys.argv[1]))
    orders, answers = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    return orders, Outbox(answers)


def serve(handler: Handler, orders: int) -> None:
    """Run until told to quit or until the kiosk is gone."""
    waiting: queue.SimpleQueue[Frame] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(orders, handler, waiting), daemon=True).start()
    while True:
        try:
            order = waiting.get(timeout=IDLE)
        except queue.Empty:
            handler.idle()
            continue
        if order.header["op"] == "quit":
            handler.quit()
            os._exit(0)  # no destructor may touch a library that was shut down
        handler.handle(order)


def where(error: BaseException) -> str:
    """Type and place of an unexpected error, without its text, which could hold what was read from a person's card."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else ""  # noqa: PTH119
    return type(error).__name__ + place


def _read(orders: int, handler: Handler, waiting: queue.SimpleQueue[Frame]) -> None:
    assembler = Assembler(orders)
    try:
        while True:
            order = assembler.step()
            if order is not None and not handler.urgent(order):
                waiting.put(order)
    except (EOFError, OSError, FrameError):
        pass
    finally:
        os.killpg(0, signal.SIGKILL)


def _die_with(parent: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was gone before we asked
        os._exit(0)
