"""Finding a procedure, seeing what one needs, taking the list home."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.devices.contract import PrinterStatus, PrintOutcome
from kiosk.errors import OperatorDeviceError
from kiosk.settings import Settings
from kiosk.visit import jobs
from tests.catalogue.many import many
from tests.visit.booth import CASE, PROCEDURE, Booth, at, other_draft
from tests.visit.office import Office

LICENCE = "3.000347"


def looking() -> Booth:
    """Somebody who only looks, in Vietnamese."""
    return Booth().act("start", service="browse").act("choose_language", language="vi")


def shown(booth: Booth) -> list[str]:
    return [one["code"] for one in booth.view()["results"]]


def test_the_licence_is_one_touch_away() -> None:
    booth = at("procedures")
    view = booth.view()
    assert (view["home"], len(view["results"]), view["results"][0]["code"]) == (True, 6, LICENCE)
    assert booth.act("choose_procedure", code=LICENCE).screen == "cases"


def test_what_is_filed_most_at_this_kiosk_comes_first() -> None:
    booth = looking()
    before = shown(booth)
    booth.visit.filed = {"1.004194": 3, before[1]: 1}
    assert shown(booth) == ["1.004194", before[1], before[0], *before[2:5]]


def test_a_group_opens_and_there_is_a_way_back() -> None:
    booth = looking().act("open_group", id="kinh_doanh")
    view = booth.view()
    assert (view["home"], view["group"]) == (False, "Kinh doanh, mở cửa hàng")
    assert "1.001612" in shown(booth)
    assert booth.act("back").view()["home"]
    assert booth.act("back").screen == "language"


def test_agency_and_person_lead_there_in_two_touches() -> None:
    booth = looking().act("open_group", id="agency")
    assert booth.view()["results"] == []
    assert {"id": "cong_an_tinh", "name": "Công an cấp tỉnh", "symbol": "", "count": 2} in booth.view()["groups"]
    assert LICENCE in shown(booth.act("open_group", id="cong_an_tinh"))
    booth.act("back").act("back").act("open_group", id="who").act("open_group", id="citizen")
    assert booth.view()["group"] == "Cá nhân"
    assert booth.act("open_group", id="nowhere").view()["group"] == "Cá nhân"


def test_a_search_hides_the_groups_and_going_back_brings_them() -> None:
    booth = looking().act("open_group", id="lai_xe").act("search", text="gplx")
    assert (shown(booth)[0], booth.view()["groups"], booth.view()["group"]) == (LICENCE, [], "")
    assert booth.act("back").view()["group"] == "Lái xe, xe cộ"


def test_a_mistake_in_typing_is_said() -> None:
    booth = looking().act("search", text="ddooir giaays phesp")
    assert booth.view()["said"] == "Tìm theo: đổi giấy phép"
    assert booth.act("search", text="đổi giấy phép").view()["said"] == ""
    assert booth.act("search", text="mất bằng lái").view()["said"].endswith("Gần nhất là: bằng lái")


def test_where_nothing_is_found_there_are_ways_on() -> None:
    view = looking().act("search", text="xyzzy").view()
    assert view["nothing"]
    assert view["results"] == []
    assert {"lai_xe", "agency", "who"} <= {one["id"] for one in view["groups"]}
    assert looking().act("search", text="xyzzy").act("open_group", id="lai_xe").view()["group"] == "Lái xe, xe cộ"


def test_a_long_list_comes_in_parts() -> None:
    booth = looking()
    booth.visit.take_catalogue(many(300))
    booth.act("search", text="giấy phép")
    assert (len(shown(booth)), booth.view()["more"]) == (20, 40)
    assert (len(shown(booth.act("more"))), booth.view()["more"]) == (40, 20)
    assert len(shown(booth.act("search", text="giấy phép "))) == 20, "another search begins at its beginning"


def test_another_person_sees_nothing_of_the_search_before() -> None:
    booth = at("procedures").act("open_group", id="lai_xe").act("search", text="ly hon")
    booth.visit._forget_draft(booth.visit.draft or other_draft().draft)
    assert (booth.visit.query, booth.visit.found, booth.visit.group_path) == ("", None, ())


def test_a_large_group_is_divided_by_field() -> None:
    booth = looking()
    booth.visit.take_catalogue(many(2000))
    booth.act("open_group", id="agency").act("open_group", id="so_y_te")
    names = [one["name"] for one in booth.view()["groups"]]
    assert names == ["An toàn thực phẩm", "Dược phẩm", "Khám bệnh, chữa bệnh"]
    assert shown(booth.act("open_group", id="1"))
    assert booth.view()["group"] == "Dược phẩm"


def test_what_one_needs_is_told_in_full() -> None:
    booth = looking().act("choose_procedure", code=LICENCE).act("choose_case", id="motorbike")
    view = booth.view()
    details = {one["id"]: one["lines"] for one in view["details"]}
    assert details["time"] == [{"text": "5 ngày làm việc", "note": "", "reference": ""}]
    assert [line["text"] for line in details["fee"]] == ["135.000 đ khi nộp trực tiếp", "115.000 đ khi nộp trực tuyến"]
    assert details["agency"][0]["text"] == "Công an cấp tỉnh"
    assert [(line["text"], line["reference"]) for line in details["legal"]] == [
        ("12/2025/TT-BCA", "tham khảo"),
        ("36/2024/QH15", "tham khảo"),
    ]
    assert [one["kind"] for one in view["papers"]] == ["form", "paper", "paper", "id_paper", "photo"]
    assert view["papers"][1]["reference"] == "tham khảo"
    assert not view["papers"][1]["required"]


def test_looking_needs_no_identity_and_keeps_nothing() -> None:
    booth = looking().act("choose_procedure", code=PROCEDURE).act("choose_case", id=CASE).act("print_list")
    assert booth.view()["browsing"]
    assert booth.act("have_papers").screen == "needs"
    assert not [job for job in booth.work if isinstance(job, jobs.SaveDraft | jobs.FindDraft)]
    booth.act("leave")
    assert booth.visit.procedure is booth.visit.case is booth.visit.found is None
    assert booth.visit.group_path == ()
    assert booth.visit.query == ""


def test_the_list_is_printed_and_said() -> None:
    booth = at("needs")
    assert booth.view()["slip"] == ""
    booth.act("print_list").act("print_list")
    asked = [job for job in booth.work if isinstance(job, jobs.PrintList)]
    assert asked == [jobs.PrintList(booth.visit.number, PROCEDURE, CASE, "vi")], "one touch, one list"
    assert booth.view()["slip"] == "printing"
    booth.tell(jobs.ListDone(booth.visit.number, PrintOutcome.PRINTED))
    assert (booth.view()["slip"], booth.view()["slip_sentence"]) == ("printed", "Đã in danh sách. Mời quý vị lấy giấy.")
    assert booth.act("have_papers").screen == "papers"


@pytest.mark.parametrize(
    ("outcome", "slip"), [(PrintOutcome.UNKNOWN, "unknown"), (PrintOutcome.NOT_PRINTED, "not_printed"), (None, "none")]
)
def test_a_list_that_was_not_printed_is_said(outcome: PrintOutcome | None, slip: str) -> None:
    booth = at("needs").act("print_list")
    booth.tell(jobs.ListDone(booth.visit.number, outcome))
    assert booth.view()["slip"] == slip
    assert booth.view()["slip_sentence"].strip()


def test_a_printer_without_paper_is_said_in_its_words() -> None:
    booth = at("needs").act("print_list")
    booth.tell(jobs.ListDone(booth.visit.number, PrintOutcome.NOT_PRINTED, OperatorDeviceError("printer.paper_out", cause="")))
    assert booth.view()["slip_sentence"] == booth.visit.texts.say("vi", "error.printer.paper_out")


def test_a_printer_that_is_away_is_said_before_anybody_asks() -> None:
    booth = at("needs")
    booth.tell(jobs.DevicePresence("printer", False))
    assert booth.view()["printer"] == "absent"
    assert booth.view()["slip_sentence"] == booth.visit.texts.say("vi", "needs.no_printer")


def test_another_case_is_another_list() -> None:
    booth = at("needs").act("print_list")
    booth.tell(jobs.ListDone(booth.visit.number, PrintOutcome.PRINTED))
    booth.act("back").act("choose_case", id=CASE)
    assert booth.view()["slip"] == ""


def test_the_page_of_the_procedure_is_a_code_when_the_centre_has_one() -> None:
    booth = at("needs")
    assert booth.view()["qr"] == []
    booth.visit.procedure_page = "https://example.vn/{code}"
    assert len(booth.view()["qr"]) >= 21


def test_the_desk_prints_the_list(tmp_path: Path) -> None:
    office = Office(tmp_path)
    assert office.do(jobs.PrintList(1, LICENCE, "motorbike", "en")) == [jobs.ListDone(1, PrintOutcome.PRINTED)]
    (printed,) = office.printer.slips
    assert printed.width == 576
    assert office.desk.needs(LICENCE, "motorbike", "en").case == "Motorcycle licence (A1, A2, A3, A, B1)"
    office.store.close()


def test_the_desk_without_a_printer_or_paper(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.printer.state = PrinterStatus(online=True, paper="out")
    (said,) = office.do(jobs.PrintList(1, LICENCE, "car", "vi"))
    assert isinstance(said, jobs.ListDone)
    assert (said.outcome, said.error and said.error.code) == (PrintOutcome.NOT_PRINTED, "printer.paper_out")
    (said,) = office.do(jobs.PrintList(1, LICENCE, "no_such_case", "vi"))
    assert isinstance(said, jobs.ListDone)
    assert said.error is not None
    assert said.error.code == "catalogue.unknown"
    office.desk = replace(office.desk, printer=None)
    assert office.do(jobs.PrintList(1, LICENCE, "car", "vi")) == [jobs.ListDone(1, None)]
    office.store.close()


def test_the_centres_address_stands_on_the_list(tmp_path: Path) -> None:
    office = Office(tmp_path)
    own = Settings().kiosk.model_copy(update={"procedure_page": "https://example.vn/tt/{code}"})
    office.desk = replace(office.desk, settings=Settings().model_copy(update={"kiosk": own}))
    assert office.desk.needs(LICENCE, "car", "vi").page == "https://example.vn/tt/3.000347"
    office.store.close()
