"""`kiosk devices`: the command's contract, on real drivers with virtual devices at the far end."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from typer.testing import CliRunner

from kiosk.cli import build
from kiosk.devices.virtual.escl import EsclScanner
from kiosk.devices.virtual.printer import VirtualPrinter
from kiosk.devices.virtual.serial_wire import SerialWire

ROOT = Path(__file__).parents[2]
CARD = "077098001234||Nguyễn Văn An|15081998|Nam|Vũng Tàu|02052021".encode()
RUN = "from kiosk.cli import build; build(['devices'])()"


@pytest.fixture
def config(escl: EsclScanner, printer_device: VirtualPrinter, wire: SerialWire, tmp_path: Path) -> str:
    file = tmp_path / "kiosk.toml"
    device = escl.write_sane_config(tmp_path / "sane")
    file.write_text(
        f'[kiosk]\nstate = "{tmp_path}"\n'
        f'[scanner]\ndevice = "{device}"\nconfig_dir = "{tmp_path / "sane"}"\n'
        f'[reader]\nport = "{wire.path}"\n'
        f'[printer]\nhost = "{printer_device.host}"\nport = {printer_device.port}\ntimeout = 1\n'
    )
    return str(file)


@pytest.fixture
def kiosk(config: str) -> Iterator[Callable[..., tuple[int, Any, str]]]:
    """Runs the command; status, the JSON document, what was said beside it."""

    def run(*arguments: str) -> tuple[int, Any, str]:
        done = CliRunner().invoke(build(["devices"]), ["devices", *arguments, "--config", config])
        return done.exit_code, json.loads(done.stdout) if done.stdout else None, done.stderr

    yield run
    structlog.reset_defaults()


def test_list_names_what_is_there(kiosk: Callable, wire: SerialWire) -> None:
    status, answer, _ = kiosk("list", "--json")
    assert status == 0
    assert answer["scanners"] == [{"device": "airscan:e0:Kiosk", "vendor": "eSCL", "model": "Kiosk", "identity": "airscan@Kiosk"}]
    assert answer["reader"] == {"driver": "serial", "ports": [str(wire.path)]}
    assert answer["printer"] == {"driver": "network", "state": "present", "online": True, "paper": "adequate", "cover_open": False}


def test_scanner_tells_size_and_leaves_no_picture(kiosk: Callable, escl: EsclScanner, paper: Callable, tmp_path: Path) -> None:
    escl.load_feeder([paper(1)])
    status, answer, _ = kiosk("test", "scanner", "--json")
    assert status == 0
    assert {key: answer[key] for key in ("source", "dpi", "channels")} == {"source": "feeder", "dpi": 200, "channels": 3}
    assert (answer["width"], answer["height"]) == (1653, 2339)
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and file.stat().st_size > 10_000]


def test_failure_is_status_1_with_its_reason(kiosk: Callable) -> None:
    status, answer, err = kiosk("test", "scanner", "--json")
    assert status == 1
    assert (answer["done"], answer["error"]) == (False, "scanner.empty")
    assert answer["reason"].startswith("Chưa có giấy trong khay nạp")
    assert "Document feeder out of documents" in answer["cause"]
    assert "Traceback" not in err


def test_wrong_usage_is_status_2(kiosk: Callable) -> None:
    assert kiosk("test", "teapot")[0] == 2


def test_reader_tells_of_a_card_and_shows_nothing_of_it(config: str, wire: SerialWire) -> None:
    command = [sys.executable, "-c", RUN, "devices", "test", "reader", "--json", "--config", config]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert "Show a code" in process.stderr.readline()
        wire.send(CARD + b"\r")
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert json.loads(out) == {"done": True, "bytes": len(CARD), "looks_like_a_card": True, "utf8": True}
    assert "077098001234" not in out + err
    assert "Nguyễn" not in out + err


def test_reader_that_is_not_there(kiosk: Callable, wire: SerialWire) -> None:
    wire.unplug()
    status, answer, _ = kiosk("test", "reader", "--seconds", "1", "--json")
    assert (status, answer["error"]) == (1, "reader.absent")


def test_printer_prints_a_frame(kiosk: Callable, printer_device: VirtualPrinter) -> None:
    status, answer, _ = kiosk("test", "printer", "--json")
    assert (status, answer["outcome"]) == (0, "printed")
    (slip,) = printer_device.slips
    assert slip.width == 576
    assert slip.crop((0, 0, 576, 1)).getextrema() == (0, 0)  # a black line from edge to edge


def test_printer_without_paper(kiosk: Callable, printer_device: VirtualPrinter) -> None:
    printer_device.paper = "out"
    status, answer, _ = kiosk("test", "printer", "--json")
    assert (status, answer["error"]) == (1, "printer.paper_out")
    assert printer_device.received == 0
