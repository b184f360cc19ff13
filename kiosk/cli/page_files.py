"""Cleaned pages as files for technicians, and what is said of each: for `kiosk scan` and `kiosk page clean`. Nothing of it is sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from kiosk import documents
from kiosk.cli.common import refuse_as_usage
from kiosk.clock import now
from kiosk.errors import StoreError

OF_PAGES = "page-*.jpg"
LEAST_DPI, MOST_DPI = 75, 1200
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for page-001.jpg … and one PDF; made when it is not there")]
Marks = Annotated[bool, typer.Option("--marks", help="Also page-001-marks.jpg …: the page with what is wrong outlined")]


@dataclass(frozen=True)
class PageFile:
    """One page that was cleaned: what scripts read in `pages`."""

    out: str
    """Its JPEG file, in the given folder."""
    width: int
    height: int
    dpi: int
    skew_deg: float
    crop: tuple[tuple[float, float], ...]
    """4 corners in px of the source: top left, top right, bottom right, bottom left of the page."""
    rotation: int
    """0, 90, 180 or 270: turned clockwise to make it upright [deg]."""
    blank: bool
    verdict: str
    reasons: tuple[str, ...]
    marks: tuple[dict[str, Any], ...]
    """Where each reason lies, in parts of the clean page: reason, x, y, width, height."""
    ms: float
    """From the source's pixels to the cleaned page."""

    @property
    def line(self) -> str:
        """For people."""
        return f"{self.out}  {self.verdict}  {', '.join(self.reasons)}".rstrip()


def check_folder(out: Path, pdf: str) -> None:
    """An earlier run's pages are not mixed with new ones: wrong usage."""
    if out.exists() and not out.is_dir():
        refuse_as_usage(f"{out} is no folder", "--out")
    if any(out.glob(OF_PAGES)) or (out / pdf).exists():
        refuse_as_usage(f"{out} holds an earlier scan: name another folder", "--out")


def keep(page: documents.CleanPage, out: Path, number: int, *, marks: bool) -> PageFile:
    """Write a page into its file (and the marked one beside it). Raises StoreError."""
    file = write(out / f"page-{number:03d}.jpg", page.jpeg)
    if marks:
        write(out / f"page-{number:03d}-marks.jpg", documents.annotate(page.jpeg, page.marks))
    return PageFile(
        out=str(file),
        width=page.width,
        height=page.height,
        dpi=page.dpi,
        skew_deg=round(page.skew_deg, 3),
        crop=tuple((round(x, 1), round(y, 1)) for x, y in page.crop),
        rotation=page.rotation,
        blank=page.blank,
        verdict=page.verdict,
        reasons=page.reasons,
        marks=tuple(asdict(mark) for mark in page.marks),
        ms=round(page.ms, 1),
    )


def bind(pages: Sequence[PageFile], file: Path) -> Path:
    """One PDF of all pages. Raises StoreError."""
    return write(file, documents.make_pdf([Path(page.out).read_bytes() for page in pages], title=file.stem, made_at=now()))


def write(file: Path, content: bytes) -> Path:
    """Raises StoreError."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as error:
        raise StoreError("store.write", cause=f"{file}: {error.strerror}") from None
    return file
