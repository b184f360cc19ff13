"""`kiosk devices`: which devices there are, and whether each does its work. For technicians."""

from __future__ import annotations

import logging
import queue
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import structlog
import typer

from kiosk import devices
from kiosk.cli.common import Config, Json, fail, read_settings, say
from kiosk.devices.contract import PrintOutcome, ReceiptPrinter, Scanner, ScanRequest, Source
from kiosk.errors import BrokenDeviceError, KioskError
from kiosk.settings import Settings

app = typer.Typer(help="The kiosk's devices: list them, test them.", no_args_is_help=True)
test_app = typer.Typer(help="Try one device.", no_args_is_help=True)
app.add_typer(test_app, name="test")

SEARCH = 30.0
"""A search over the network and all USB drivers takes so long at most [s]."""
CODE = 20.0
"""`test reader` waits so long for a code [s]."""
_TEST_ROWS = 160
_CARD = re.compile(rb"\d{12}\|[^|]*\|[^|]+\|\d{8}\|")


@app.command("list")
def list_devices(as_json: Json = False, config: Config = None) -> None:
    """The scanners that can be reached, and the code reader and printer of the settings."""
    settings = read_settings(config, as_json)
    with _reporting(as_json):
        found = devices.find_scanners(settings.scanner, SEARCH)
        scanners = [asdict(one) for one in found]
        reader = {"driver": settings.reader.driver, "ports": _ports(settings)}
        printer = {"driver": settings.printer.driver, **_printer_now(settings)}
    lines = [f"scanner  {one.identity}  {one.vendor} {one.model}  ({one.device})" for one in found] or ["scanner  none found"]
    lines += [f"reader   {port}" for port in _ports(settings)] or [f"reader   none found ({settings.reader.driver})"]
    lines.append(f"printer  {_words(printer)}")
    say({"done": True, "scanners": scanners, "reader": reader, "printer": printer}, "\n".join(lines), as_json)


@test_app.command("scanner")
def try_scanner(
    source: Source | None = typer.Option(None, help="feeder or flatbed; without it, the first that the scanner has"),
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Scan one page and tell its size. The picture is kept nowhere."""
    settings = read_settings(config, as_json)
    with _reporting(as_json):
        scanner = devices.open_scanner(settings.scanner, runtime=devices.runtime_folder(settings.kiosk))
        if scanner is None:
            raise BrokenDeviceError("scanner.absent", cause="scanner.driver = none in the settings")
        try:
            result = _scan_one(scanner, source, settings)
        finally:
            scanner.close()
    size = f"{result['width']} x {result['height']} px, {result['channels']} channel(s), {result['dpi']} dpi"
    line = f"{size}, from the {result['source']}, {result['seconds']} s; feeder reads {result['sides']} side(s)"
    say({"done": True, **result}, line, as_json)


@test_app.command("reader")
def try_reader(
    seconds: float = typer.Option(CODE, min=1, max=600, help="How long to wait for a code [s]"),
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Wait for a code; tell its length and whether it looks like a card's. What it says is shown to nobody."""
    settings = read_settings(config, as_json)
    with _reporting(as_json):
        reader = devices.open_reader(settings.reader)
        if reader is None:
            raise BrokenDeviceError("reader.absent", cause="reader.driver = none in the settings")
        codes: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        present: list[bool] = []

        def on_presence(there: bool) -> None:
            present.append(there)
            print(f"Show a code to the reader ({seconds:g} s) ..." if there else "Looking for the reader ...", file=sys.stderr, flush=True)

        reader.start(codes.put, on_presence)
        try:
            code = codes.get(timeout=seconds)
        except queue.Empty:
            there = bool(present and present[-1])
            raise BrokenDeviceError(
                "reader.failed" if there else "reader.absent",
                cause=f"no code in {seconds:g} s" if there else f"no reader at {settings.reader.port or 'any serial port'}",
            ) from None
        finally:
            reader.close()
    result = {"bytes": len(code), "looks_like_a_card": _CARD.match(code) is not None, "utf8": _is_utf8(code)}
    what = "looks like a card's" if result["looks_like_a_card"] else "is not a card's"
    say({"done": True, **result}, f"{len(code)} bytes, {what}{'' if result['utf8'] else ', not UTF-8'}", as_json)


@test_app.command("printer")
def try_printer(as_json: Json = False, config: Config = None) -> None:
    """Print a small pattern as wide as the paper, and cut."""
    settings = read_settings(config, as_json)
    with _reporting(as_json):
        printer = devices.open_printer(settings.printer)
        if printer is None:
            raise BrokenDeviceError("printer.absent", cause="printer.driver = none in the settings")
        try:
            outcome = _print_pattern(printer, settings.printer.dots)
        finally:
            printer.close()
    sentence = "printed" if outcome is PrintOutcome.PRINTED else "sent; the printer does not say whether it was printed: look at the paper"
    say({"done": True, "outcome": outcome.value, "dots": settings.printer.dots}, sentence, as_json)


def _scan_one(scanner: Scanner, source: Source | None, settings: Settings) -> dict[str, Any]:
    begun = time.monotonic()
    source = source or scanner.sources()[0]
    pages = scanner.scan(ScanRequest(source, settings.scanner.dpi), page_deadline=settings.scanner.page_timeout)
    page = next(pages)
    took = time.monotonic() - begun
    scanner.cancel()
    for _ in pages:
        pass
    return {
        "source": source,
        "sides": scanner.sides(),
        "width": page.width,
        "height": page.height,
        "channels": page.channels,
        "dpi": page.dpi,
        "seconds": round(took, 2),
    }


def _print_pattern(printer: ReceiptPrinter, dots: int) -> PrintOutcome:
    """A frame with a diagonal: a missing dot column or a wrong width is seen at once."""
    row_bytes = dots // 8
    bitmap = bytearray(row_bytes * _TEST_ROWS)
    for row in range(_TEST_ROWS):
        columns = range(dots) if row in (0, _TEST_ROWS - 1) else (0, dots - 1, row * dots // _TEST_ROWS)
        for column in columns:
            bitmap[row * row_bytes + column // 8] |= 0x80 >> column % 8
    return printer.print_raster(bytes(bitmap), width=dots, height=_TEST_ROWS)


def _ports(settings: Settings) -> list[str]:
    if settings.reader.driver != "serial":
        return []
    if settings.reader.port:
        return [settings.reader.port]
    from kiosk.devices.reader.serial_port import find_ports

    return find_ports()


def _printer_now(settings: Settings) -> dict[str, Any]:
    """Its state, or the reason why there is none: for a list, an absent printer is an answer and not a failure."""
    printer = devices.open_printer(settings.printer)
    if printer is None:
        return {"state": "none"}
    try:
        status = printer.status()
    except KioskError as error:
        return {"state": "absent", "error": error.code, "reason": error.cause}
    finally:
        printer.close()
    return {"state": "present", "online": status.online, "paper": status.paper, "cover_open": status.cover_open}


def _words(printer: dict[str, Any]) -> str:
    return ", ".join(f"{key}: {'unknown' if value is None else value}" for key, value in printer.items())


def _is_utf8(code: bytes) -> bool:
    try:
        code.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@contextmanager
def _reporting(as_json: bool) -> Iterator[None]:
    """A device's failure ends the command with its sentence. The log goes to stderr, as stdout belongs to the answer."""
    if not structlog.is_configured():
        level = structlog.make_filtering_bound_logger(logging.WARNING)
        structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr), wrapper_class=level)
    try:
        yield
    except KioskError as error:
        fail(error, as_json)
