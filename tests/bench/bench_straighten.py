"""A page straightened and cut out: seconds, peak memory and what skew is left, beside other tools on the same files in the same run.

The files: A4 in colour, 300 dpi, on a dark bed, lying crooked; one of three upside down. Each tool gets one thread and turns a file into a
file. What skew is left is measured alike for all, by the text lines of what came out. A tool that is not installed is left out.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from kiosk.documents import clean
from kiosk.documents.ink import text_skew, type_mask
from kiosk.documents.orientation import which_way_up
from tests.documents.testset import Recipe, make

_DPI = 300
_PAGES = 3
_MANY = 40
_OURS = """
import sys, cv2
from pathlib import Path
from kiosk.documents import clean, load_image
cv2.setNumThreads(1)
*files, target = sys.argv[1:]
for file in files:
    Path(target).write_bytes(clean(*load_image(Path(file).read_bytes())).jpeg)
"""
# A program's peak begins at that of the process that starts it: so a small one does.
_LAUNCH = """
import resource, subprocess, sys, time
began = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)
"""
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1", "MAGICK_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}


def run() -> list[tuple[str, float, str]]:
    """(name, value, unit)"""
    with tempfile.TemporaryDirectory() as folder:
        return _measure(Path(folder))


def _measure(folder: Path) -> list[tuple[str, float, str]]:
    files, samples = [], []
    for number in range(_PAGES):
        recipe = Recipe(900 + number, ("text", "form", "stamped")[number % 3], skew_deg=(-7.3, 2.1, 11.6)[number % 3],  # type: ignore[arg-type]
                        rotation=180 if number == 1 else 0, dpi=_DPI)  # fmt: skip
        sample = make(recipe)
        samples.append(sample.pixels)
        file = folder / f"{number}.png"
        Image.fromarray(sample.pixels).save(file, compress_level=1, dpi=(_DPI, _DPI))
        Image.fromarray(sample.pixels).save(file.with_suffix(".ppm"))
        files.append(file)
    found = _inside(samples)
    ours = _tool(files, folder, lambda file, out: [sys.executable, "-c", _OURS, str(file), str(out.with_suffix(".jpg"))])
    count = _MANY // _PAGES * _PAGES
    seconds, work, peak = _call([sys.executable, "-c", _OURS, *[str(file) for file in files * (_MANY // _PAGES)], str(folder / "out.jpg")])
    found += [("ours, file to file, a page of many", seconds / count, "s"), ("  of the processor's time", work / count, "s")]
    found += [(f"  peak memory of {count} pages through one process", peak, "MB"), *ours("ours, a process for one page")]
    peers: list[tuple[str, Callable[[Path, Path], list[str]]]] = [
        ("ImageMagick -deskew 40% -trim", _imagemagick),
        ("unpaper", lambda file, out: ["unpaper", "-q", "--overwrite", str(file.with_suffix(".ppm")), str(out.with_suffix(".ppm"))]),
        ("ocrmypdf --deskew --rotate-pages --clean-final, no OCR", _ocrmypdf),
    ]
    for name, command in peers:
        if shutil.which(command(files[0], folder)[0]):
            found += _tool(files, folder, command)(name)
        else:
            found.append((f"{name}: not installed here", float("nan"), ""))
    return found


def _imagemagick(file: Path, out: Path) -> list[str]:
    return [
        "convert",
        str(file),
        "-background",
        "black",
        "-deskew",
        "40%",
        "-fuzz",
        "20%",
        "-trim",
        "+repage",
        str(out.with_suffix(".jpg")),
    ]


def _ocrmypdf(file: Path, out: Path) -> list[str]:
    plain = ["--jobs", "1", "--tesseract-timeout", "0", "--optimize", "0", "--output-type", "pdf"]
    return ["ocrmypdf", "-q", *plain, "--deskew", "--rotate-pages", "--clean-final", str(file), str(out.with_suffix(".pdf"))]


def _inside(samples: list[np.ndarray]) -> list[tuple[str, float, str]]:
    """Pixels to JPEG, as the kiosk does it: without starting a process and without a file."""

    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        times, work = [], []
        for _ in range(4):
            for pixels in samples:
                began, busy = time.perf_counter(), time.process_time()
                clean(pixels, _DPI)
                times.append(time.perf_counter() - began)
                work.append(time.process_time() - busy)
    finally:
        cv2.setNumThreads(threads)
    return [
        ("ours, pixels to JPEG", statistics.median(times), "s"),
        ("  of the processor's time", statistics.median(work), "s"),
    ]


def _tool(files: list[Path], folder: Path, command: Callable[[Path, Path], list[str]]) -> Callable[[str], list[tuple[str, float, str]]]:
    times, works, peaks, skews, upright = [], [], [], [], 0
    for file in files:
        seconds, work, peak = _call(command(file, folder / "out"))
        times.append(seconds)
        works.append(work)
        peaks.append(peak)
        skew, up = _left(folder)
        skews.append(skew)
        upright += up
    return lambda name: [
        (name, statistics.median(times), "s"),
        ("  of the processor's time", statistics.median(works), "s"),
        ("  its peak memory", max(peaks), "MB"),
        ("  skew left, median", statistics.median(skews), "deg"),
        ("  skew left, worst", max(skews), "deg"),
        (f"  pages that lie upright, of {len(files)}", upright, ""),
    ]


def _call(command: list[str]) -> tuple[float, float, float]:
    """Seconds, those of the processor, and peak memory of the largest process [MB]."""
    environment = {**os.environ, **_ONE_THREAD}
    told = subprocess.run(
        [sys.executable, "-S", "-c", _LAUNCH, *command], env=environment, check=True, capture_output=True, text=True
    ).stdout
    seconds, work, peak = told.split()
    return float(seconds), float(work), float(peak)


def _left(folder: Path) -> tuple[float, bool]:
    """The skew of the text on what came out, and whether it lies upright."""
    file = max(folder.glob("out*"), key=lambda path: path.stat().st_mtime_ns)
    if file.suffix == ".pdf":
        subprocess.run(["pdftoppm", "-r", "100", "-gray", "-singlefile", str(file), str(file.with_suffix(""))], check=True)
        file = file.with_suffix(".pgm")
    gray = np.asarray(Image.open(file).convert("L"))
    factor = max(1, round(max(gray.shape) / 1250))
    small = np.asarray(cv2.resize(gray, (gray.shape[1] // factor, gray.shape[0] // factor), interpolation=cv2.INTER_AREA), np.uint8)
    skew = text_skew(type_mask(small, 40))
    return abs(skew) if skew is not None else float("nan"), which_way_up(small).rotation == 0


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name:62} {value:8.3f} {unit}")
