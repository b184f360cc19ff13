"""Separator sheets: printed, scanned again, and understood, also worn, crooked and upside down."""

from __future__ import annotations

import io
import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from typer.testing import CliRunner

from kiosk import catalogue
from kiosk.cli.catalogue import app
from kiosk.documents import count_pages, find_codes
from kiosk.dossier.propose import Separator, read_separator
from kiosk.printing import render_separators
from kiosk.printing.typeset import TEMPLATES, typeset
from kiosk.settings import SHARE
from tests.printing.pdf_text import text_of
from tests.printing.samples import AT

PROCEDURE = catalogue.load(SHARE / "catalogue").procedure("3.000347")
CASE = PROCEDURE.cases[0]
ROWS = [row for row in CASE.components if row.kind != "form"]


def printed(row: int) -> NDArray[np.uint8]:
    """One sheet as a scanner sees it at 200 dpi: the same template, typeset as a picture."""
    data: dict[str, object] = {}

    def catch(template: Path, given: dict[str, object], **_: object) -> bytes:
        data.update(given)
        return b""

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kiosk.printing.separators.typeset", catch)
        render_separators(PROCEDURE, CASE, made_at=AT)
    sheets = data["sheets"]
    assert isinstance(sheets, list)
    png = typeset(TEMPLATES / "separator.typ", data | {"sheets": [sheets[row]]}, kind="png", ppi=200)
    return np.array(Image.open(io.BytesIO(png)).convert("RGB"))


def test_a_sheet_for_each_paper_that_is_scanned() -> None:
    pdf = render_separators(PROCEDURE, CASE, made_at=AT)
    assert count_pages(pdf) == len(ROWS) == 4
    text = text_of(pdf)
    for row in ROWS:
        assert row.name.vi.split()[0] in text
    assert render_separators(PROCEDURE, CASE, made_at=AT) == pdf


@pytest.mark.parametrize("worn", ["as printed", "upside down", "crooked", "dirty"])
def test_it_is_understood_when_it_is_scanned(worn: str) -> None:
    sheet = printed(1)
    match worn:
        case "upside down":
            sheet = sheet[::-1, ::-1]
        case "crooked":
            height, width = sheet.shape[:2]
            turn = cv2.getRotationMatrix2D((width / 2, height / 2), 4, 1)
            sheet = np.asarray(cv2.warpAffine(sheet, turn, (width, height), borderValue=(90, 90, 90)), np.uint8)
        case "dirty":
            chance = np.random.default_rng(1)
            sheet = np.clip(sheet.astype(np.int16) + chance.normal(0, 25, sheet.shape), 0, 255).astype(np.uint8)
            sheet[:, sheet.shape[1] // 2 : sheet.shape[1] // 2 + 6] = 40
    (code,) = find_codes(np.ascontiguousarray(sheet))
    assert read_separator(code.text) == Separator(PROCEDURE.code, CASE.id, ROWS[1].id)


def test_the_command_writes_them(tmp_path: Path) -> None:
    out = tmp_path / "sheets.pdf"
    done = CliRunner().invoke(app, ["separators", "3.000347", "--case", CASE.id, "--out", str(out), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {"done": True, "file": str(out), "pages": 4, "case": CASE.id}
    assert count_pages(out.read_bytes()) == 4


def test_which_case_has_to_be_said(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["separators", "3.000347", "--out", str(tmp_path / "x.pdf"), "--json"])
    assert (done.exit_code, json.loads(done.stdout)["error"]) == (1, "catalogue.case")
    assert CASE.id in json.loads(done.stdout)["cause"]


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    out = tmp_path / "no" / "such.pdf"
    done = CliRunner().invoke(app, ["separators", "3.000347", "--case", CASE.id, "--out", str(out), "--json"])
    assert (done.exit_code, json.loads(done.stdout)["error"]) == (1, "file.unwritable")
