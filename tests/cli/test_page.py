"""`kiosk page clean`: the pipeline on image files; one that fails stops no other."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kiosk import documents
from kiosk.devices.virtual.papers import encode, on_scanner, text_page
from tests.cli.conftest import ROOT, Kiosk

SKEW = 2.5
FIELDS = {"source", "out", "skew_deg", "crop", "rotation", "blank", "verdict", "reasons", "ms"}
"""What scripts depend on."""


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scan of 150 dpi: a page turned clockwise, on a dark bed."""
    file = tmp_path_factory.mktemp("scans") / "scan.png"
    file.write_bytes(encode(on_scanner(text_page(1, 150), SKEW, "dark").image, 150, "PNG"))
    return file


def test_a_page_and_its_pdf(kiosk: Kiosk, scan: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = kiosk("page", "clean", str(scan), "--out", str(out), "--json")
    assert (done.status, done.err) == (0, "")
    document = done.document
    (page,) = document["pages"]
    assert page.keys() >= FIELDS
    assert (document["done"], page["source"], page["out"]) == (True, str(scan), str(out / "page-001.jpg"))
    assert page["skew_deg"] == pytest.approx(SKEW, abs=0.1)
    truth = on_scanner(text_page(1, 150), SKEW, "dark").corners
    assert np.abs(np.array(page["crop"]) - truth).max() < 4
    assert (page["rotation"], page["blank"], page["dpi"]) == (0, False, 150)
    assert page["verdict"] in ("good", "doubtful", "bad")
    assert documents.extract_jpegs(Path(document["pdf"]).read_bytes()) == [Path(page["out"]).read_bytes()]
    assert sorted(file.name for file in out.iterdir()) == ["page-001.jpg", "pages.pdf"]


def test_what_cannot_be_read_stops_nothing(kiosk: Kiosk, scan: Path, tmp_path: Path) -> None:
    """Half a file, no picture at all, none, one pixel, a folder; the good ones before, between and after them are there."""
    (tmp_path / "half.png").write_bytes(scan.read_bytes()[:20_000])
    (tmp_path / "letter.docx").write_bytes(b"PK\x03\x04" + bytes(100))
    (tmp_path / "dot.png").write_bytes(encode(np.zeros((1, 1, 3), np.uint8), 200, "PNG"))
    bad = [tmp_path / "half.png", tmp_path / "letter.docx", tmp_path / "none.png", tmp_path / "dot.png", tmp_path]
    given = [scan, *bad[:2], scan, *bad[2:], scan]
    done = kiosk("page", "clean", *map(str, given), "--out", str(tmp_path / "out"), "--json")
    assert (done.status, done.document["done"]) == (1, False)
    rows = done.document["pages"]
    assert [row["source"] for row in rows] == [str(file) for file in given]
    codes = {row["source"]: row["error"] for row in rows if row["out"] is None}
    assert codes == dict(
        zip(map(str, bad), ["page.unreadable", "page.kind", "file.unreadable", "page.unreadable", "file.unreadable"], strict=True)
    )
    assert all(row["reason"].endswith(".") for row in rows if row["out"] is None)
    assert documents.count_pages(Path(done.document["pdf"]).read_bytes()) == 3
    for_people = kiosk("page", "clean", *map(str, given), "--out", str(tmp_path / "again"))
    assert for_people.status == 1
    assert "[page.kind]" in for_people.out


def test_nothing_but_failures(kiosk: Kiosk, tmp_path: Path) -> None:
    done = kiosk("page", "clean", str(tmp_path / "none.png"), "--out", str(tmp_path / "out"), "--json")
    assert (done.status, done.document["pdf"]) == (1, None)
    assert not (tmp_path / "out").exists()


def test_every_page_of_a_tiff(kiosk: Kiosk, tmp_path: Path) -> None:
    pages = [Image.fromarray(text_page(seed, 75)) for seed in (1, 2)]
    pages[0].save(tmp_path / "fax.tif", save_all=True, append_images=pages[1:], dpi=(75, 75))
    done = kiosk("page", "clean", str(tmp_path / "fax.tif"), "--out", str(tmp_path / "out"), "--json")
    assert done.status == 0, done.out
    assert [(row["source_page"], Path(row["out"]).name) for row in done.document["pages"]] == [(1, "page-001.jpg"), (2, "page-002.jpg")]


def test_the_resolution_may_be_said(kiosk: Kiosk, scan: Path, tmp_path: Path) -> None:
    done = kiosk("page", "clean", str(scan), "--dpi", "300", "--out", str(tmp_path / "out"), "--json")
    (page,) = done.document["pages"]
    assert page["dpi"] == 200
    assert page["height"] == pytest.approx(297 / 25.4 * 100, rel=0.01)


def test_marks_on_demand(kiosk: Kiosk, tmp_path: Path) -> None:
    dark = (text_page(1, 150) * 0.3).astype(np.uint8)
    (tmp_path / "dark.png").write_bytes(encode(dark, 150, "PNG"))
    done = kiosk("page", "clean", str(tmp_path / "dark.png"), "--out", str(tmp_path / "out"), "--marks", "--json")
    (page,) = done.document["pages"]
    assert "too_dark" in page["reasons"]
    assert {mark["reason"] for mark in page["marks"]} <= set(page["reasons"])
    with Image.open(tmp_path / "out" / "page-001-marks.jpg") as marked:
        assert marked.size == (page["width"], page["height"])


def test_wrong_usage(kiosk: Kiosk, scan: Path, tmp_path: Path) -> None:
    (tmp_path / "page-001.jpg").write_bytes(b"old")
    for arguments in ([str(scan)], ["--out", str(tmp_path / "x")], [str(scan), "--out", str(tmp_path)], [str(scan), "--out", str(scan)]):
        done = kiosk("page", "clean", *arguments)
        assert (done.status, done.out) == (2, "")
    assert (tmp_path / "page-001.jpg").read_bytes() == b"old"


def test_progress_is_for_a_terminal_and_not_for_stdout(config: Path, scan: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "kiosk", "page", "clean", str(scan), "--out", str(tmp_path / "out"), "--config", str(config)]
    env = os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm"}
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, timeout=90, check=False, env=env)
    os.close(theirs)
    shown = os.read(ours, 65536).decode("utf-8", "replace")
    os.close(ours)
    assert done.returncode == 0
    assert "kiosk page clean" in shown
    assert done.stdout.decode().splitlines()[-1] == str(tmp_path / "out" / "pages.pdf")
