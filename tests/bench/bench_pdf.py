"""What becomes of pages: their PDF, the step down to a portal's limit, their codes, their text. Run by `make bench`.

Peers, where they are there: OpenCV's own decoder for the codes, ocrmypdf (without its picture processing) for the text layer.
"""

from __future__ import annotations

import io
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import segno
from numpy.typing import NDArray
from PIL import Image

from kiosk.devices.virtual.papers import form_page, on_scanner, text_page
from kiosk.documents import PdfPage, can_recognise, clean, find_codes, make_parts, make_pdf, recognise

_PAGES = 6
_DPI = 200
_AT = datetime(2026, 11, 22, 2, 41, tzinfo=UTC)
_CARD = "077098001234|012345678|Nguyễn Văn An|15081998|Nam|Số 1 Lê Lợi, Phường 1, Vũng Tàu, Bà Rịa - Vũng Tàu|25052021"


def run() -> list[tuple[str, float, str]]:
    """(name, value, unit): medians."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        scans = [on_scanner(form_page(seed, _DPI) if seed % 3 == 0 else text_page(seed, _DPI), 1.0, "dark") for seed in range(_PAGES)]
        pages = [PdfPage(clean(scan.image, _DPI).jpeg) for scan in scans]
        return [*_pdf(pages), *_codes(), *_text(pages)]
    finally:
        cv2.setNumThreads(threads)


def _pdf(pages: list[PdfPage]) -> list[tuple[str, float, str]]:
    jpegs = [page.jpeg for page in pages]
    whole = sum(map(len, jpegs))
    found = [
        (f"PDF/A of {_PAGES} pages", _median(lambda: make_pdf(jpegs, title="Giấy tờ", made_at=_AT)) * 1000, "ms"),
        ("  beside its pages", (len(make_pdf(jpegs, title="Giấy tờ", made_at=_AT)) - whole) / 1000, "kB"),
    ]
    for share in (0.9, 0.6, 0.3):
        limit = round(whole * share)
        parts = make_parts(pages, most_bytes=limit, title="Giấy tờ", made_at=_AT)
        spent = _median(lambda limit=limit: make_parts(pages, most_bytes=limit, title="Giấy tờ", made_at=_AT), 3) / _PAGES
        found.append((f"  to {share:.0%} of its size: {len(parts)} file(s), a page", spent * 1000, "ms"))
    return found


def _codes() -> list[tuple[str, float, str]]:
    page = _with_code(text_page(1, 300), 300)
    detector = cv2.QRCodeDetector()
    return [
        ("codes of an A4 page, 300 dpi", _median(lambda: find_codes(page)) * 1000, "ms"),
        ("  found", len(find_codes(page)), "of 1"),
        ("  the same by OpenCV's decoder", _median(lambda: detector.detectAndDecodeMulti(page), 3) * 1000, "ms"),
        ("  found", sum(bool(text) for text in detector.detectAndDecodeMulti(page)[1]), "of 1"),
    ]


def _text(pages: list[PdfPage]) -> list[tuple[str, float, str]]:
    if not can_recognise():
        return []
    found = [("text of an A4 page, 200 dpi", _median(lambda: recognise(pages[1].jpeg, _DPI, deadline=120), 3), "s")]
    if shutil.which("ocrmypdf"):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "in.pdf"
            file.write_bytes(make_pdf([pages[1].jpeg], title="Giấy tờ", made_at=_AT))
            command = ["ocrmypdf", "-q", "-l", "vie", "--jobs", "1", "--optimize", "0", str(file), str(file.with_name("out.pdf"))]
            found.append(("  the same by ocrmypdf", _median(lambda: subprocess.run(command, check=True, capture_output=True), 3), "s"))
    return found


def _with_code(page: NDArray[np.uint8], dpi: int) -> NDArray[np.uint8]:
    buffer = io.BytesIO()
    segno.make(_CARD, error="m", mode="byte", encoding="utf-8", eci=False, micro=False).save(buffer, kind="png", scale=10, border=4)
    side = round(17 / 25.4 * dpi)
    picture = Image.fromarray(page)
    picture.paste(Image.open(buffer).convert("RGB").resize((side, side), Image.Resampling.LANCZOS), (dpi * 5, dpi * 7))
    return np.asarray(picture).copy()


def _median(work: Callable[[], object], times: int = 5) -> float:
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent)
