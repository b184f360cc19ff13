"""The list of papers to take home, as it comes out of the printer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from kiosk.catalogue import load
from kiosk.printing import NeededPaper, Needs, SlipFact, compose_needs, render_needs
from kiosk.settings import SHARE
from kiosk.texts import Language
from tests.printing.test_slip import GOLDEN, LANGUAGES, black, both_languages, both_widths

CATALOGUE = load(SHARE / "catalogue")
PAGE = "https://dichvucong.example.vn/thu-tuc?ma=3.000347"


def needs(language: Language = "vi", **other: Any) -> Needs:
    vi = language == "vi"

    def say(one: str, two: str) -> str:
        return one if vi else two

    what = {
        "language": language,
        "centre": say("Trung tâm Phục vụ hành chính công phường Rạch Dừa", "Public Administration Service Centre of Rạch Dừa Ward"),
        "procedure": say("Đổi giấy phép lái xe", "Exchange of a driving licence"),
        "procedure_code": "3.000347",
        "case": say("Giấy phép lái xe mô tô", "Motorcycle licence"),
        "agency": say("Công an cấp tỉnh", "Provincial Police"),
        "result": say("Giấy phép lái xe", "Driving licence"),
        "papers": (
            NeededPaper(name=say("Đơn đề nghị đổi giấy phép lái xe", "Application"), copies="original", made_here=True, verified=False),
            NeededPaper(
                name=say("Giấy khám sức khỏe của người lái xe", "Driver's health certificate"),
                copies="original",
                required=False,
                hint=say("Hạng A1, A không phải nộp giấy này.", "Classes A1 and A do not need this paper."),
                verified=False,
            ),
            NeededPaper(name=say("Thẻ căn cước / căn cước công dân (CCCD)", "Identity card (CCCD)"), copies="copy"),
            NeededPaper(name=say("Giấy chứng sinh", "Certificate of live birth"), copies="certified_copy"),
        ),
        "fees": (SlipFact(text=say("115.000 đồng", "115,000 VND"), note=say("Giảm 50% cho sinh viên", "Half for students")),),
        "time": SlipFact(text=say("05 ngày làm việc", "5 working days")),
        "legal": (SlipFact(text="12/2025/TT-BCA", note="Thông tư quy định về sát hạch, cấp giấy phép lái xe", verified=False),),
        "page": PAGE,
        "printed_on": datetime(2026, 11, 22, 18, 0, tzinfo=UTC),
    }
    return Needs.model_validate(what | other)


@both_languages
@both_widths
def test_it_looks_as_agreed(language: Language, dots: Literal[576, 384]) -> None:
    """Golden pictures. After a wanted change look at the new ones, then move each over the old."""
    golden = GOLDEN / f"needs-{language}-{dots}.png"
    fresh = golden.with_suffix(".new.png")
    raster = render_needs(needs(language), dots=dots)
    now = black(raster)
    agreed = ~np.asarray(Image.open(golden).convert("1")) if golden.exists() else np.zeros((1, 1), bool)
    off = float((now != agreed).mean()) if now.shape == agreed.shape else 1.0
    if off > 0.002:
        fresh.write_bytes(raster.png())
        pytest.fail(f"{off:.1%} of the dots differ from {golden}. See {fresh.name} beside it.")
    fresh.unlink(missing_ok=True)


@both_widths
def test_its_code_is_the_page_and_without_a_page_there_is_none(dots: Literal[576, 384]) -> None:
    def codes(page: str) -> list[str]:
        picture = np.where(black(render_needs(needs(page=page), dots=dots)), 0, 255).astype(np.uint8)
        return [code.text for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]

    assert codes(PAGE) == [PAGE]
    assert codes("") == []


@both_widths
def test_nothing_is_cut_off_at_the_paper_edge(dots: Literal[576, 384]) -> None:
    long = "Giấy chứng nhận " * 20 + "k" * 120 + " #let x = *đậm* $y$ @z // [a] {b}"
    paper = NeededPaper(name=long, copies="copy", hint=long, required=False, verified=False)
    full = needs(
        procedure=long, case=long, agency=long, result=long, papers=(paper,), legal=(SlipFact(text=long, note=long),), page=PAGE + "x" * 300
    )
    ink = black(render_needs(full, dots=dots))
    assert not ink[:, :2].any()
    assert not ink[:, -2:].any()


def test_what_is_not_confirmed_says_so() -> None:
    sure, unsure = (
        needs(papers=(NeededPaper(name="Giấy khám sức khỏe", copies="original", verified=verified),)) for verified in (True, False)
    )
    assert black(render_needs(unsure, dots=576)).sum() > black(render_needs(sure, dots=576)).sum()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_case_of_the_catalogue_makes_a_list(language: Language) -> None:
    for procedure in CATALOGUE.procedures:
        for case in procedure.cases:
            made = compose_needs(
                procedure,
                case,
                CATALOGUE.agency(procedure.agency),
                language,
                centre="Trung tâm",
                page="",
                printed_on=datetime(2026, 11, 22, tzinfo=UTC),
            )
            assert len(made.papers) == len(case.components)
            assert made.fees
            assert bool(made.case) == (len(procedure.cases) > 1)


def test_the_licence_says_both_fees_and_how_one_files_for_them() -> None:
    procedure = CATALOGUE.procedure("3.000347")
    made = compose_needs(
        procedure,
        procedure.cases[0],
        CATALOGUE.agency(procedure.agency),
        "vi",
        centre="Trung tâm",
        page="",
        printed_on=datetime(2026, 11, 22, tzinfo=UTC),
    )
    assert [fee.text for fee in made.fees] == ["135.000 đồng (nộp tại quầy)", "115.000 đồng (nộp trực tuyến hoặc tại máy này)"]
    assert [paper.made_here for paper in made.papers] == [True, False, False, False, False]
