"""The status bytes of ESC/POS (Epson's reference, DLE EOT n and GS r n) → what is known.

Read by our own code: python-escpos says "adequate" for a silent printer and 0 for "no idea". Unknown is not yes and is not no.
"""

from __future__ import annotations

from typing import Literal

from kiosk.devices.contract import PrinterStatus
from kiosk.errors import BrokenDeviceError, OperatorDeviceError

Paper = Literal["adequate", "near_end", "out"]

PRINTER, OFFLINE, PAPER = 1, 2, 4
"""What DLE EOT can ask for."""


def ask(n: int) -> bytes:
    """DLE EOT n: answered at once, whatever the printer is doing."""
    return bytes((0x10, 0x04, n))


ASK_IN_TURN = b"\x1dr\x01"
"""GS r 1: answered when all that was sent before it has been worked off."""


def is_answer(byte: int) -> bool:
    """Whether a byte can be an answer to DLE EOT: four of its bits are fixed. Others are automatic status or noise."""
    return byte & 0b1001_0011 == 0b0001_0010


def is_turn(byte: int) -> bool:
    """Whether a byte can be an answer to GS r."""
    return byte & 0b1001_0000 == 0


def decode(answers: dict[int, int]) -> PrinterStatus:
    """Status from the answers that came, by what was asked for; what was not answered is None."""
    printer, offline, paper = answers.get(PRINTER), answers.get(OFFLINE), answers.get(PAPER)
    online = None if printer is None else not printer & 0x08
    cover = None if offline is None else bool(offline & 0x04)
    roll: Paper | None = None if paper is None else "out" if paper & 0x60 else "near_end" if paper & 0x0C else "adequate"
    if offline is not None and offline & 0x20:
        roll = "out"
    return PrinterStatus(online=online, paper=roll, cover_open=cover)


def refuse(status: PrinterStatus) -> None:
    """Raise what a printer in this state would do to a slip. What it does not say is no reason to refuse."""
    if status.cover_open:
        raise OperatorDeviceError("printer.cover")
    if status.paper == "out":
        raise OperatorDeviceError("printer.paper_out")
    if status.online is False:
        raise BrokenDeviceError("printer.offline")


def sure(status: PrinterStatus) -> bool:
    """Everything that a printed slip needs was said, and was good."""
    return status.online is True and status.paper in ("adequate", "near_end") and not status.cover_open
