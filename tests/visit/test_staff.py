"""Staff beside the resident: called, signing in over the visit, doing what only they may, and gone again as if nobody had been there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kiosk.dossier.behalf import AUTHORISATION
from kiosk.dossier.checklist import Verdict, check
from kiosk.dossier.draft import Accepted, Behalf, Draft, Seen
from kiosk.dossier.package import AcceptedPage
from kiosk.errors import StoreError
from kiosk.identity import Person
from kiosk.store import Checked, StaffMember
from kiosk.visit import jobs
from kiosk.visit.staff import EXTRA, MOST_EXTRA, QUIET
from kiosk.visit.staff_chart import StaffChart
from tests.printing.pdf_text import text_of
from tests.visit.booth import AN_TYPED, CASE, PAPER, PROCEDURE, SCREENS, WAITS, Booth, at, shipped
from tests.visit.office import Office, saved, sheet

LAN = StaffMember("CB01", "Trần Thị Lan", 0, 0)
HUNG = StaffMember("CB02", "Phạm Quốc Hùng", 0, 0)
PIN = "271828"
OWNER = {"number": "077198005678", "name": "Trần Thị Bình", "born": "01/01/1998", "sex": "Nữ", "address": "Tổ 3, Xã Long Sơn"}


def typed(booth: Booth, pin: str = PIN, who: str = "CB01") -> jobs.CheckPin:
    booth.act("staff_ask").tell(jobs.StaffListed(booth.visit.number, (LAN, HUNG))).act("staff_who", id=who)
    for digit in pin:
        booth.act("staff_key", key=digit)
    booth.act("staff_key", key="ok")
    return booth.last(jobs.CheckPin)


def checked(booth: Booth, outcome: Checked) -> Booth:
    job = booth.last(jobs.CheckPin)
    return booth.tell(jobs.PinChecked(job.visit, job.attempt, job.staff_id, outcome))


def beside(booth: Booth, who: str = "CB01") -> Booth:
    typed(booth, who=who)
    return checked(booth, Checked("right", 5))


def staff(booth: Booth) -> dict[str, Any]:
    told = booth.view()["staff"]
    assert isinstance(told, dict)
    return told


def acts(booth: Booth) -> list[str]:
    return [job.what for job in booth.jobs(jobs.NoteAct)]


def resident(booth: Booth) -> dict[str, Any]:
    """What the resident sees: all but what lies over it, and the clock."""
    return {key: value for key, value in booth.view().items() if key not in ("staff", "clock")}


def answers(booth: Booth, **fields: str) -> Booth:
    for field, text in fields.items():
        booth.act("staff_answer", field=field.replace("__", ":"), text=text)
    return booth


def for_owner(booth: Booth, ground: str = "authorised") -> Booth:
    answers(booth.act("staff_part", part="behalf"), **{f"owner__{name}": text for name, text in OWNER.items()})
    return booth.act("staff_ground", ground=ground).act("staff_behalf")


# Calling them


def test_calling_is_told_once_and_taken_back() -> None:
    booth = at("papers").act("call_officer").act("call_officer")
    assert booth.view()["help"]
    assert [job.called for job in booth.jobs(jobs.CallOfficer)] == [True]
    booth.act("officer_done")
    assert [job.called for job in booth.jobs(jobs.CallOfficer)] == [True, False]


@pytest.mark.parametrize("end", [lambda booth: booth.act("leave"), lambda booth: booth.wait(130), lambda booth: booth.visit.fail("AB12CD")])
def test_nobody_goes_to_a_resident_who_has_left(end: Any) -> None:
    booth = at("papers").act("call_officer")
    end(booth)
    assert [job.called for job in booth.jobs(jobs.CallOfficer)] == [True, False]
    assert not booth.view()["help"]


def test_who_signs_in_has_come() -> None:
    booth = beside(at("papers").act("call_officer"))
    assert not booth.view()["help"]


def test_the_call_reaches_the_portals_messenger_and_the_bell(office: Office) -> None:
    office.do(jobs.CallOfficer(1, called=True))
    assert office.store.health.called() == office.time
    office.do(jobs.CallOfficer(1, called=False))
    assert office.store.health.called() is None


# Signing in


@pytest.mark.parametrize("screen", SCREENS)
def test_on_every_screen_and_the_visit_does_not_move(screen: str) -> None:
    booth = at(screen)
    before, fired = resident(booth), len(booth.fired)
    beside(booth)
    assert (staff(booth)["state"], booth.screen) == ("beside", screen)
    booth.act("staff_leave")
    assert staff(booth) == {"state": "away"}
    assert resident(booth) == before
    assert len(booth.fired) == fired


def test_the_pin_is_shown_to_nobody_and_kept_no_longer_than_needed() -> None:
    booth = at("papers").act("staff_ask")
    booth.tell(jobs.StaffListed(booth.visit.number, (LAN,))).act("staff_who", id="CB01")
    for digit in PIN:
        booth.act("staff_key", key=digit)
    assert staff(booth)["digits"] == len(PIN)
    assert PIN not in json.dumps(staff(booth)), "nor a digit of it"
    booth.act("staff_key", key="ok")
    assert PIN not in repr(booth.visit.staff)
    assert PIN not in repr(booth.last(jobs.CheckPin))


def test_erasing_and_too_few_digits() -> None:
    booth = at("papers").act("staff_ask")
    booth.tell(jobs.StaffListed(booth.visit.number, (LAN,))).act("staff_who", id="CB01")
    for key in "12345":
        booth.act("staff_key", key=key)
    booth.act("staff_key", key="ok")
    assert booth.jobs(jobs.CheckPin) == []
    for key in ("erase", "6", "7", "x", "12", "", "ok"):
        booth.act("staff_key", key=key)
    assert booth.last(jobs.CheckPin).pin == "123467"


def test_a_wrong_pin_says_how_many_are_left_and_the_right_one_opens() -> None:
    booth = at("papers")
    typed(booth)
    checked(booth, Checked("wrong", 3))
    assert (staff(booth)["state"], "3" in staff(booth)["message"]) == ("pin", True)
    for digit in PIN:
        booth.act("staff_key", key=digit)
    booth.act("staff_key", key="ok")
    assert staff(checked(booth, Checked("right", 5)))["state"] == "beside"


def test_locked_out_and_another_person() -> None:
    booth = at("papers")
    typed(booth)
    checked(booth, Checked("locked", seconds=900))
    assert (staff(booth)["state"], "15 phút" in staff(booth)["message"]) == ("locked", True)
    booth.act("staff_key", key="1")
    assert staff(booth)["digits"] == 0
    booth.act("staff_who", id="")
    assert (staff(booth)["state"], staff(booth)["who"]) == ("pin", "")


def test_an_answer_that_comes_late_lets_nobody_in() -> None:
    booth = at("papers")
    old = typed(booth)
    booth.act("staff_leave")
    booth.tell(jobs.PinChecked(old.visit, old.attempt, old.staff_id, Checked("right", 5)))
    assert staff(booth)["state"] == "away"
    typed(booth, who="CB02")
    booth.tell(jobs.PinChecked(old.visit, old.attempt, old.staff_id, Checked("right", 5)))
    assert staff(booth)["state"] == "checking"


def test_a_disk_that_fails_lets_nobody_in_and_says_so() -> None:
    booth = at("papers")
    job = typed(booth)
    booth.tell(jobs.JobFailed(job.visit, job, StoreError("store.read")))
    assert (staff(booth)["state"], staff(booth)["message"] != "") == ("pin", True)
    assert booth.view()["notice"] == "", "the resident has nothing to do with it"


def test_nobody_was_added_yet() -> None:
    booth = at("papers").act("staff_ask")
    assert staff(booth.tell(jobs.StaffListed(booth.visit.number, ())))["message"]


@pytest.mark.parametrize(
    ("action", "values"),
    [
        ("staff_seen", {"row": PAPER, "value": True}),
        ("staff_accept", {"page": "0" * 31 + "2", "reason": "readable"}),
        ("staff_answer", {"field": "form:x", "text": "1"}),
        ("staff_save_person", {}),
        ("staff_behalf", {}),
        ("staff_not_behalf", {}),
        ("staff_ground", {"ground": "parent"}),
        ("staff_change_owner", {}),
        ("staff_not_accepted", {"page": "0" * 31 + "2"}),
        ("staff_extend", {}),
        ("staff_no_extension", {}),
        ("staff_part", {"part": "machine"}),
    ],
)
def test_who_has_not_signed_in_may_do_nothing(action: str, values: dict[str, Any]) -> None:
    booth = at("papers").scan().act("accept")
    before, draft = booth.view(), booth.draft
    booth.act(action, **values)
    assert (booth.view(), booth.draft) == (before, draft)
    assert acts(booth) == []


def test_every_state_can_be_left_and_none_is_left_out() -> None:
    ways = {(state.id, transition.event) for state in StaffChart.states for transition in state.transitions}
    assert {state.id for state in StaffChart.states if (state.id, "leave") in ways} == {"pin", "checking", "locked", "beside"}


# Leaving


def test_after_a_minute_without_a_touch_they_are_gone_and_the_resident_has_all_their_time() -> None:
    booth = beside(at("papers"))
    booth.wait(QUIET - 1)
    assert staff(booth)["state"] == "beside"
    booth.wait(1)
    assert staff(booth)["state"] == "away"
    assert acts(booth) == ["staff out"]
    booth.wait(WAITS.idle - 1)
    assert not booth.view()["idle"]["asking"]
    booth.wait(2)
    assert booth.view()["idle"]["asking"]


def test_the_pad_goes_too() -> None:
    booth = at("papers").act("staff_ask").wait(QUIET)
    assert staff(booth)["state"] == "away"


@pytest.mark.parametrize("end", [lambda booth: booth.act("leave"), lambda booth: booth.visit.fail("AB12CD")])
def test_a_visit_that_ends_signs_them_out(end: Any) -> None:
    booth = beside(at("papers"))
    end(booth)
    assert staff(booth) == {"state": "away"}
    assert acts(booth) == ["staff out"]


def test_their_panel_is_in_vietnamese_whatever_the_resident_reads() -> None:
    booth = Booth()
    booth.act("start").act("choose_language", language="en")
    beside(booth)
    assert "bên cạnh" in staff(booth)["title"] or "ở cạnh" in staff(booth)["title"]
    assert booth.view()["language"] == "en"


# What they do


def test_the_original_was_seen_and_another_page_undoes_it() -> None:
    booth = beside(at("papers").scan().act("accept")).act("staff_seen", row=PAPER, value=True)
    row = next(row for row in staff(booth)["rows"] if row["id"] == PAPER)
    assert (row["seen"], row["seen_text"]) == (True, "Đã đối chiếu · CB01")
    assert booth.draft.row(PAPER).checked is not None
    booth.act("staff_leave").scan()
    assert booth.draft.row(PAPER).checked is None, "the new page was not there then"
    assert acts(booth) == [f"seen {PAPER}", "staff out"]


def test_seen_can_be_taken_back_and_needs_a_scan() -> None:
    booth = beside(at("papers")).act("staff_seen", row=PAPER, value=True)
    assert booth.draft.row(PAPER).seen is None
    booth.act("staff_leave").scan().act("accept")
    beside(booth).act("staff_seen", row=PAPER, value=True).act("staff_seen", row=PAPER, value=False)
    assert booth.draft.row(PAPER).seen is None


def test_a_page_against_its_verdict_with_a_reason() -> None:
    booth = at("papers").act("scan", row=PAPER, source="feeder").page("bad", reasons=("blurred",)).scan_ended().act("accept")
    page = booth.draft.row(PAPER).pages[0]
    assert _verdict(booth) is Verdict.OFFICER
    beside(booth).act("staff_accept", page=page.id, reason="")
    asked = next(row for row in staff(booth)["rows"] if row["id"] == PAPER)["pages"][0]
    assert (asked["asking"], asked["can_accept"]) == (True, True)
    booth.act("staff_accept", page=page.id, reason="because I say so")
    assert _verdict(booth) is Verdict.OFFICER, "a reason of the list"
    booth.act("staff_accept", page=page.id, reason="original_same")
    assert _verdict(booth) is Verdict.COMPLETE
    assert booth.draft.row(PAPER).pages[0].verdict == "bad", "what the kiosk thinks of it is still known"
    booth.act("staff_not_accepted", page=page.id)
    assert _verdict(booth) is Verdict.OFFICER
    assert acts(booth) == [f"accepted {PAPER} original_same", f"not accepted {PAPER}"]


def test_a_field_is_put_right_and_the_resident_signs_anew() -> None:
    booth = at("review").sign()
    text = next(field for group in booth.visit.case_or_fail.form for field in group.fields if field.kind in ("text", "long_text"))
    beside(booth).act("staff_part", part="form").act("staff_answer", field=f"form:{text.id}", text="Ấp Đông")
    assert booth.draft.answers[text.id] == "Ấp Đông"
    assert booth.draft.signature is None
    assert acts(booth) == [f"answer fixed {text.id}"], "not what was typed"


def test_a_wrong_answer_is_not_taken_and_says_why() -> None:
    booth = at("form")
    number = next(field for group in booth.visit.case_or_fail.form for field in group.fields if field.prefill == "number")
    before = booth.draft
    beside(booth).act("staff_part", part="form").act("staff_answer", field=f"form:{number.id}", text="12")
    shown = next(f for group in staff(booth)["groups"] for f in group["fields"] if f["id"] == f"form:{number.id}")
    assert (shown["value"], shown["error"] != "") == ("12", True)
    assert booth.draft == before
    assert acts(booth) == []


def test_a_member_of_a_repeated_group_can_be_put_right(office: Office) -> None:
    """The note of it is one that the audit takes, too: keys of members have dots."""
    procedure, case, group = next(
        (procedure, case, group)
        for procedure in shipped()[0].procedures
        for case in procedure.cases
        for group in case.form
        if group.repeat is not None and group.when is None and group.fields[0].kind == "text"
    )
    booth = at("procedures").act("choose_procedure", code=procedure.code)
    if booth.screen == "cases":
        booth.act("choose_case", id=case.id)
    booth.act("have_papers")
    key = f"{group.id}.1.{group.fields[0].id}"
    booth.visit.draft = booth.draft.model_copy(update={"answers": booth.draft.answers | {key: "Trần Văn Cường"}})
    beside(booth).act("staff_part", part="form")
    shown = next(field for one in staff(booth)["groups"] for field in one["fields"] if field["id"] == f"form:{key}")
    assert shown["value"] == "Trần Văn Cường"
    booth.act("staff_answer", field=f"form:{key}", text="Trần Văn Cương")
    assert booth.draft.answers[key] == "Trần Văn Cương"
    note = booth.last(jobs.NoteAct)
    office.do(note)
    assert [row.what for row in office.store.audit.of(booth.draft.id)] == [f"answer fixed {key} by CB01"]


def test_a_person_read_from_a_card_is_not_typed_over() -> None:
    booth = answers(beside(at("papers")).act("staff_part", part="form"), person__name="Ai Khác").act("staff_save_person")
    assert booth.draft.person.name == "Lý Quốc Toản"
    assert not any(group["saves"] for group in staff(booth)["groups"])


def test_a_person_typed_by_hand_is_put_right_with_the_form() -> None:
    booth = at("person")
    for field, text in AN_TYPED.items():
        booth.act("answer", field=field, text=text)
    booth.act("confirm").act("confirm").act("choose_procedure", code=PROCEDURE).act("choose_case", id=CASE).act("have_papers")
    beside(booth).act("staff_part", part="form")
    answers(booth, person__name="").act("staff_save_person")
    wrong = next(f for group in staff(booth)["groups"] for f in group["fields"] if f["id"] == "person:name")
    assert wrong["error"]
    answers(booth, person__name="Lý Quốc Toàn").act("staff_save_person")
    assert booth.draft.person.name == booth.visit.person.name == "Lý Quốc Toàn"  # type: ignore[union-attr]
    assert "Lý Quốc Toàn" in booth.draft.answers.values()
    assert "Lý Quốc Toản" not in booth.draft.answers.values()


def test_more_time_is_given_and_taken_back() -> None:
    booth = beside(at("papers")).act("staff_extend").act("staff_leave")
    booth.wait(EXTRA, step=5)
    assert not booth.view()["idle"]["asking"]
    booth.wait(WAITS.idle + 1)
    assert booth.view()["idle"]["asking"]
    booth.act("still_here")
    beside(booth).act("staff_extend").act("staff_no_extension").act("staff_leave").wait(WAITS.idle + 1)
    assert booth.view()["idle"]["asking"]


def test_there_is_an_end_to_more_time() -> None:
    booth = beside(at("papers"))
    for _ in range(10):
        booth.act("staff_extend")
    assert booth.visit.extra_minutes() * 60 == MOST_EXTRA
    assert not staff(booth)["can_extend"]


def test_on_behalf_the_form_speaks_of_the_owner_and_the_submitter_stays() -> None:
    booth = for_owner(beside(at("papers")))
    draft = booth.draft
    assert (draft.person.name, draft.owner.name) == ("Lý Quốc Toản", "Trần Thị Bình")
    assert "Trần Thị Bình" in draft.answers.values()
    assert "Lý Quốc Toản" not in draft.answers.values()
    row = next(row for row in booth.view()["rows"] if row["id"] == AUTHORISATION.id)
    assert (row["verdict"], row["required"]) == ("missing", True)
    assert "Lý Quốc Toản nộp thay Trần Thị Bình" in staff(booth)["behalf"]["is"]


def test_the_letter_of_authorisation_is_scanned_like_any_paper() -> None:
    booth = for_owner(beside(at("papers"))).act("staff_leave").scan(AUTHORISATION.id).act("accept")
    row = next(row for row in booth.view()["rows"] if row["id"] == AUTHORISATION.id)
    assert (row["verdict"], row["pages"]) == ("complete", 1)


@pytest.mark.parametrize("ground", ["parent", "guardian", "organisation"])
def test_another_ground_needs_no_letter(ground: str) -> None:
    booth = for_owner(beside(at("papers")), ground)
    assert booth.draft.behalf is not None
    assert AUTHORISATION.id not in [row["id"] for row in booth.view()["rows"]]


def test_on_behalf_is_taken_back_as_it_was() -> None:
    booth = beside(at("papers"))
    before = resident(booth)
    answered = booth.draft.answers
    for_owner(booth).act("staff_not_behalf").act("staff_leave")
    assert resident(booth) == before
    assert booth.draft.answers == answered
    assert acts(booth) == ["on behalf authorised", "not on behalf", "staff out"]


def test_what_the_resident_typed_stays_when_the_owner_changes() -> None:
    booth = at("form")
    booth.answer_what_is_open()
    prefilled = {field.id for group in booth.visit.case_or_fail.form for field in group.fields if field.prefill}
    own = {name: text for name, text in booth.draft.answers.items() if name not in prefilled}
    for_owner(beside(booth))
    assert own
    assert {name: text for name, text in booth.draft.answers.items() if name in own} == own


@pytest.mark.parametrize(("field", "text"), [("number", "123"), ("name", ""), ("born", "32/13/1998"), ("sex", "")])
def test_an_owner_who_cannot_be_is_refused(field: str, text: str) -> None:
    booth = beside(at("papers")).act("staff_part", part="behalf")
    answers(booth, **{f"owner__{name}": value for name, value in (OWNER | {field: text}).items()})
    booth.act("staff_ground", ground="parent").act("staff_behalf")
    assert booth.draft.behalf is None
    assert any(f["error"] for f in staff(booth)["behalf"]["fields"])


def test_nobody_files_for_themselves_on_behalf() -> None:
    booth = beside(at("papers")).act("staff_part", part="behalf")
    answers(booth, **{f"owner__{name}": text for name, text in AN_TYPED.items()})
    booth.act("staff_ground", ground="parent").act("staff_behalf")
    assert booth.draft.behalf is None


def test_another_case_keeps_the_owner_and_the_letter() -> None:
    booth = for_owner(beside(at("papers"))).act("staff_leave").scan(AUTHORISATION.id).act("accept")
    booth.act("back").act("have_papers")
    assert booth.draft.owner.name == "Trần Thị Bình"
    assert len(booth.draft.row(AUTHORISATION.id).pages) == 1
    assert "Lý Quốc Toản" not in booth.draft.answers.values()


@pytest.mark.parametrize("screen", ["scanning", "submitting", "submitted"])
def test_nothing_changes_while_the_kiosk_itself_works_or_all_is_sent(screen: str) -> None:
    booth = beside(at(screen))
    before = booth.draft
    booth.act("staff_seen", row=PAPER, value=True)
    for_owner(booth)
    assert booth.draft == before
    assert not staff(booth)["can_change"]
    assert staff(booth)["hindrance"]


def test_the_machine_is_shown_before_any_dossier() -> None:
    booth = beside(Booth())
    assert staff(booth)["part"] == "machine"
    assert staff(booth)["machine"]


def test_pages_of_a_resumed_visit_are_fetched_for_them() -> None:
    booth = at("resume").act("resume")
    booth.visit.thumbnails = {}
    beside(booth)
    assert booth.last(jobs.LoadPages).pages == tuple(page.id for page in booth.draft.pages())


# To the portal


def test_it_travels_in_the_manifest_the_form_and_the_slip(office: Office) -> None:
    """All that staff did reaches the officer who processes it; the portal takes the row that is in no catalogue."""
    draft = _complete(office)
    owner = Person.model_validate(OWNER | {"born": "1998-01-01"})
    row = draft.row(PAPER)
    page = row.pages[0].model_copy(
        update={"verdict": "bad", "reasons": ("blurred",), "accepted": Accepted(by="CB01", at=office.time, reason="original_same")}
    )
    letter = office.scan(
        draft.model_copy(update={"behalf": Behalf(owner=owner, ground="authorised", by="CB01")}), [sheet(9)], AUTHORISATION.id
    )
    seen = Seen(by="CB01", at=office.time, pages=(page.id,))
    rows = letter.rows | {PAPER: row.model_copy(update={"pages": (page,), "seen": seen})}
    done = next(
        said.draft for said in office.do(jobs.Submit(1, letter.model_copy(update={"rows": rows}))) if isinstance(said, jobs.Submitted)
    )
    manifest, files = office.opened(done)
    assert (manifest.person.name, manifest.behalf.owner.name) == ("Lý Quốc Toản", "Trần Thị Bình")  # type: ignore[union-attr]
    told = {one.component_id: one for one in manifest.rows}
    assert (told[PAPER].verdict, told[PAPER].seen.by) == ("complete", "CB01")  # type: ignore[union-attr]
    assert told[PAPER].remarks[0].accepted == AcceptedPage(by="CB01", reason="original_same")
    assert len(told[AUTHORISATION.id].files) == 1
    form = next(one for one in manifest.rows if one.reason == "form_done")
    text = " ".join(text_of(files[form.files[0].name]).split())
    assert "Lý Quốc Toản, nộp thay chủ hồ sơ: Trần Thị Bình (theo giấy ủy quyền)" in text
    assert office.desk.slip(done).behalf


def test_a_portal_that_is_older_takes_every_dossier_that_staff_did_not_touch(office: Office) -> None:
    draft = _complete(office)
    done = next(said.draft for said in office.do(jobs.Submit(1, draft)) if isinstance(said, jobs.Submitted))
    written = json.loads(office.opened(done)[0].model_dump_json())
    assert "behalf" not in written
    assert not any("seen" in row for row in written["rows"])
    assert not any("accepted" in remark for row in written["rows"] for remark in row["remarks"])


def _complete(office: Office) -> Draft:
    """Every paper that must be there is."""
    draft = saved(office)
    case = shipped()[0].procedure(PROCEDURE).case(CASE)
    assert case is not None
    for number, component in enumerate(case.components):
        if component.kind != "form" and component.required:
            draft = office.scan(draft, [sheet(number)], component.id)
    return draft


def _verdict(booth: Booth) -> Verdict:
    rows = check(booth.visit.case_or_fail, booth.draft).rows
    return next(row.verdict for row in rows if row.component.id == PAPER)
