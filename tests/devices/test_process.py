"""The process that holds a driver: frames, deadlines, death, and nothing left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.frames import Assembler, FrameError, pack
from kiosk.devices.process import DriverDied, DriverProcess, DriverSilent, Wake, Woken
from kiosk.devices.scanner.sane_scanner import MODULE, SaneScanner, find


def soon(seconds: float = 10) -> float:
    return time.monotonic() + seconds


@pytest.fixture
def driver() -> DriverProcess:
    process = DriverProcess(MODULE, name="test")
    yield process
    process.kill()


FRAMES = st.lists(st.tuples(st.dictionaries(st.text(max_size=5), st.integers()), st.binary(max_size=300)), max_size=5)


@given(frames=FRAMES, cut=st.integers(1, 50))
def test_frames_survive_any_cut(frames: list[tuple[dict[str, int], bytes]], cut: int) -> None:
    stream = b"".join(pack(header, len(payload)) + payload for header, payload in frames)
    out, into = os.pipe()
    os.set_blocking(out, False)
    assembler, found = Assembler(out), []
    try:
        for start in range(0, len(stream), cut):
            os.write(into, stream[start : start + cut])
            while True:
                try:
                    frame = assembler.step()
                except BlockingIOError:
                    break
                if frame is not None:
                    found.append((frame.header, frame.payload))
    finally:
        os.close(out)
        os.close(into)
    assert found == frames


@pytest.mark.parametrize("noise", [b"Segmentation fault\n", b"kdf1" + b"\xff" * 12, b"kdf1\0\0\0\x02" + bytes(8) + b"[]"])
def test_noise_is_no_frame(noise: bytes) -> None:
    out, into = os.pipe()
    os.write(into, noise)
    os.close(into)
    assembler = Assembler(out)

    def read() -> None:
        while assembler.step() is None:
            pass

    with pytest.raises(FrameError):
        read()
    os.close(out)


def test_silence_ends_at_the_deadline_and_the_process_still_lives(driver: DriverProcess) -> None:
    begun = time.monotonic()
    with pytest.raises(DriverSilent):
        driver.receive(deadline=soon(0.2))
    assert 0.15 < time.monotonic() - begun < 1
    assert driver.alive


def test_wait_is_woken_from_another_thread(driver: DriverProcess) -> None:
    wake = Wake()
    timer = threading.Timer(0.1, wake.set)
    timer.start()
    with pytest.raises(Woken):
        driver.receive(deadline=soon(), wake=wake)
    timer.join()


def test_death_is_told_with_its_cause(driver: DriverProcess, gone: Callable) -> None:
    driver.strike()
    with pytest.raises(DriverDied, match="SIGKILL"):
        driver.receive(deadline=soon())
    assert not driver.alive
    with pytest.raises(DriverDied):
        driver.send({"op": "sources"}, deadline=soon())
    assert not driver.try_send({"op": "cancel"})


def test_driver_that_takes_nothing_more_does_not_block_the_kiosk(driver: DriverProcess) -> None:
    os.kill(driver.pid, 19)  # SIGSTOP
    with pytest.raises(DriverSilent):
        driver.send({"op": "x"}, bytes(1 << 22), deadline=soon(0.3))


def test_whole_group_is_killed_zombies_are_taken_and_descriptors_given_back(gone: Callable) -> None:
    def descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    DriverProcess(MODULE, name="warm-up").kill()
    before, threads = descriptors(), threading.active_count()
    pids = []
    for _ in range(5):
        process = DriverProcess(MODULE, name="test")
        pids.append(process.pid)
        process.kill()
        process.kill()
    assert all(not Path(f"/proc/{pid}").exists() for pid in pids)
    until = soon(5)
    while (descriptors() > before or threading.active_count() > threads) and time.monotonic() < until:
        time.sleep(0.02)  # the readers of stderr end on their own
    assert descriptors() <= before  # fewer: what somebody else had left open was collected
    assert threading.active_count() == threads


def test_driver_forgotten_by_the_program_is_ended_too() -> None:
    pid = DriverProcess(MODULE, name="forgotten").pid
    assert not Path(f"/proc/{pid}").exists()


def test_what_libraries_print_is_logged_without_a_persons_number(tmp_path: Path) -> None:
    (tmp_path / "dll.conf").write_text("test\n")
    config = tmp_path / "077098001234"
    config.mkdir()
    (config / "dll.conf").write_text("test\n")
    (config / "test.conf").write_text("")
    with structlog.testing.capture_logs() as logs:
        # SANE's own debug output goes to stderr and names the folder of its settings.
        os.environ["SANE_DEBUG_DLL"], os.environ["SANE_DEBUG_SANEI_CONFIG"] = "5", "5"
        try:
            find(config_dir=str(config), timeout=10)
        finally:
            del os.environ["SANE_DEBUG_DLL"], os.environ["SANE_DEBUG_SANEI_CONFIG"]
        until = soon(5)
        while not (said := [entry["text"] for entry in logs if entry["event"] == "driver says"]) and time.monotonic() < until:
            time.sleep(0.02)
    assert any("dll" in line for line in said)
    assert "077098001234" not in "\n".join(said)


def test_kiosk_does_not_load_the_drivers_libraries() -> None:
    code = (
        "import sys, kiosk.devices, kiosk.settings; from pathlib import Path; s = kiosk.settings.Settings();"
        "kiosk.devices.open_scanner(s.scanner, runtime=Path('.'));"
        "kiosk.devices.open_reader(s.reader); kiosk.devices.open_printer(s.printer);"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'sane', '_sane', 'escpos', 'serial', 'PIL'}))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_close_ends_the_driver_and_the_scanner_can_be_used_again(scanner: SaneScanner) -> None:
    scanner.sources()
    first = scanner.driver_pid
    scanner.close()
    assert scanner.driver_pid is None
    assert not Path(f"/proc/{first}").exists()
