"""The slip is the resident's proof: what is not known to be printed is never called printed, and never printed twice unasked."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from kiosk.devices.contract import PrinterStatus, PrintOutcome
from kiosk.devices.printer.network import NetworkPrinter
from kiosk.devices.printer.status import decode, is_answer
from kiosk.devices.virtual.printer import VirtualPrinter
from kiosk.errors import BrokenDeviceError, OperatorDeviceError

SLIP = b"\xaa" * (72 * 120)


@pytest.fixture
def printer(printer_device: VirtualPrinter) -> Iterator[NetworkPrinter]:
    made = NetworkPrinter(host=printer_device.host, port=printer_device.port, timeout=0.8)
    yield made
    made.close()


def print_slip(printer: NetworkPrinter) -> PrintOutcome:
    return printer.print_raster(SLIP, width=576, height=120)


def test_silent_printer_times_out_as_absent(printer: NetworkPrinter, printer_device: VirtualPrinter) -> None:
    printer_device.silent = True
    for call in (printer.status, lambda: print_slip(printer)):
        begun = time.monotonic()
        with pytest.raises(BrokenDeviceError) as caught:
            call()
        assert caught.value.code == "printer.absent"
        assert time.monotonic() - begun < 4
    assert printer_device.received == 0
    printer_device.silent = False
    assert print_slip(printer) is PrintOutcome.PRINTED


def test_paper_runs_out_in_the_middle(printer: NetworkPrinter, printer_device: VirtualPrinter) -> None:
    printer_device.paper_ends_after = 3_000
    outcome = print_slip(printer)
    assert outcome is PrintOutcome.UNKNOWN
    assert printer_device.slips == []
    with pytest.raises(OperatorDeviceError, match=r"printer\.paper_out"):
        print_slip(printer)  # nothing more is sent: the printer would print both after the refill


def test_printer_is_switched_off_in_the_middle(printer: NetworkPrinter, printer_device: VirtualPrinter) -> None:
    printer_device.dies_after = 3_000
    assert print_slip(printer) is PrintOutcome.UNKNOWN
    with pytest.raises(BrokenDeviceError, match=r"printer\.absent"):
        printer.status()


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
def test_driver_dies_while_printing(printer: NetworkPrinter, printer_device: VirtualPrinter, blow: int, gone: Callable) -> None:
    printer.status()
    pid = printer.driver_pid
    printer_device.silent_after = 3_000

    def strike() -> None:
        assert printer_device.wait_until(lambda: printer_device.silent, 10)
        os.kill(pid, blow)

    striker = threading.Thread(target=strike)
    striker.start()
    assert print_slip(printer) is PrintOutcome.UNKNOWN
    striker.join()
    assert gone(pid)
    printer_device.silent_after, printer_device.silent = None, False
    assert print_slip(printer) is PrintOutcome.PRINTED


def test_driver_that_died_before_is_not_noticed(printer: NetworkPrinter, gone: Callable) -> None:
    printer.status()
    os.kill(printer.driver_pid, signal.SIGKILL)
    assert gone(printer.driver_pid)
    assert printer.status().online is True


def test_driver_stopped_before_anything_was_sent_is_not_printed(printer: NetworkPrinter, printer_device: VirtualPrinter) -> None:
    printer.status()
    os.kill(printer.driver_pid, signal.SIGSTOP)
    with pytest.raises(BrokenDeviceError, match=r"printer\.failed"):
        printer.status()
    assert printer_device.received == 0
    assert print_slip(printer) is PrintOutcome.PRINTED


def test_nobody_listens_at_the_address(printer_device: VirtualPrinter, printer: NetworkPrinter) -> None:
    printer_device.switch_off()
    with pytest.raises(BrokenDeviceError, match=r"printer\.absent"):
        printer.status()
    printer_device.switch_on()
    assert printer.status().online is True


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ({}, PrinterStatus(None, None, None)),
        ({1: 0x12}, PrinterStatus(True, None, None)),
        ({1: 0x1A, 2: 0x16}, PrinterStatus(False, None, True)),
        ({4: 0x12}, PrinterStatus(None, "adequate", None)),
        ({4: 0x1E}, PrinterStatus(None, "near_end", None)),
        ({4: 0x7E}, PrinterStatus(None, "out", None)),
        ({2: 0x32, 4: 0x12}, PrinterStatus(None, "out", False)),
    ],
)
def test_unknown_is_not_yes_and_not_no(answers: dict[int, int], status: PrinterStatus) -> None:
    assert decode(answers) == status


def test_bytes_that_cannot_be_an_answer() -> None:
    assert [byte for byte in (0x12, 0x16, 0x7E, 0x00, 0x0F, 0x10, 0xFF, 0x92) if is_answer(byte)] == [0x12, 0x16, 0x7E]
