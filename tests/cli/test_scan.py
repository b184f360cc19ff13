"""`kiosk scan`: the configured scanner's pages as files, for technicians."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from kiosk import documents
from tests.cli.conftest import Kiosk


def test_pages_verdicts_and_one_pdf(kiosk: Kiosk, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = kiosk("scan", "--out", str(out), "--json")
    assert done.status == 0, done.err
    document = done.document
    assert document["done"] is True
    assert [page["out"] for page in document["pages"]] == [str(out / "page-001.jpg"), str(out / "page-002.jpg")]
    for page in document["pages"]:
        with Image.open(page["out"]) as image:
            assert image.format == "JPEG"
            assert image.size == (page["width"], page["height"])
            assert round(image.info["dpi"][0]) == page["dpi"] == 200
        assert page["verdict"] in ("good", "doubtful", "bad")
        assert isinstance(page["reasons"], list)
        assert (page["rotation"], len(page["crop"])) == (0, 4)
        assert isinstance(page["blank"], bool)
        assert page["ms"] > 0
    pdf = Path(document["pdf"]).read_bytes()
    assert documents.extract_jpegs(pdf) == [Path(page["out"]).read_bytes() for page in document["pages"]]
    assert sorted(file.name for file in out.iterdir()) == ["page-001.jpg", "page-002.jpg", "scan.pdf"]


def test_from_the_glass_with_another_resolution(kiosk: Kiosk, tmp_path: Path) -> None:
    done = kiosk("scan", "--out", str(tmp_path / "a" / "b"), "--source", "flatbed", "--dpi", "100", "--json")
    assert done.status == 0, done.err
    (page,) = done.document["pages"]
    assert page["dpi"] == 100
    done = kiosk("scan", "--out", str(tmp_path / "c"), "--source", "flatbed", "--dpi", "300", "--json")
    assert done.document["pages"][0]["dpi"] == 300


def test_marks_on_demand(kiosk: Kiosk, tmp_path: Path) -> None:
    done = kiosk("scan", "--out", str(tmp_path / "out"), "--source", "flatbed", "--marks", "--json")
    assert done.status == 0, done.err
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["page-001-marks.jpg", "page-001.jpg", "scan.pdf"]


def test_for_people(kiosk: Kiosk, tmp_path: Path) -> None:
    done = kiosk("scan", "--out", str(tmp_path / "out"), "--source", "flatbed")
    assert done.status == 0
    assert str(tmp_path / "out" / "page-001.jpg") in done.out
    assert done.out.rstrip().endswith("scan.pdf")


def test_no_scanner(kiosk: Kiosk, tmp_path: Path) -> None:
    done = kiosk("scan", "--out", str(tmp_path / "out"), "--json", env={"KIOSK_SCANNER__DRIVER": "none"})
    assert done.status == 1
    assert (done.document["error"], done.document["pages"]) == ("scanner.absent", [])
    assert done.document["reason"]
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written(kiosk: Kiosk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = kiosk("scan", "--out", str(tmp_path / "file" / "out"), "--json")
    assert (done.status, done.document["error"]) == (1, "store.write")
    assert "Traceback" not in done.err


@pytest.mark.parametrize("arguments", [["--source", "camera"], ["--dpi", "20"], ["--dpi", "many"]], ids=" ".join)
def test_wrong_usage(arguments: list[str], kiosk: Kiosk, tmp_path: Path) -> None:
    done = kiosk("scan", "--out", str(tmp_path / "out"), *arguments)
    assert (done.status, done.out) == (2, "")


def test_an_earlier_scan_is_not_mixed_with_a_new_one(kiosk: Kiosk, tmp_path: Path) -> None:
    (tmp_path / "page-001.jpg").write_bytes(b"old")
    assert kiosk("scan", "--out", str(tmp_path), "--json").status == 2
    assert (tmp_path / "page-001.jpg").read_bytes() == b"old"
    assert kiosk("scan", "--out", str(tmp_path / "page-001.jpg")).status == 2
