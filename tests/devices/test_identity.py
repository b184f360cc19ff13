"""The scanner that was chosen stays the chosen one, whatever SANE calls it today."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.devices.contract import ScanRequest
from kiosk.devices.scanner.identity import identity, is_identity
from kiosk.devices.virtual.escl import EsclScanner
from kiosk.errors import BrokenDeviceError


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    """/sys/bus/usb/devices of a machine with two like scanners, of which one tells its serial number, and their hub."""
    for folder, values in {
        "usb1": {"busnum": "1", "devnum": "1", "idVendor": "1d6b", "idProduct": "0002", "serial": "0000:00:14.0"},
        "1-1.4": {"busnum": "1", "devnum": "4", "idVendor": "04c5", "idProduct": "1522"},
        "1-2": {"busnum": "1", "devnum": "12", "idVendor": "04c5", "idProduct": "1522", "serial": "A12345"},
        "1-2:1.0": {"bInterfaceClass": "ff"},
    }.items():
        (tmp_path / folder).mkdir()
        for name, value in values.items():
            (tmp_path / folder / name).write_text(value + "\n")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("fujitsu:libusb:001:012", "fujitsu@usb:04c5:1522:A12345"),
        ("fujitsu:libusb:001:004", "fujitsu@usb:04c5:1522@1-1.4"),
        ("fujitsu:libusb:001:099", "fujitsu:libusb:001:099"),
        ("airscan:e0:Quầy 3", "airscan@Quầy 3"),
        ("airscan:w12:Lobby", "airscan@Lobby"),
        ("airscan:escl:Lobby:http://10.0.0.7/eSCL", "airscan:escl:Lobby:http://10.0.0.7/eSCL"),
        ("net:10.0.0.7:test:0", "net:10.0.0.7:test:0"),
        ("test:0", "test:0"),
    ],
)
def test_name_that_lasts(usb: Path, name: str, expected: str) -> None:
    assert identity(name, sysfs=usb) == expected
    assert is_identity(expected) == ("@" in expected)


def test_replugged_into_the_same_machine_it_is_still_the_same(usb: Path) -> None:
    before = identity("fujitsu:libusb:001:012", sysfs=usb)
    (usb / "1-2" / "devnum").write_text("13\n")
    (usb / "1-2").rename(usb / "1-3")
    assert identity("fujitsu:libusb:001:013", sysfs=usb) == before


def test_machine_without_usb(tmp_path: Path) -> None:
    assert identity("fujitsu:libusb:001:004", sysfs=tmp_path / "nothing") == "fujitsu:libusb:001:004"


def two_scanners(folder: Path, *urls: tuple[str, str]) -> str:
    folder.mkdir(exist_ok=True)
    (folder / "dll.conf").write_text("airscan\n")
    lines = "".join(f'"{name}" = {url}, eSCL\n' for name, url in urls)
    (folder / "airscan.conf").write_text(f"[options]\ndiscovery = disable\n[devices]\n{lines}")
    return str(folder)


def test_two_scanners_change_places_in_the_list(
    open_sane: Callable, paper: Callable, number_of: Callable, run_scan: Callable, tmp_path: Path
) -> None:
    with EsclScanner(name="Left") as left, EsclScanner(name="Right") as right:
        for order in ((left, right), (right, left)):
            left.load_feeder([paper(1)])
            right.load_feeder([paper(2)])
            folder = two_scanners(tmp_path / "sane", *((device.name, device.url) for device in order))
            scanner = open_sane(device="airscan@Right", config_dir=folder)
            for sheets in (1, 0):  # the second time the driver remembers its SANE name
                result = run_scan(scanner)
                assert [number_of(page) for page in result.pages] == [2][:sheets]
            scanner.close()


def test_chosen_scanner_is_not_there_and_no_other_takes_its_place(
    open_sane: Callable, escl: EsclScanner, run_scan: Callable, tmp_path: Path
) -> None:
    escl.write_sane_config(tmp_path / "sane")
    result = run_scan(open_sane(device="airscan@Other", config_dir=str(tmp_path / "sane")), ScanRequest("flatbed", 100))
    assert (type(result.error), result.code) == (BrokenDeviceError, "scanner.absent")
    assert "airscan@Other" in result.error.cause


def test_two_configurations_at_once(
    open_sane: Callable, escl: EsclScanner, paper: Callable, number_of: Callable, run_scan: Callable, tmp_path: Path
) -> None:
    """libsane keeps the first SANE_CONFIG_DIR that it read for the life of a process."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "dll.conf").write_text("test\n")
    escl.load_feeder([paper(3)])
    first = open_sane(device="test:0", config_dir=str(other))
    second = open_sane(device=escl.write_sane_config(tmp_path / "sane"), config_dir=str(tmp_path / "sane"))
    assert len(run_scan(first, ScanRequest("flatbed", 100)).pages) == 1
    assert [number_of(page) for page in run_scan(second).pages] == [3]
