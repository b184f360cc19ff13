"""Real or simulated is chosen at the package's door, from the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk import devices, settings
from kiosk.devices.contract import ScannerInfo
from kiosk.devices.printer.network import NetworkPrinter
from kiosk.devices.reader.serial_port import SerialCodeReader, find_ports
from kiosk.devices.scanner.sane_scanner import SaneScanner
from kiosk.devices.simulated import SimulatedPrinter, SimulatedReader, SimulatedScanner
from kiosk.devices.virtual.escl import EsclScanner
from kiosk.errors import BrokenDeviceError


@pytest.mark.parametrize(("driver", "kind"), [("sane", SaneScanner), ("simulated", SimulatedScanner), ("none", type(None))])
def test_scanner(driver: str, kind: type, tmp_path: Path) -> None:
    assert type(devices.open_scanner(settings.Scanner(driver=driver), runtime=tmp_path)) is kind


@pytest.mark.parametrize(("driver", "kind"), [("serial", SerialCodeReader), ("simulated", SimulatedReader), ("none", type(None))])
def test_reader(driver: str, kind: type) -> None:
    assert type(devices.open_reader(settings.Reader(driver=driver))) is kind


@pytest.mark.parametrize(("driver", "kind"), [("network", NetworkPrinter), ("simulated", SimulatedPrinter), ("none", type(None))])
def test_printer(driver: str, kind: type) -> None:
    assert type(devices.open_printer(settings.Printer(driver=driver))) is kind


def test_scanners_that_are_found(escl: EsclScanner, tmp_path: Path) -> None:
    escl.write_sane_config(tmp_path)
    found = devices.find_scanners(settings.Scanner(config_dir=str(tmp_path)), 10)
    assert found == [ScannerInfo("airscan:e0:Kiosk", "eSCL", "Kiosk", "airscan@Kiosk")]
    assert devices.find_scanners(settings.Scanner(driver="none"), 10) == []
    assert [info.device for info in devices.find_scanners(settings.Scanner(driver="simulated"), 10)] == ["simulated"]


def test_search_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(BrokenDeviceError, match=r"scanner\.hung"):
        devices.find_scanners(settings.Scanner(config_dir=str(tmp_path)), 0.001)


def test_ports_of_code_readers_stable_names_first(tmp_path: Path) -> None:
    (tmp_path / "serial/by-id").mkdir(parents=True)
    for name in ("ttyACM0", "ttyACM1", "ttyUSB0", "ttyS0"):
        (tmp_path / name).touch()
    (tmp_path / "serial/by-id/usb-Reader").symlink_to(tmp_path / "ttyACM1")
    names = [str(Path(port).relative_to(tmp_path)) for port in find_ports(tmp_path)]
    assert names == ["serial/by-id/usb-Reader", "ttyACM0", "ttyUSB0"]
