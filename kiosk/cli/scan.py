"""`kiosk scan`: papers into image files, with the configured scanner. For technicians: what it writes is not sealed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kiosk import devices, documents, logs
from kiosk.cli.common import Config, Json, fail, read_settings, say
from kiosk.cli.page_files import LEAST_DPI, MOST_DPI, Marks, Out, PageFile, bind, check_folder, keep
from kiosk.devices.contract import ScanRequest, Source
from kiosk.errors import BrokenDeviceError, InputError, KioskError
from kiosk.settings import Settings

PDF = "scan.pdf"


def scan(
    out: Out,
    source: Annotated[Source | None, typer.Option(help="feeder or flatbed; without it, the first that the scanner has")] = None,
    dpi: Annotated[
        int | None, typer.Option(min=LEAST_DPI, max=MOST_DPI, help="Resolution; without it, scanner.dpi of the settings [dpi]")
    ] = None,
    marks: Marks = False,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Scan, straighten, crop and judge; a JPEG file for each page, and one PDF of them all."""
    settings = read_settings(config, as_json)
    logs.configure(None, "scan")
    check_folder(out, PDF)
    pages: list[PageFile] = []
    try:
        for page in _pages(settings, out, source, dpi or settings.scanner.dpi, marks):
            pages.append(page)  # noqa: PERF402 what came before a fault counts
        if not pages:
            raise InputError("scanner.empty", cause="the scan ended without a page")
        pdf = bind(pages, out / PDF)
    except KioskError as error:
        fail(error, as_json, pages=[asdict(page) for page in pages])
    lines = [page.line for page in pages]
    say({"done": True, "pages": [asdict(page) for page in pages], "pdf": str(pdf)}, "\n".join([*lines, str(pdf)]), as_json)


def _pages(settings: Settings, out: Path, source: Source | None, dpi: int, marks: bool) -> Iterator[PageFile]:
    """Each page is in its file before the next one is asked for."""
    scanner = devices.open_scanner(settings.scanner, runtime=devices.runtime_folder(settings.kiosk))
    if scanner is None:
        raise BrokenDeviceError("scanner.absent", cause="scanner.driver = none in the settings")
    try:
        request = ScanRequest(source or scanner.sources()[0], dpi, both_sides=settings.scanner.both_sides)
        for number, raw in enumerate(scanner.scan(request, page_deadline=settings.scanner.page_timeout), start=1):
            pixels = documents.from_raw(raw.pixels, raw.width, raw.height, raw.channels)
            yield keep(documents.clean(pixels, raw.dpi, store_dpi=dpi, limits=settings.page), out, number, marks=marks)
    finally:
        scanner.close()
