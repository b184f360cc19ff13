"""What the slip says of a dossier: papers, fee and time by the catalogue; and every procedure that is shipped can be printed."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.catalogue.load import load
from kiosk.catalogue.models import Case, Duration, Fee, FormGroup, Procedure
from kiosk.dossier.answers import prefill
from kiosk.dossier.checklist import Verdict, check
from kiosk.dossier.draft import Draft
from kiosk.printing import Slip, compose_slip, render_form, render_slip
from kiosk.settings import SHARE
from kiosk.texts import Language
from tests.printing.pdf_text import text_of
from tests.printing.samples import AGENCY, AT, CASE, CENTRE, NUMBER, PERSON, PROCEDURE, both, draft

CATALOGUE = load(SHARE / "catalogue")


def composed(procedure: Procedure = PROCEDURE, language: Language = "vi") -> Slip:
    mine = draft().model_copy(update={"language": language})
    return compose_slip(procedure, AGENCY, mine, check(CASE, mine), centre=CENTRE, temporary_number=NUMBER, submitted_at=AT, queued=True)


def test_papers_that_nobody_needed_are_left_out() -> None:
    rows = composed().rows
    assert [(row.name, row.verdict, row.pages) for row in rows] == [
        ("Đơn đề nghị đổi, cấp lại giấy phép lái xe", Verdict.COMPLETE, 0),
        ("Giấy khám sức khỏe của người lái xe do cơ sở y tế có thẩm quyền cấp", Verdict.COMPLETE, 2),
        ("Bản sao giấy phép lái xe", Verdict.OFFICER, 1),
    ]


def test_the_number_is_masked() -> None:
    assert composed().masked_number == "077*********"
    assert PERSON.number not in composed().model_dump_json()
    assert PERSON.name not in composed().model_dump_json()


def test_the_fee_is_the_one_for_filing_online() -> None:
    assert [(fee.text, fee.note) for fee in composed().fees] == [("115.000 đồng", "Nộp trực tuyến.")]


@pytest.mark.parametrize(
    ("fees", "said"),
    [
        ((), ["Mời quý vị hỏi cán bộ"]),
        ((Fee(amount=0),), ["Không thu"]),
        ((Fee(amount=50_000, channel="counter"),), ["50.000 đồng"]),
        ((Fee(amount=200_000), Fee(amount=1_000_000, note=both("Cấp gấp."))), ["200.000 đồng", "1.000.000 đồng"]),
    ],
)
def test_fees(fees: tuple[Fee, ...], said: list[str]) -> None:
    assert [fee.text for fee in composed(PROCEDURE.model_copy(update={"fees": fees})).fees] == said


@pytest.mark.parametrize(
    ("duration", "vi", "en"),
    [
        (Duration(amount=5), "05 ngày làm việc", "5 working days"),
        (Duration(amount=15, unit="day"), "15 ngày", "15 days"),
        (Duration(amount=0), "Trong ngày", "On the same day"),
    ],
)
def test_times(duration: Duration, vi: str, en: str) -> None:
    procedure = PROCEDURE.model_copy(update={"duration": duration})
    assert (composed(procedure).time.text, composed(procedure, "en").time.text) == (vi, en)


def test_an_english_fee() -> None:
    assert [(fee.text, fee.note) for fee in composed(language="en").fees] == [("115,000 VND", "Filed online.")]


def test_what_is_not_confirmed_is_for_reference() -> None:
    assert composed().time.verified is False
    assert composed().fees[0].verified is True


def asked_of_all(group: FormGroup) -> bool:
    return group.when is None and any(field.when is None for field in group.fields)


@pytest.mark.parametrize(
    ("procedure", "case"),
    [(procedure, case) for procedure in CATALOGUE.procedures for case in procedure.cases],
    ids=lambda part: getattr(part, "code", getattr(part, "id", "")),
)
def test_every_shipped_procedure_can_be_printed(procedure: Procedure, case: Case) -> None:
    agency = CATALOGUE.agency(procedure.agency)
    mine = Draft(id="0" * 32, created_at=AT, person=PERSON, procedure_code=procedure.code, case_id=case.id, answers=prefill(case, PERSON))
    slip = compose_slip(procedure, agency, mine, check(case, mine), centre=CENTRE, temporary_number=NUMBER, submitted_at=AT, queued=False)
    raster = render_slip(slip, dots=384)
    rows = np.frombuffer(raster.bitmap, np.uint8).reshape(raster.height, -1)
    assert not (rows[:, 0] & 0b1000_0000).any()
    assert not (rows[:, -1] & 0b0000_0001).any()
    for component in case.components:
        if component.kind == "form":
            pdf = render_form(procedure, case, component, agency, mine, temporary_number=NUMBER, centre=CENTRE, made_at=AT)
            text = text_of(pdf)
            assert component.name.vi.upper() in text.replace("\n", "")
            assert all(group.title.vi in text for group in case.form if asked_of_all(group))
