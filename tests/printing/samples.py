"""A procedure, a person who was never born, and what they filed."""

from __future__ import annotations

from datetime import UTC, date, datetime

from kiosk.catalogue.models import (
    Agency,
    Both,
    Case,
    Choice,
    Component,
    Duration,
    Fee,
    FormField,
    FormGroup,
    Procedure,
    Source,
    When,
)
from kiosk.dossier.checklist import Verdict
from kiosk.dossier.draft import Draft, PageRef, Row
from kiosk.identity import Person
from kiosk.printing import Slip, SlipFact, SlipRow
from kiosk.texts import Language

NUMBER = "KIOSK-K01-261122-0001"
CENTRE = "Trung tâm Phục vụ hành chính công phường Rạch Dừa"
AT = datetime(2026, 11, 22, 2, 41, tzinfo=UTC)
"""09:41 in Vietnam."""


def both(vi: str, en: str = "") -> Both:
    return Both(vi=vi, en=en or vi)


AGENCY = Agency(id="ca_tphcm", name=both("Công an Thành phố Hồ Chí Minh", "Ho Chi Minh City Police"), level="tinh")
FORM = Component(id="don", name=both("Đơn đề nghị đổi, cấp lại giấy phép lái xe", "Application form"), kind="form")
HEALTH = Component(id="gksk", name=both("Giấy khám sức khỏe của người lái xe do cơ sở y tế có thẩm quyền cấp", "Health certificate"))
LICENCE = Component(id="gplx", name=both("Bản sao giấy phép lái xe", "Copy of the driving licence"))
PASSPORT = Component(id="ho_chieu", name=both("Hộ chiếu", "Passport"), required=False)
CASE = Case(
    id="doi",
    name=both("Đổi giấy phép lái xe còn thời hạn"),
    components=(FORM, HEALTH, LICENCE, PASSPORT),
    form=(
        FormGroup(
            id="nguoi",
            title=both("Người đề nghị"),
            fields=(
                FormField(id="ten", label=both("Họ và tên"), prefill="name"),
                FormField(id="sinh", label=both("Ngày, tháng, năm sinh"), kind="date", prefill="born"),
                FormField(
                    id="gioi",
                    label=both("Giới tính"),
                    kind="choice",
                    choices=(Choice(id="nam", name=both("Nam", "Male")), Choice(id="nu", name=both("Nữ", "Female"))),
                ),
                FormField(id="so", label=both("Số định danh cá nhân"), kind="digits", digits=12, prefill="number"),
                FormField(id="noi", label=both("Nơi cư trú"), kind="long_text", prefill="address"),
                FormField(id="thu", label=both("Thư điện tử"), kind="email", required=False),
            ),
        ),
        FormGroup(
            id="gplx",
            title=both("Giấy phép lái xe"),
            fields=(
                FormField(id="hang", label=both("Hạng đề nghị đổi")),
                FormField(id="mat", label=both("Có bị mất giấy phép không?"), kind="yes_no"),
                FormField(id="noi_mat", label=both("Nơi mất"), when=When(field="mat", equals="yes")),
                FormField(id="phi", label=both("Lệ phí đã nộp"), kind="amount", required=False),
            ),
        ),
    ),
)
PROCEDURE = Procedure(
    code="3.000347",
    name=both("Đổi giấy phép lái xe", "Exchange of a driving licence"),
    short=both("Đổi giấy phép lái xe", "Exchange a driving licence"),
    agency="ca_tphcm",
    field=both("Sát hạch, cấp giấy phép lái xe"),
    who=("citizen",),
    level="mot_phan",
    old_level=3,
    duration=Duration(amount=5, verified=False),
    fees=(Fee(amount=135_000, channel="counter"), Fee(amount=115_000, channel="online", note=both("Nộp trực tuyến.", "Filed online."))),
    result=both("Giấy phép lái xe"),
    cases=(CASE, CASE.model_copy(update={"id": "het_han", "name": both("Giấy phép lái xe đã hết hạn")})),
    source=Source(name="Mẫu thử", checked_on=date(2026, 11, 1)),
    effective_from=date(2025, 3, 1),
)
PERSON = Person(
    number="077098001234",
    name="Nguyễn Văn An",
    born=date(1998, 8, 15),
    sex="Nam",
    address="12 Lê Lợi, phường Rạch Dừa, Thành phố Hồ Chí Minh",
)


def page(verdict: str = "good") -> PageRef:
    return PageRef.model_validate({"id": "1" * 32, "sha256": "2" * 64, "width": 1654, "height": 2339, "dpi": 200, "verdict": verdict})


def draft(**answers: str) -> Draft:
    known = {"ten": PERSON.name, "sinh": "1998-08-15", "gioi": "nam", "so": PERSON.number, "noi": PERSON.address, "hang": "B2", "mat": "no"}
    return Draft(
        id="0" * 32,
        created_at=AT,
        person=PERSON,
        procedure_code=PROCEDURE.code,
        case_id=CASE.id,
        rows={"gksk": Row(pages=(page(), page())), "gplx": Row(pages=(page("doubtful"),))},
        answers=known | answers,
    )


def slip(language: Language = "vi", **changes: object) -> Slip:
    en = language == "en"
    values: dict[str, object] = {
        "language": language,
        "centre": "Rach Dua Public Administration Service Centre" if en else CENTRE,
        "temporary_number": NUMBER,
        "submitted_at": AT,
        "masked_number": "077*********",
        "procedure": PROCEDURE.short.en if en else PROCEDURE.short.vi,
        "procedure_code": PROCEDURE.code,
        "agency": AGENCY.name.en if en else AGENCY.name.vi,
        "rows": (
            SlipRow(name=FORM.name.en if en else FORM.name.vi, verdict=Verdict.COMPLETE),
            SlipRow(name=HEALTH.name.en if en else HEALTH.name.vi, verdict=Verdict.COMPLETE, pages=2),
            SlipRow(name=LICENCE.name.en if en else LICENCE.name.vi, verdict=Verdict.OFFICER, pages=1),
        ),
        "fees": (SlipFact(text="115,000 VND" if en else "115.000 đồng", note="Filed online." if en else "Nộp trực tuyến."),),
        "time": SlipFact(text="5 working days" if en else "05 ngày làm việc", verified=False),
        "queued": not en,
    }
    return Slip.model_validate(values | changes)
