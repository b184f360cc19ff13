"""Text on a page, by tesseract where it is installed: for the PDF's text layer, for titles, for the lines of an ID card's back.

Tesseract is a child of its own: of the lowest priority, on one thread, with a deadline, and dead when its parent's thread is. The page
goes in on stdin and the words come out on stdout. It may write no file (RLIMIT_FSIZE is 0) and leave no core: no page reaches the disk.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kiosk.errors import KioskError

LANGUAGE = "vie"
DEADLINE = 30.0
"""For one page [s]; it takes about 2."""
_MOST_MEMORY = 1 << 30
"""Address space of the child; it needs about 250 MB."""
_WRAPPERS = ("nice", "prlimit", "setpriv")
_WORD_LEVEL = "5"

Started = Callable[[subprocess.Popen[bytes]], None]


class OcrError(KioskError):
    """No text was recognised. Codes: ocr.absent (not installed), ocr.late (killed at its deadline), ocr.failed."""


@dataclass(frozen=True)
class Word:
    """A word and its box in px of the page: left, top, right, bottom."""

    text: str
    box: tuple[int, int, int, int]

    def __repr__(self) -> str:
        return f"Word({len(self.text)} characters at {self.box})"


@dataclass(frozen=True)
class PageText:
    """What is written on a page: lines from the top down, each of at least one word. Personal: lives in memory only."""

    lines: tuple[tuple[Word, ...], ...]

    @property
    def text(self) -> str:
        """One line of text for each line of the page."""
        return "\n".join(" ".join(word.text for word in line) for line in self.lines)

    def __repr__(self) -> str:
        return f"PageText({len(self.lines)} lines)"


def can_recognise(language: str = LANGUAGE) -> bool:
    """Whether tesseract is installed with this language, and what keeps it in bounds is there."""
    return language in _languages()


def recognise(jpeg: bytes, dpi: int, *, language: str = LANGUAGE, deadline: float = DEADLINE, started: Started | None = None) -> PageText:
    """The text of an upright page. `deadline` [s]: then the child is killed; `started` gets the child, to kill it sooner.

    Raises OcrError.
    """
    options = ("-l", language, "--dpi", str(dpi), "tsv")
    return _from_tsv(run_tesseract(jpeg, options, language=language, deadline=deadline, started=started).decode("utf-8", "replace"))


def run_tesseract(
    image: bytes, options: Sequence[str], *, language: str, deadline: float = DEADLINE, started: Started | None = None
) -> bytes:
    """What tesseract says of an image file (JPEG, PNG). Raises OcrError."""
    if not can_recognise(language):
        raise OcrError("ocr.absent", cause=f"tesseract with {language}")
    # Each of these becomes the next: it is one process, which a kill reaches.
    command = ["nice", "-n", "19", "prlimit", "--fsize=0", "--core=0", f"--as={_MOST_MEMORY}", f"--cpu={max(1, round(deadline))}"]
    command += ["setpriv", "--pdeathsig", "KILL", "tesseract", "stdin", "stdout", *options]
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nothing, env=_environment(), cwd="/") as child:
        try:
            if started is not None:
                started(child)
            said, _ = child.communicate(image, timeout=deadline)
        except subprocess.TimeoutExpired:
            raise OcrError("ocr.late", cause=f"longer than {deadline:g} s") from None
        finally:
            child.kill()
    if child.returncode != 0:
        raise OcrError("ocr.failed", cause=f"tesseract ended with {child.returncode}")
    return said


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "TESSDATA_PREFIX")}
    return {**kept, "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}


@lru_cache(maxsize=1)
def _languages() -> frozenset[str]:
    if any(shutil.which(program) is None for program in ("tesseract", *_WRAPPERS)):
        return frozenset()
    try:
        said = subprocess.run(["tesseract", "--list-langs"], capture_output=True, env=_environment(), timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(said.stdout.decode("utf-8", "replace").split("\n")[1:])


def _from_tsv(table: str) -> PageText:
    """Columns: level page block paragraph line word left top width height confidence text (tesseract's manual, TSV)."""
    lines: dict[tuple[str, ...], list[Word]] = {}
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == _WORD_LEVEL and cells[11].strip():
            left, top, width, height = (int(cell) for cell in cells[6:10])
            lines.setdefault(tuple(cells[1:5]), []).append(Word(cells[11].strip(), (left, top, left + width, top + height)))
    return PageText(tuple(tuple(words) for words in lines.values()))
