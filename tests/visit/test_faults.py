"""Every fault that a device or the portal's side can tell has its sentence in both languages, its picture and its ways on."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import get_args

import pytest

import kiosk
from kiosk import texts
from kiosk.errors import KioskError, OperatorDeviceError, TransientDeviceError
from kiosk.texts import LANGUAGES
from kiosk.visit import jobs
from kiosk.visit.faults import FAULTS, UNKNOWN, Picture, Way, fault
from tests.visit.booth import at

ROOT = Path(kiosk.__file__).parent
NO_CODES = {"scanner.identity"}
PICTURES = ROOT / "ui" / "qml" / "controls" / "faults.js"


def raised() -> set[str]:
    """The codes in the code of devices and of the way to the portal, wherever they stand there."""
    found: set[str] = set()
    for file in (file for room in ("devices", "sync", "visit") for file in (ROOT / room).rglob("*.py") if file.name != "faults.py"):
        found |= {
            node.value
            for node in ast.walk(ast.parse(file.read_text("utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
    return {code for code in found if re.fullmatch(r"(scanner|reader|printer|portal)\.[a-z_]+", code)} - NO_CODES


def test_the_code_was_read() -> None:
    assert {"scanner.jam", "printer.paper_out", "portal.busy"} <= raised()


def test_every_code_that_is_raised_is_in_the_table() -> None:
    assert raised() - FAULTS.keys() == set()


def test_every_code_of_the_contract_is_in_the_table() -> None:
    contract = (ROOT / "devices" / "contract.py").read_text("utf-8")
    named = set(re.findall(r"\b(?:scanner|reader|printer)\.[a-z_]+\b", contract.split('"""')[1]))
    assert named - FAULTS.keys() == set()


def test_every_sentence_of_a_device_or_the_portal_is_in_the_table() -> None:
    sentences = {key.removeprefix("error.") for key in texts.load().all("vi") if re.match(r"error\.(scanner|reader|printer|portal)\.", key)}
    assert sentences == {code for code in FAULTS if code.partition(".")[0] in ("scanner", "reader", "printer", "portal")}


@pytest.mark.parametrize("code", FAULTS)
def test_sentence_picture_and_ways(code: str) -> None:
    sentences, known = texts.load(), fault(code)
    for language in LANGUAGES:
        said = sentences.error(language, KioskError(code, file="x", reason="x"))
        assert not said.startswith("[")
        assert len(said.split()) >= 3
    assert known.picture in get_args(Picture)
    assert known.ways
    assert set(known.ways) <= set(get_args(Way))


def test_every_picture_is_drawn_and_none_for_nothing() -> None:
    drawn = set(re.findall(r'^    "([a-z_]+)":', PICTURES.read_text("utf-8"), re.MULTILINE))
    assert drawn == {*get_args(Picture), "take"}  # what goodbye shows
    assert {known.picture for known in FAULTS.values()} | {UNKNOWN.picture} == set(get_args(Picture))


def test_the_screen_shows_the_very_fault() -> None:
    booth = at("scanning").page().scan_failed(OperatorDeviceError("scanner.cover"))
    assert (booth.view()["picture"], booth.view()["ways"]) == ("cover", ["retry", "officer"])
    booth = at("scanning").scan_failed(TransientDeviceError("scanner.busy"))
    assert booth.view()["picture"] == "clock"


def test_what_is_no_devices_fault_is_a_warning() -> None:
    booth = at("scanning").scan_failed(KioskError("store.write"))
    assert (booth.view()["picture"], "officer" in booth.view()["ways"]) == ("warning", True)


def test_a_printer_that_does_not_print_is_shown_with_its_fault() -> None:
    booth = at("submitted")
    booth.tell(jobs.SlipDone(booth.visit.number, None, OperatorDeviceError("printer.paper_out")))
    assert booth.view()["slip_picture"] == "paper"
    booth.printed()
    assert booth.view()["slip_picture"] == ""
