"""A resident comes with papers; an hour later an officer reads them, and the resident has a slip at home."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image

from kiosk.catalogue import load
from kiosk.devices.virtual.papers import text_page
from kiosk.settings import SHARE
from tests.tour.conftest import NAME, NUMBER, Played, marked_paper

pytestmark = pytest.mark.timeout(240)


def test_a_whole_visit(play: Callable[..., Played]) -> None:
    played = play()

    # One dossier, filed under an official code, the kiosk's own number beside it.
    (dossier,) = played.portal
    assert dossier["state"] == "processed"
    assert dossier["temporary_number"] == played.outcome["temporary_number"]
    assert dossier["official_code"] == played.outcome["official_code"]

    # Four papers, and nobody had to touch much.
    times = json.loads((played.folder / "timings.json").read_text("utf-8"))["summary"]
    assert len(played.plan["rows"]) == 4
    assert times["touches, beside typing and signing"] <= 25

    # Every page that was scanned is there, once, in its row and in its order; and it shows the paper.
    assert played.pages_at_portal() == played.pages_wanted()

    # Not only the mark: the picture that lay on the glass is the picture that the officer sees.
    *_, row = played.plan["flatbed"]
    case = load(SHARE / "catalogue").procedure(played.plan["procedure"]).case(played.plan["case"])
    assert case is not None
    component = next(component for component in case.components if component.id == row)
    assert likeness(marked_paper(component, 0), played.page_at_portal(f"{row}:0")) > 0.95

    # The digests that the portal computed are those of the files it gives out.
    for file in dossier["files"]:
        content = (played.folder / file["name"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file["sha256"]

    # The slip: the temporary number as a QR code, the personal number masked.
    (slip,) = played.slips
    codes = zxingcpp.read_barcodes(slip.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
    assert [code.text for code in codes] == [dossier["temporary_number"]]

    # Nothing of the person stays on the kiosk.
    assert traces_of_the_person(played.folder / "state" / "kiosk") == []
    assert traces_of_the_person(played.folder / "log") == []
    assert traces_of_the_person(played.folder.parent / "temp") == []

    # The times are there.
    assert set(times) >= {
        "process start → first frame, ms",
        "tap → next screen, ms (median)",
        "page in → page kept, ms (median)",
        "submit tap → durable, ms",
    }
    screens = {file.stem.split("-", 1)[1] for file in played.folder.glob("[0-9][0-9]-*.png")}
    assert screens >= {
        "attract",
        "language",
        "card",
        "confirm",
        "procedures",
        "cases",
        "papers",
        "pages",
        "form",
        "review",
        "submitted",
        "goodbye",
    }


def test_the_network_is_down_during_the_visit(play: Callable[..., Played]) -> None:
    # With the other scanner: libsane's own pnm backend, which has a glass only.
    played = play(offline=True, feeder=False, language="en", size=(1024, 768))

    (dossier,) = played.portal
    assert dossier["state"] == "processed"
    assert played.pages_at_portal() == played.pages_wanted()
    assert len(played.slips) == 1


def test_the_whole_stack_at_once(play: Callable[..., Played]) -> None:
    """Papers, a blank sheet and a separator in one go; a page is dragged to its row, a guess is confirmed, and then it is filed."""
    played = play(stack=True, language="en", size=(1920, 1080))

    (dossier,) = played.portal
    assert dossier["state"] == "processed"
    pages = {row: sorted(marks) for row, marks in played.pages_at_portal().items()}
    # Each page once, in its row: neither the separator sheet nor the blank one was filed.
    card = pages.pop(NUMBER + "|012345678|Nguyễn Văn An|15081998|Nam|Số 1 Lê Lợi, Phường 1, Vũng Tàu, Bà Rịa - Vũng Tàu|25052021", [])
    assert len(card) == 1, "the code of the ID card is on one page"
    assert pages == played.pages_wanted()
    screens = {file.stem.split("-", 1)[1] for file in played.folder.glob("[0-9][0-9]-*.png")}
    assert screens >= {"board", "board-dragging", "board-closely", "board-settled"}
    assert not any(name.startswith("pages") for name in screens), "no row was scanned by itself"
    assert traces_of_the_person(played.folder / "state" / "kiosk") == []
    assert traces_of_the_person(played.folder / "log") == []
    assert traces_of_the_person(played.folder.parent / "temp") == []


def likeness(given: Image.Image, shown: Image.Image) -> float:
    """Correlation of two pictures (1: the same) once one is laid onto the other."""
    one, two = (np.asarray(image.convert("L")) for image in (given, shown))
    orb = cv2.ORB_create(1500)  # type: ignore[attr-defined]
    (points_a, marks_a), (points_b, marks_b) = orb.detectAndCompute(one, None), orb.detectAndCompute(two, None)
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(marks_a, marks_b)
    here = np.array([points_a[pair.queryIdx].pt for pair in pairs], np.float32)
    there = np.array([points_b[pair.trainIdx].pt for pair in pairs], np.float32)
    turn, _ = cv2.estimateAffine2D(here, there, ransacReprojThreshold=4)
    laid = cv2.warpAffine(one, turn, two.shape[::-1], borderValue=255)
    soft = [cv2.GaussianBlur(image, (0, 0), 3).astype(float).ravel() for image in (laid, two)]
    return float(np.corrcoef(soft[0], soft[1])[0, 1])


def test_the_comparison_of_pictures_can_fail() -> None:
    one, other = (Image.fromarray(text_page(seed, stamp=False)) for seed in (1, 2))
    assert likeness(one, one.rotate(1.5, fillcolor="white")) > 0.95
    assert likeness(one, other) < 0.85


def test_the_search_for_traces_would_find_them(tmp_path: Path) -> None:
    for number, encoding in enumerate(("utf-8", "utf-16-le", "utf-16-be")):
        (tmp_path / f"{number}").write_bytes(b"\x01" + f"...{NAME}...".encode(encoding))
    (tmp_path / NUMBER).touch()
    assert len(traces_of_the_person(tmp_path)) == 4


def traces_of_the_person(folder: Path) -> list[str]:
    """Files that hold the resident's name or number, in any case and encoding, or bear it as their name."""
    words = {form for word in (NAME, NUMBER, "077 098 001 234") for form in (word, word.upper(), word.lower())}
    needles = [word.encode(encoding) for word in words for encoding in ("utf-8", "utf-16-le", "utf-16-be")]

    def tells(file: Path) -> bool:
        return file.is_file() and any(needle in file.read_bytes() or needle in file.name.encode() for needle in needles)

    return [str(file.relative_to(folder)) for file in folder.rglob("*") if tells(file)]
