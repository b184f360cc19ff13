"""How long a page and a slip take, on one thread. Run by `make bench`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import cv2

from kiosk.devices.virtual.papers import Background, form_page, on_scanner, text_page
from kiosk.documents import clean, make_pdf, thumbnail
from kiosk.printing import render_form, render_slip
from tests.printing import samples

_PAGES = 10
_SCANS: tuple[tuple[int, Background], ...] = ((200, "dark"), (300, "dark"), (300, "gray"), (300, "white"))


def run() -> list[tuple[str, float, str]]:
    """(name, value, unit): medians."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        return _measure()
    finally:
        cv2.setNumThreads(threads)


def _measure() -> list[tuple[str, float, str]]:
    found: list[tuple[str, float, str]] = []
    jpegs: list[bytes] = []
    for dpi, background in _SCANS:
        times, work = [], []
        for seed in range(_PAGES):
            paper = form_page(seed, dpi) if seed % 3 == 0 else text_page(seed, dpi)
            scan = on_scanner(paper, (seed - 4.5) * 1.5, background, seed=seed)
            began, busy = time.perf_counter(), time.process_time()
            page = clean(scan.image, dpi)
            times.append(time.perf_counter() - began)
            work.append(time.process_time() - busy)
            jpegs.append(page.jpeg)
        name = f"clean one A4 colour page, {dpi} dpi, {background} lid"
        found += [(name, statistics.median(times), "s"), ("  of the processor's time", statistics.median(work), "s")]
    found.append(("thumbnail of a page", _median(lambda _: thumbnail(jpegs[0], 240)), "s"))
    found.append((f"PDF of {_PAGES} pages", _median(lambda _: make_pdf(jpegs[:_PAGES], title="Giấy tờ", made_at=samples.AT)), "s"))
    found.append(("slip, 576 dots", _median(_slip), "s"))
    found.append(("form, PDF/A-2b", _median(_form), "s"))
    return found


def _slip(number: int) -> object:
    # typst remembers what it laid out before: each slip and form is another.
    return render_slip(samples.slip(temporary_number=f"KIOSK-K01-261122-{number:04d}", procedure=f"Thủ tục số {number}"), dots=576)


def _form(number: int) -> object:
    return render_form(
        samples.PROCEDURE,
        samples.CASE,
        samples.FORM,
        samples.AGENCY,
        samples.draft(hang=f"B{number}", noi=f"{number} Lê Lợi, phường Rạch Dừa"),
        temporary_number=f"KIOSK-K01-261122-{number:04d}",
        centre=samples.CENTRE,
        made_at=samples.AT,
    )


def _median(work: Callable[[int], object]) -> float:
    times = []
    for number in range(_PAGES):
        began = time.perf_counter()
        work(number)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name:42} {value:8.3f} {unit}")
