"""Text on pages: Vietnamese words where they stand, in a child that is bounded in everything and leaves nothing on the disk."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from kiosk import texts
from kiosk.devices.virtual.papers import blank_page, font
from kiosk.documents import OcrError, PageText, TextReader, can_recognise, recognise
from kiosk.texts import plain

pytestmark = pytest.mark.skipif(not can_recognise(), reason="tesseract with vie is not installed")

DPI = 200
LINES = ("GIẤY CHỨNG SINH", "Họ và tên mẹ: Đỗ Thị Mỹ Huyền", "Nơi sinh: Bệnh viện Vũng Tàu", "Cân nặng: 3200 gam")
ROOT = Path(__file__).parents[2]


def page(lines: tuple[str, ...] = LINES) -> tuple[bytes, list[tuple[int, int, int, int]]]:
    """A typed page's JPEG, and the box of each line in px."""
    picture = Image.fromarray(blank_page(DPI)[:900])
    draw, boxes = ImageDraw.Draw(picture), []
    for number, line in enumerate(lines):
        at, letters = (200, 150 + 110 * number), font(36, "Medium")
        draw.text(at, line, (20, 20, 24), letters)
        boxes.append(tuple(round(edge) for edge in draw.textbbox(at, line, letters)))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=80, dpi=(DPI, DPI))
    return buffer.getvalue(), boxes


@pytest.fixture(scope="module")
def read() -> PageText:
    return recognise(page()[0], DPI)


def test_the_words_of_the_page(read: PageText) -> None:
    seen = plain(read.text).lower().split()
    wanted = plain(" ".join(LINES)).lower().split()
    assert len([word for word in wanted if word in seen]) >= len(wanted) - 2
    assert "CHỨNG SINH" in read.text
    assert "ệ" in read.text or "ễ" in read.text or "ề" in read.text


def test_words_stand_where_they_are_printed(read: PageText) -> None:
    _, boxes = page()
    assert len(read.lines) == len(LINES)
    for line, box in zip(read.lines, boxes, strict=True):
        edges = np.array([word.box for word in line])
        assert np.abs(edges[:, 0].min() - box[0]) <= 4
        assert np.abs(edges[:, 2].max() - box[2]) <= 4
        assert edges[:, 1].min() >= box[1] - 4
        assert edges[:, 3].max() <= box[3] + 4
        assert (np.diff(edges[:, 0]) > 0).all()


def test_a_blank_page_has_no_text() -> None:
    assert recognise(page(())[0], DPI).text == ""


def test_what_is_no_picture_and_what_is_not_installed() -> None:
    for code, work in {
        "ocr.failed": lambda: recognise(b"no picture", DPI),
        "ocr.absent": lambda: recognise(page()[0], DPI, language="tlh"),
    }.items():
        with pytest.raises(OcrError) as caught:
            work()
        assert caught.value.code == code
        assert not texts.load().error("vi", caught.value).startswith("[")
    assert not can_recognise("tlh")


def test_late_is_killed() -> None:
    children: list[subprocess.Popen[bytes]] = []
    began = time.monotonic()
    with pytest.raises(OcrError, match=r"ocr\.late"):
        recognise(page()[0], DPI, deadline=0.05, started=children.append)
    assert time.monotonic() - began < 5
    assert children[0].poll() is not None


def test_the_child_is_humble() -> None:
    """Lowest priority, one thread, no file may be written, no core left, dead with its parent."""
    seen: dict[str, str] = {}

    def look(child: subprocess.Popen[bytes]) -> None:
        folder = Path(f"/proc/{child.pid}")
        end = time.monotonic() + 20
        while (folder / "comm").read_text() != "tesseract\n":
            assert time.monotonic() < end
            time.sleep(0.002)
        seen["limits"] = (folder / "limits").read_text()
        seen["nice"] = (folder / "stat").read_text().rpartition(") ")[2].split()[16]
        seen["environ"] = (folder / "environ").read_bytes().decode()
        seen["files"] = " ".join(str(link.readlink()) for link in (folder / "fd").iterdir() if int(link.name) < 3)

    recognise(page()[0], DPI, started=look)
    limits = {line[:25].strip(): line[25:].split()[:2] for line in seen["limits"].splitlines()}
    assert limits["Max file size"] == ["0", "0"]
    assert limits["Max core file size"] == ["0", "0"]
    assert int(limits["Max address space"][0]) <= 1 << 30
    assert seen["nice"] == "19"
    assert "OMP_THREAD_LIMIT=1" in seen["environ"]
    assert "pipe:" in seen["files"]


def test_it_writes_no_file(tmp_path: Path) -> None:
    """Not even where temporary files go: the limit would have ended it."""
    trace = tmp_path / "trace"
    if subprocess.run(["sh", "-c", "command -v strace"], capture_output=True, check=False).returncode:
        pytest.skip("strace is not installed")
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from kiosk.documents import recognise; recognise(sys.stdin.buffer.read(), 200)"
    command = ["strace", "-f", "-o", str(trace), "-e", "trace=open,openat,creat,memfd_create,mkdir,mknod", sys.executable, "-B", "-c", code]
    done = subprocess.run(command, input=page()[0], capture_output=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr.decode()
    calls = trace.read_text().splitlines()
    assert any("vie.traineddata" in call for call in calls)
    writing = [call for call in calls if ("O_WRONLY" in call or "O_RDWR" in call or "O_CREAT" in call) and "/dev/null" not in call]
    assert [call for call in writing if "= -1" not in call] == []


class TestInTheBackground:
    def test_ready_when_it_is_ready(self) -> None:
        reader = TextReader()
        jpeg = page()[0]
        began = time.monotonic()
        for number in range(3):
            reader.read(str(number), jpeg, DPI)
        assert time.monotonic() - began < 0.5
        assert reader.ready("2") is None
        end = time.monotonic() + 60
        while reader.ready("2") is None and time.monotonic() < end:
            time.sleep(0.05)
        assert [("CHỨNG SINH" in text.text) for number in range(3) if (text := reader.ready(str(number)))] == [True] * 3
        reader.forget()
        assert reader.ready("0") is None

    def test_a_page_that_cannot_be_read_goes_without(self) -> None:
        reader = TextReader()
        reader.read("bad", b"no picture", DPI)
        reader.read("late", page()[0], DPI, deadline=0.01)
        reader.read("good", page()[0], DPI)
        end = time.monotonic() + 60
        while reader.ready("good") is None and time.monotonic() < end:
            time.sleep(0.05)
        assert reader.ready("good") is not None
        assert (reader.ready("bad"), reader.ready("late")) == (None, None)

    def test_a_visit_that_ends_kills_what_is_read(self) -> None:
        reader = TextReader()
        for number in range(5):
            reader.read(str(number), page()[0], DPI)
        end = time.monotonic() + 20
        while not _children() and time.monotonic() < end:
            time.sleep(0.005)
        reader.forget()
        end = time.monotonic() + 5
        while _children() and time.monotonic() < end:
            time.sleep(0.01)
        assert not _children()
        time.sleep(0.3)
        assert not _children()
        assert all(reader.ready(str(number)) is None for number in range(5))
        # And the next visit's page is read.
        reader.read("next", page()[0], DPI)
        end = time.monotonic() + 60
        while reader.ready("next") is None and time.monotonic() < end:
            time.sleep(0.05)
        assert reader.ready("next") is not None

    def test_no_more_than_fits_in_memory(self) -> None:
        reader = TextReader()
        for number in range(500):
            reader.read(str(number), bytes(10), DPI)
        assert reader._waiting.qsize() <= 60
        reader.forget()


def _children() -> list[str]:
    """Those of the threads that read."""
    found = []
    for thread in threading.enumerate():
        if thread.name == "text-reader" and thread.native_id is not None:
            file = Path(f"/proc/{os.getpid()}/task/{thread.native_id}/children")
            found += file.read_text().split()
    return found


def test_it_is_never_printed_whole(read: PageText) -> None:
    assert repr(read) == f"PageText({len(LINES)} lines)"
    assert "GI" not in repr(read.lines[0][0])


def test_a_child_does_not_outlive_the_kiosk() -> None:
    """The kiosk is killed while a page is being read: nobody else would hold the page's pixels."""
    code = f"""
import sys, threading; sys.path.insert(0, {str(ROOT)!r})
from kiosk.documents import ocr
ocr.recognise(sys.stdin.buffer.read(), 200, started=lambda child: print(child.pid, flush=True))
"""
    big = io.BytesIO()
    Image.open(io.BytesIO(page(LINES * 2)[0])).resize((6000, 4000)).save(big, "JPEG", dpi=(DPI, DPI))
    parent = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert parent.stdin
    assert parent.stdout
    parent.stdin.write(big.getvalue())
    parent.stdin.close()
    child = int(parent.stdout.readline())
    comm = Path(f"/proc/{child}/comm")
    end = time.monotonic() + 20
    while comm.read_text() != "tesseract\n" and time.monotonic() < end:
        time.sleep(0.005)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    end = time.monotonic() + 10
    while _lives(child) and time.monotonic() < end:
        time.sleep(0.02)
    assert not _lives(child)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False
