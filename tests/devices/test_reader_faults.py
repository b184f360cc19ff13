"""Bad cables, badly set readers, codes that are no codes: the reader goes on, and nothing it read stands in a log."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.reader.lines import MOST, LineBuffer
from kiosk.devices.reader.serial_port import SerialCodeReader
from kiosk.devices.virtual.serial_wire import SerialWire


@pytest.fixture
def reader(wire: SerialWire, ears: Any) -> Iterator[SerialCodeReader]:
    made = SerialCodeReader(port=str(wire.path), hung=2.0)
    made.start(ears.on_code, ears.on_presence)
    assert ears.wait_presence(True)
    yield made
    made.close()


def test_code_with_no_terminator_is_given_after_a_silence(reader: SerialCodeReader, wire: SerialWire, ears: Any) -> None:
    wire.send(b"077098001234|272")
    assert ears.wait_codes(b"077098001234|272")


@pytest.mark.parametrize("terminator", [b"\r", b"\n", b"\r\n"])
def test_any_terminator(reader: SerialCodeReader, wire: SerialWire, ears: Any, terminator: bytes) -> None:
    wire.send(b"one" + terminator + b"two" + terminator)
    assert ears.wait_codes(b"one", b"two")


def test_garbage_is_dropped_whole_and_the_next_code_is_read(reader: SerialCodeReader, wire: SerialWire, ears: Any) -> None:
    with structlog.testing.capture_logs() as logs:
        wire.send(b"x" * 5000)
        wire.send(b"\rcard\r")
        assert ears.wait_codes(b"card")
    assert [entry["size"] for entry in logs if entry["event"].startswith("code dropped")] == [5000]


def test_plug_pulled_in_the_middle_of_a_code(reader: SerialCodeReader, wire: SerialWire, ears: Any) -> None:
    wire.send(b"0770980")
    wire.unplug()
    assert ears.wait_presence(True, False)
    wire.plug()
    assert ears.wait_presence(True, False, True)
    wire.send(b"whole\r")
    assert ears.wait(lambda: ears.codes[-1:] == [b"whole"])
    assert set(ears.codes) <= {b"0770980", b"whole"}


def test_loose_plug_does_not_flicker(reader: SerialCodeReader, wire: SerialWire, ears: Any) -> None:
    for number in range(3):
        wire.unplug()
        wire.plug()
        code = b"%d\r" % number
        while not ears.wait(lambda: ears.codes[-1:] == [code[:1]], 0.5):  # noqa: B023
            wire.send(code)  # what is sent before the port is open again is lost, as it is for a real reader
    assert ears.presence == [True]


def test_reader_plugged_in_under_another_name(tmp_path: Path, ears: Any) -> None:
    first = SerialWire(tmp_path / "ttyACM0")
    made = SerialCodeReader(find=lambda: sorted(str(path) for path in tmp_path.glob("ttyACM*")))
    made.start(ears.on_code, ears.on_presence)
    try:
        assert ears.wait_presence(True)
        first.unplug()
        assert ears.wait_presence(True, False)
        with SerialWire(tmp_path / "ttyACM1") as second:
            assert ears.wait_presence(True, False, True)
            second.send(b"card\r")
            assert ears.wait_codes(b"card")
    finally:
        made.close()


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
def test_driver_dies_or_hangs_and_a_new_one_reads_on(reader: SerialCodeReader, wire: SerialWire, ears: Any, gone: Any, blow: int) -> None:
    old = reader.driver_pid
    os.kill(old, blow)
    assert gone(old, 10)
    while not ears.wait(lambda: ears.codes[-1:] == [b"card"], 0.5):
        wire.send(b"card\r")
    assert ears.presence == [True]


def test_no_reader_is_said_and_one_that_comes_is_found(tmp_path: Path, ears: Any) -> None:
    made = SerialCodeReader(port=str(tmp_path / "none-yet"))
    made.start(ears.on_code, ears.on_presence)
    try:
        assert ears.wait_presence(False)
        with SerialWire(tmp_path / "none-yet"):
            assert ears.wait_presence(False, True)
    finally:
        made.close()


def test_a_second_program_cannot_take_the_port(reader: SerialCodeReader, wire: SerialWire, ears: Any) -> None:
    others = type(ears)()
    other = SerialCodeReader(port=str(wire.path))
    other.start(others.on_code, others.on_presence)
    try:
        assert others.wait_presence(False)
        wire.send(b"card\r")
        assert ears.wait_codes(b"card")
        assert others.codes == []
    finally:
        other.close()


def test_listener_that_fails_does_not_end_the_reading_and_its_text_is_not_logged(wire: SerialWire, ears: Any) -> None:
    def fails(code: bytes) -> None:
        ears.on_code(code)
        raise ValueError(code.decode())

    made = SerialCodeReader(port=str(wire.path))
    with structlog.testing.capture_logs() as logs:
        made.start(fails, ears.on_presence)
        assert ears.wait_presence(True)
        wire.send(b"077098001234\r")
        assert ears.wait_codes(b"077098001234")
        wire.send(b"again\r")
        assert ears.wait(lambda: len(ears.codes) == 2)
        made.close()
    assert "077098001234" not in repr(logs)


@given(data=st.binary(max_size=200), cuts=st.lists(st.integers(0, 200), max_size=5))
def test_lines_do_not_depend_on_how_the_bytes_are_cut(data: bytes, cuts: list[int]) -> None:
    whole, parts = LineBuffer(), LineBuffer()
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    in_parts = [code for start, end in pairwise(edges) for code in parts.push(data[start:end])]
    assert in_parts + parts.silence() == whole.push(data) + whole.silence()


def test_longest_code_is_kept_and_one_byte_more_is_dropped() -> None:
    buffer = LineBuffer()
    assert buffer.push(b"x" * MOST + b"\r" + b"y" * (MOST + 1) + b"\rz\r") == [b"x" * MOST, b"z"]
    assert buffer.dropped == [MOST + 1]
