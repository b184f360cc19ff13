"""What the start tells about the machine: "there", "not there" and "does not say" are three things."""

from __future__ import annotations

import pytest

from kiosk.devices.contract import PrinterStatus
from kiosk.devices.simulated import SimulatedPrinter
from kiosk.visit.desk import printer_ready, sources


@pytest.mark.parametrize(
    ("state", "ready"),
    [
        (PrinterStatus(online=True, paper="adequate", cover_open=False), True),
        (PrinterStatus(online=True, paper="near_end", cover_open=None), True),
        (PrinterStatus(online=True, paper="out", cover_open=False), False),
        (PrinterStatus(online=True, paper="adequate", cover_open=True), False),
        (PrinterStatus(online=False, paper="adequate", cover_open=False), False),
        (PrinterStatus(online=None, paper="adequate", cover_open=None), None),
        (PrinterStatus(online=True, paper=None, cover_open=None), None),
    ],
)
def test_the_printer(state: PrinterStatus, ready: bool | None) -> None:
    printer = SimulatedPrinter()
    printer.state = state
    assert printer_ready(printer) is ready


def test_a_printer_that_does_not_answer_is_not_there_and_none_is_not_missed() -> None:
    printer = SimulatedPrinter()
    printer.present = False
    assert printer_ready(printer) is False
    assert printer_ready(None) is None


def test_without_a_scanner_there_is_nowhere_to_put_papers() -> None:
    assert sources(None) == ()
