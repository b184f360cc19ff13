"""`kiosk scan`: papers into image files, with the configured scanner. For technicians: what it writes is not sealed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from kiosk import devices, documents, logs
from kiosk.cli.common import Config, Json, fail, read_settings, refuse_as_usage, say
from kiosk.clock import now
from kiosk.devices.contract import ScanRequest, Source
from kiosk.errors import BrokenDeviceError, InputError, KioskError, StoreError
from kiosk.settings import Settings

PDF = "scan.pdf"
LEAST_DPI, MOST_DPI = 75, 1200


@dataclass(frozen=True)
class Page:
    out: str
    """Its JPEG file, in the given folder."""
    width: int
    height: int
    dpi: int
    skew_deg: float
    verdict: str
    reasons: tuple[str, ...]
    ms: float
    """From the scanner's pixels to the cleaned page."""


def scan(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for page-001.jpg … and scan.pdf; made when it is not there")],
    source: Annotated[Source | None, typer.Option(help="feeder or flatbed; without it, the first that the scanner has")] = None,
    dpi: Annotated[
        int | None, typer.Option(min=LEAST_DPI, max=MOST_DPI, help="Resolution; without it, scanner.dpi of the settings [dpi]")
    ] = None,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Scan, straighten, crop and judge; a JPEG file for each page, and one PDF of them all."""
    settings = read_settings(config, as_json)
    logs.configure(None, "scan")
    if out.exists() and not out.is_dir():
        refuse_as_usage(f"{out} is no folder", "--out")
    if any(out.glob("page-*.jpg")) or (out / PDF).exists():
        refuse_as_usage(f"{out} holds an earlier scan: name another folder", "--out")
    pages: list[Page] = []
    try:
        for page in _pages(settings, out, source, dpi or settings.scanner.dpi):
            pages.append(page)  # noqa: PERF402 what came before a fault counts
        pdf = _bind(out, pages)
    except KioskError as error:
        fail(error, as_json, pages=[asdict(page) for page in pages])
    lines = [f"{page.out}  {page.verdict}  {', '.join(page.reasons)}".rstrip() for page in pages]
    say({"done": True, "pages": [asdict(page) for page in pages], "pdf": str(pdf)}, "\n".join([*lines, str(pdf)]), as_json)


def _pages(settings: Settings, out: Path, source: Source | None, dpi: int) -> Iterator[Page]:
    """Each page is in its file before the next one is asked for."""
    scanner = devices.open_scanner(settings.scanner, runtime=devices.runtime_folder(settings.kiosk))
    if scanner is None:
        raise BrokenDeviceError("scanner.absent", cause="scanner.driver = none in the settings")
    try:
        request = ScanRequest(source or scanner.sources()[0], dpi)
        for number, raw in enumerate(scanner.scan(request, page_deadline=settings.scanner.page_timeout), start=1):
            pixels = documents.from_raw(raw.pixels, raw.width, raw.height, raw.channels)
            clean = documents.clean(pixels, raw.dpi, store_dpi=dpi)
            file = _write(out / f"page-{number:03d}.jpg", clean.jpeg)
            yield Page(
                str(file), clean.width, clean.height, clean.dpi, round(clean.skew_deg, 2), clean.verdict, clean.reasons, round(clean.ms, 1)
            )
    finally:
        scanner.close()


def _bind(out: Path, pages: list[Page]) -> Path:
    if not pages:
        raise InputError("scanner.empty", cause="the scan ended without a page")
    made_at = now()
    return _write(out / PDF, documents.make_pdf([Path(page.out).read_bytes() for page in pages], title="scan", made_at=made_at))


def _write(file: Path, content: bytes) -> Path:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as error:
        raise StoreError("store.write", cause=f"{file}: {error.strerror}") from None
    return file
