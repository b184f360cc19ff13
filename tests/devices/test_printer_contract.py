"""What every receipt printer owes (kiosk.devices.contract.ReceiptPrinter): the simulated twin, and the real driver on TCP."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Protocol

import pytest
from PIL import Image

from kiosk.devices.contract import PrinterStatus, PrintOutcome, ReceiptPrinter
from kiosk.devices.printer.network import NetworkPrinter
from kiosk.devices.simulated import SimulatedPrinter
from kiosk.devices.virtual.printer import VirtualPrinter
from kiosk.errors import BrokenDeviceError, DeviceError, OperatorDeviceError

WIDTH, HEIGHT = 576, 300
BITMAP = random.Random(3).randbytes(WIDTH // 8 * HEIGHT)
"""Has the bytes of status requests and cuts in it, as any picture may."""


class Rig(Protocol):
    printer: ReceiptPrinter

    def set(self, what: str) -> None: ...
    def slips(self) -> list[bytes]: ...


class Twin:
    def __init__(self) -> None:
        self.printer = SimulatedPrinter()

    def set(self, what: str) -> None:
        printer = self.printer
        printer.present, printer.goes_silent = what != "gone", what == "silent in the middle"
        good = PrinterStatus(online=True, paper="adequate", cover_open=False)
        stopped = replace(good, online=False)
        states = {
            "paper out": replace(stopped, paper="out"),
            "near end": replace(good, paper="near_end"),
            "cover": replace(stopped, cover_open=True),
            "offline": stopped,
        }
        printer.state = states.get(what, good)

    def slips(self) -> list[bytes]:
        return [slip.bitmap for slip in self.printer.slips]


class Network:
    def __init__(self, device: VirtualPrinter) -> None:
        self.device = device
        self.printer = NetworkPrinter(host=device.host, port=device.port, timeout=0.8)

    def set(self, what: str) -> None:
        device = self.device
        device.paper = {"paper out": "out", "near end": "near_end"}.get(what, "adequate")
        device.cover_open, device.offline = what == "cover", what == "offline"
        device.silent, device.silent_after = False, device.received + 5000 if what == "silent in the middle" else None
        if what == "gone":
            device.switch_off()
        elif device.off:
            device.switch_on()

    def slips(self) -> list[bytes]:
        return [_bitmap(slip)[: len(BITMAP)] for slip in self.device.slips]


def _bitmap(picture: Image.Image) -> bytes:
    return bytes(byte ^ 0xFF for byte in picture.tobytes())


@pytest.fixture(params=["twin", "network"])
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    made = Twin() if request.param == "twin" else Network(request.getfixturevalue("printer_device"))
    yield made
    made.printer.close()


def test_slip_is_printed_dot_for_dot_and_twice_is_two(rig: Rig) -> None:
    for count in (1, 2):
        assert rig.printer.print_raster(BITMAP, width=WIDTH, height=HEIGHT) is PrintOutcome.PRINTED
        assert rig.slips() == [BITMAP] * count


def test_status_of_a_printer_that_is_well(rig: Rig) -> None:
    assert rig.printer.status() == PrinterStatus(online=True, paper="adequate", cover_open=False)
    rig.set("near end")
    assert rig.printer.status().paper == "near_end"
    assert rig.printer.print_raster(BITMAP, width=WIDTH, height=HEIGHT) is PrintOutcome.PRINTED


@pytest.mark.parametrize(
    ("trouble", "code", "kind"),
    [
        ("paper out", "printer.paper_out", OperatorDeviceError),
        ("cover", "printer.cover", OperatorDeviceError),
        ("offline", "printer.offline", BrokenDeviceError),
        ("gone", "printer.absent", BrokenDeviceError),
    ],
)
def test_trouble_is_told_before_a_byte_is_sent_and_clears_by_looking_again(
    rig: Rig, trouble: str, code: str, kind: type[DeviceError]
) -> None:
    rig.set(trouble)
    with pytest.raises(kind) as caught:
        rig.printer.print_raster(BITMAP, width=WIDTH, height=HEIGHT)
    assert caught.value.code == code
    rig.set("well")
    assert rig.slips() == []
    assert rig.printer.print_raster(BITMAP, width=WIDTH, height=HEIGHT) is PrintOutcome.PRINTED
    assert rig.slips() == [BITMAP]


def test_printer_that_falls_silent_in_the_middle_is_unknown(rig: Rig) -> None:
    rig.set("silent in the middle")
    assert rig.printer.print_raster(BITMAP, width=WIDTH, height=HEIGHT) is PrintOutcome.UNKNOWN


def test_bitmap_of_the_wrong_size_is_our_own_mistake(rig: Rig) -> None:
    with pytest.raises(ValueError, match="dots"):
        rig.printer.print_raster(BITMAP[1:], width=WIDTH, height=HEIGHT)


def test_close_twice(rig: Rig, gone: Callable[..., Any]) -> None:
    rig.printer.status()
    rig.printer.close()
    rig.printer.close()
