"""What every code reader owes (kiosk.devices.contract.CodeReader): the simulated twin, and the real driver on a pty."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import pytest

from kiosk.devices.contract import CodeReader
from kiosk.devices.reader.serial_port import SerialCodeReader
from kiosk.devices.simulated import SimulatedReader

CARD = "077098001234|272123456|Nguyễn Văn An|15081998|Nam|Thôn 3, Xã Hoà Bình|02052021".encode()


class Rig(Protocol):
    reader: CodeReader

    def show(self, code: bytes) -> None: ...
    def unplug(self) -> None: ...
    def plug(self) -> None: ...


class Twin:
    def __init__(self) -> None:
        self.reader = SimulatedReader()
        self.show, self.unplug, self.plug = self.reader.feed, self.reader.unplug, self.reader.plug


class Serial:
    def __init__(self, wire: Any) -> None:
        self.reader = SerialCodeReader(port=str(wire.path))
        self.show = lambda code: wire.send(code + b"\r")
        self.unplug, self.plug = wire.unplug, wire.plug


@pytest.fixture(params=["twin", "serial"])
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    made = Twin() if request.param == "twin" else Serial(request.getfixturevalue("wire"))
    yield made
    made.reader.close()


def test_each_code_comes_once_as_raw_bytes_from_a_thread_of_its_own(rig: Rig, ears: Any) -> None:
    rig.reader.start(ears.on_code, ears.on_presence)
    assert ears.wait_presence(True)
    rig.show(CARD)
    rig.show(b"\xff\xfe not UTF-8 \x80")
    assert ears.wait_codes(CARD, b"\xff\xfe not UTF-8 \x80")
    assert "MainThread" not in ears.threads


def test_unplugged_and_back_by_itself(rig: Rig, ears: Any) -> None:
    rig.reader.start(ears.on_code, ears.on_presence)
    assert ears.wait_presence(True)
    rig.unplug()
    assert ears.wait_presence(True, False)
    rig.plug()
    assert ears.wait_presence(True, False, True)
    rig.show(CARD)
    assert ears.wait_codes(CARD)


def test_close_ends_it_at_once_and_twice_does_no_harm(rig: Rig, ears: Any) -> None:
    rig.reader.start(ears.on_code, ears.on_presence)
    assert ears.wait_presence(True)
    rig.reader.close()
    rig.reader.close()


def test_close_before_start(rig: Rig) -> None:
    rig.reader.close()
