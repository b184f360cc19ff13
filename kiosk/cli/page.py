"""`kiosk page`: the page pipeline on image files. For technicians: what it writes is not sealed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from kiosk import documents, logs, texts
from kiosk.cli.common import Config, Json, fail, read_settings, say
from kiosk.cli.page_files import LEAST_DPI, MOST_DPI, Marks, Out, PageFile, bind, check_folder, keep
from kiosk.errors import InputError, KioskError, StoreError
from kiosk.settings import Settings

PDF = "pages.pdf"
MOST_FILE_BYTES = 500_000_000

app = typer.Typer(no_args_is_help=True, help="Trang giấy / pages in image files")


@app.callback()
def _group() -> None:
    pass


@app.command()
def clean(
    files: Annotated[list[Path], typer.Argument(metavar="IN...", help="JPEG, PNG, TIFF (each of its pages) or PPM")],
    out: Out,
    dpi: Annotated[
        int | None, typer.Option(min=LEAST_DPI, max=MOST_DPI, help="Resolution of the files, in place of what they say themselves [dpi]")
    ] = None,
    marks: Marks = False,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Straighten, crop, turn upright and judge; a JPEG file for each page, and one PDF of them all. A file that fails stops no other."""
    settings = read_settings(config, as_json)
    logs.configure(None, "page")
    check_folder(out, PDF)
    rows: list[dict[str, Any]] = []
    kept: list[PageFile] = []
    try:
        with Progress(console=Console(stderr=True), transient=True, disable=as_json or not sys.stderr.isatty()) as progress:
            for file in progress.track(files, description="kiosk page clean"):
                for row, page in _clean(file, settings, dpi):
                    if isinstance(page, InputError):
                        rows.append(row | {"out": None, "error": page.code, "reason": _sentence(page), "cause": page.cause})
                    else:
                        kept.append(keep(page, out, len(kept) + 1, marks=marks))
                        rows.append(row | asdict(kept[-1]))
        pdf = str(bind(kept, out / PDF)) if kept else None
    except StoreError as error:
        fail(error, as_json, pages=rows)
    done = len(kept) == len(rows)
    lines = [f"{row['source']}  {row['reason']} [{row['error']}]" for row in rows if row["out"] is None]
    say({"done": done, "pages": rows, "pdf": pdf}, "\n".join([*(page.line for page in kept), *lines, *([pdf] if pdf else [])]), as_json)
    if not done:
        raise typer.Exit(1)


def _clean(file: Path, settings: Settings, dpi: int | None) -> Iterator[tuple[dict[str, Any], documents.CleanPage | InputError]]:
    """Where each page comes from, and the page, or why there is none; a file that is damaged ends with its error."""
    number = 1
    try:
        for pixels, said_dpi in documents.load_pages(_read(file)):
            try:
                page: documents.CleanPage | InputError = documents.clean(
                    pixels, dpi or said_dpi, store_dpi=settings.scanner.dpi, limits=settings.page
                )
            except InputError as error:
                page = error
            yield {"source": str(file), "source_page": number}, page
            number += 1
    except InputError as error:
        yield {"source": str(file), "source_page": number}, error


def _read(file: Path) -> bytes:
    try:
        if not file.is_file():
            raise InputError("file.unreadable", cause="there is no such file")
        if file.stat().st_size > MOST_FILE_BYTES:
            raise InputError("page.too_large", cause=f"more than {MOST_FILE_BYTES // 1_000_000} MB")
        return file.read_bytes()
    except OSError as error:
        raise InputError("file.unreadable", cause=error.strerror or type(error).__name__) from None


def _sentence(error: KioskError) -> str:
    return texts.load().error("vi", error)
