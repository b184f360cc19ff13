"""The scanner hangs on another machine (saned), whose driver dies or stands still in mid-page. libsane's `net` backend then waits for ever,
at 100 % of a core: only the deadline, which kills our own child, helps."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.devices.contract import CANCEL_GRACE, ScanRequest
from kiosk.devices.scanner.sane_scanner import SaneScanner
from kiosk.errors import BrokenDeviceError, TransientDeviceError

ADDRESS = "127.0.0.71"
"""saned's port cannot be chosen: an address of its own for this file."""
SLOW = {"read-delay": True, "read-delay-duration": 40_000}


class FarMachine:
    """A machine with a scanner (libsane's `test` backend) and saned."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()
        (folder / "dll.conf").write_text("test\n")
        (folder / "test.conf").write_text("number_of_devices 1\ngeometry_max 300.0\n")
        (folder / "saned.conf").write_text("127.0.0.0/8\n")
        self._daemon: subprocess.Popen[bytes] | None = None

    def switch_on(self) -> None:
        environment = {**os.environ, "SANE_CONFIG_DIR": str(self._folder)}
        command = ["saned", "-l", "-b", ADDRESS, "-e"]
        self._daemon = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, start_new_session=True)
        until = time.monotonic() + 10
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection((ADDRESS, 6566), 1):
                return
            time.sleep(0.05)
        raise AssertionError("saned does not answer")

    def strike(self, blow: int) -> None:
        """All of it: the daemon and whoever serves our scan."""
        assert self._daemon is not None
        os.killpg(self._daemon.pid, blow)

    def switch_off(self) -> None:
        if self._daemon is not None:
            with contextlib.suppress(ProcessLookupError):
                self.strike(signal.SIGKILL)
            self._daemon.wait()
            self._daemon = None


@pytest.fixture
def far(tmp_path: Path) -> Iterator[FarMachine]:
    if shutil.which("saned") is None:
        pytest.skip("no saned here (package sane-utils)")
    machine = FarMachine(tmp_path / "far")
    machine.switch_on()
    yield machine
    machine.switch_off()


@pytest.fixture
def net_scanner(far: FarMachine, open_sane: Callable[..., SaneScanner], tmp_path: Path) -> SaneScanner:
    folder = tmp_path / "near"
    folder.mkdir()
    (folder / "dll.conf").write_text("net\n")
    (folder / "net.conf").write_text(f"connect_timeout = 5\n{ADDRESS}\n")
    return open_sane(device=f"net:{ADDRESS}:test:0", config_dir=str(folder), options=SLOW)


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
def test_far_driver_dies_or_stops_in_mid_page(
    net_scanner: SaneScanner, far: FarMachine, gone: Callable, run_scan: Callable, blow: int
) -> None:
    scan = net_scanner.scan(ScanRequest("feeder", 75), page_deadline=2)
    next(scan)
    pid = net_scanner.driver_pid
    far.strike(blow)
    began = time.monotonic()
    with pytest.raises((BrokenDeviceError, TransientDeviceError)) as caught:
        for _ in scan:
            pass  # what was on its way may still come whole
    assert time.monotonic() - began < 20
    # airscan has been seen to answer with a status that SANE does not know.
    assert caught.value.code in ("scanner.hung", "scanner.link", "scanner.cut", "scanner.crashed", "scanner.failed")
    assert caught.value.values["pages_before"] >= 1
    if caught.value.code == "scanner.hung":
        assert gone(pid)

    far.switch_off()
    far.switch_on()
    result = run_scan(net_scanner, ScanRequest("flatbed", 75))
    assert (len(result.pages), result.error) == (1, None)


def test_cancel_while_the_far_driver_stands_still(net_scanner: SaneScanner, far: FarMachine) -> None:
    scan = net_scanner.scan(ScanRequest("feeder", 75), page_deadline=30)
    next(scan)
    far.strike(signal.SIGSTOP)
    began = time.monotonic()
    net_scanner.cancel()
    assert list(scan) == []
    assert time.monotonic() - began < CANCEL_GRACE + 0.5
