"""The scanner loses its power, and gets it back. Nobody restarts the kiosk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kiosk.devices.scanner.sane_scanner import SaneScanner
from kiosk.devices.virtual.escl import EsclScanner
from kiosk.errors import BrokenDeviceError


def test_scanner_gone_and_back(scanner: SaneScanner, escl: EsclScanner, paper: Callable, run_scan: Callable) -> None:
    escl.load_feeder([paper(1), paper(2)])
    assert len(run_scan(scanner).pages) == 2

    escl.switch_off()
    first, then = run_scan(scanner), run_scan(scanner)
    assert first.code in ("scanner.link", "scanner.absent")  # the first may still hold the old handle
    assert then.code == "scanner.absent"
    assert isinstance(then.error, BrokenDeviceError)
    assert first.seconds + then.seconds < 5

    escl.switch_on()
    escl.load_feeder([paper(1)])
    assert len(run_scan(scanner).pages) == 1


def test_scanner_that_was_never_there(open_sane: Callable, tmp_path: Path, run_scan: Callable) -> None:
    (tmp_path / "dll.conf").write_text("test\n")
    assert run_scan(open_sane(device="test:9", config_dir=str(tmp_path))).code == "scanner.absent"


def test_no_scanner_at_all(open_sane: Callable, tmp_path: Path, run_scan: Callable) -> None:
    (tmp_path / "dll.conf").write_text("")
    scanner = open_sane(device="", config_dir=str(tmp_path))
    assert run_scan(scanner).code == "scanner.absent"


def test_the_first_that_is_found_serves_when_none_is_named(
    escl: EsclScanner, open_sane: Callable, paper: Callable, run_scan: Callable, tmp_path: Path
) -> None:
    escl.write_sane_config(tmp_path)
    scanner = open_sane(device="", config_dir=str(tmp_path))
    escl.load_feeder([paper(1)])
    assert len(run_scan(scanner).pages) == 1
