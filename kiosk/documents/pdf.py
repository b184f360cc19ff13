"""Cleaned pages → one PDF, and back. The JPEG bytes go in unchanged, so the portal holds the very pictures the resident saw."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import img2pdf
import pikepdf

from kiosk.errors import InputError

_PRODUCER = "kiosk"


def make_pdf(pages: Sequence[bytes], *, title: str, made_at: datetime) -> bytes:
    """One PDF page for each JPEG, of the size that its dpi says. The same input makes the same bytes.

    `title` must not be personal: use the component's name. `made_at` with its time zone. Raises InputError("page.unreadable").
    """
    if not pages:
        raise ValueError("a PDF needs at least one page")
    if made_at.tzinfo is None:
        raise ValueError("made_at needs a time zone")
    if not all(page.startswith(b"\xff\xd8\xff") for page in pages):
        raise InputError("page.unreadable", cause="no JPEG")
    try:
        document = img2pdf.convert_to_docobject(
            list(pages),
            engine=img2pdf.Engine.pikepdf,
            title=title,
            producer=_PRODUCER,
            creationdate=made_at,
            moddate=made_at,
            rotation=img2pdf.Rotation.ifvalid,
        )
        document.output_version = "1.7"
        return bytes(document.tostring())
    except (img2pdf.ImageOpenError, OSError, ValueError, SyntaxError) as error:
        raise InputError("page.unreadable", cause=type(error).__name__) from None


def count_pages(pdf: bytes) -> int:
    """Raises InputError("pdf.unreadable")."""
    with _open(pdf) as document:
        return len(document.pages)


def extract_jpegs(pdf: bytes) -> list[bytes]:
    """The JPEGs of a PDF made by `make_pdf`, in the order of its pages. Raises InputError("pdf.unreadable")."""
    with _open(pdf) as document:
        return [
            image.read_raw_bytes()
            for page in document.pages
            for image in page.get_images().values()
            if image.get("/Filter") == pikepdf.Name.DCTDecode
        ]


def _open(pdf: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.open(io.BytesIO(pdf))
    except (pikepdf.PdfError, ValueError) as error:
        raise InputError("pdf.unreadable", cause=type(error).__name__) from None
