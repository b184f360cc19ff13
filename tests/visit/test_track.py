"""Tracking and handing in what is asked for, as the visit goes; a queue number."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kiosk.catalogue import Both
from kiosk.devices.contract import PrintOutcome
from kiosk.dossier.draft import Draft, Row
from kiosk.errors import OperatorDeviceError, StoreError
from kiosk.exchange import DossierStatus, LookupAnswer, LookupState, SupplementReason, SupplementRow, TrackedDossier
from kiosk.store import KeptDraft, Queue, Ticket, Told
from kiosk.visit import errand_jobs as errand
from kiosk.visit import jobs
from kiosk.visit.counters import Counter
from kiosk.visit.track import ASK_FOR
from tests.visit.booth import AN, BINH, CASE, NUMBER, PAPER, PROCEDURE, Booth
from tests.visit.office import Office

DIGITS = "1234"
OFFICIAL = "000.00.26.H29-261122-0042"
AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
ASKED = (SupplementRow(component_id=PAPER, reason=SupplementReason.UNREADABLE),)


def dossier(status: int = DossierStatus.IN_PROGRESS, rows: tuple[SupplementRow, ...] = ()) -> TrackedDossier:
    return TrackedDossier(
        dossier_id="d" * 32,
        temporary_number=NUMBER,
        official_code=OFFICIAL,
        procedure_code=PROCEDURE,
        case_id=CASE,
        status=status,
        at=AT,
        rows=rows,
    )


def known(state: str = "processed", status: int | None = DossierStatus.ACCEPTED) -> errand.Known:
    return errand.Known(NUMBER, OFFICIAL, PROCEDURE, state, status, (), AT)


class Tracking(Booth):
    def begin(self, service: str = "track") -> Tracking:
        self.act("start", service=service).act("choose_language", language="vi")
        assert self.screen == "track"
        return self

    def look_up(self, number: str = NUMBER, digits: str = DIGITS) -> Tracking:
        self.act("answer", field="number", text=number).act("answer", field="digits", text=digits).act("look_up")
        return self

    @property
    def asked(self) -> errand.AskPortal:
        return self.last(errand.AskPortal)

    def known(self, what: errand.Known | None = None, *, asked: bool = True) -> Tracking:
        self.tell(errand.LookupKnown(self.asked.visit, self.asked.lookup_id, what, asked))
        return self

    def answered(self, answer: LookupAnswer | None, *, failed: bool = False) -> Tracking:
        self.tell(errand.LookupTold(self.asked.visit, self.asked.lookup_id, Told(answer, failed)))
        return self

    def found(self, found: TrackedDossier) -> Tracking:  # type: ignore[override]
        return self.begin().look_up().known().answered(LookupAnswer(state=LookupState.FOUND, dossier=found))

    def supplement(self, card: str = AN) -> Tracking:
        """Until the rows that are asked for are on the screen."""
        self.found(dossier(DossierStatus.SUPPLEMENT_ASKED, ASKED)).act("supplement")
        self.act("tick", purpose="file", value=True).act("agree").show_card(card).act("confirm")
        return self

    def searched(self, kept: KeptDraft | None = None) -> Tracking:
        job = self.last(jobs.FindDraft)
        self.tell(jobs.DraftSearched(job.visit, job.personal_number, kept))
        return self


@pytest.fixture
def booth() -> Tracking:
    return Tracking()


def test_a_slip_shown_at_the_first_screen_begins_tracking(booth: Tracking) -> None:
    booth.show_card(NUMBER).act("choose_language", language="vi")
    assert booth.screen == "track"
    assert booth.view()["fields"][0]["value"] == NUMBER
    assert booth.jobs(errand.AskPortal) == []


def test_slip_and_card_say_it_all_without_a_key(booth: Tracking) -> None:
    booth.begin().show_card(NUMBER).show_card(AN)
    assert (booth.asked.number, booth.asked.digits) == (NUMBER, AN[8:12])
    assert booth.visit.person is None
    assert booth.view()["asking"]


def test_typed_by_hand(booth: Tracking) -> None:
    booth.begin().look_up("kiosk k01-261122-0001")
    assert (booth.asked.number, booth.asked.digits) == (NUMBER, DIGITS)


@pytest.mark.parametrize(
    ("number", "digits", "wrong"), [("", "", {"number", "digits"}), ("K01", "123", {"number", "digits"}), (NUMBER, "12a4", {"digits"})]
)
def test_what_cannot_be_is_said_at_the_field(booth: Tracking, number: str, digits: str, wrong: set[str]) -> None:
    booth.begin().look_up(number, digits)
    assert {field["id"] for field in booth.view()["fields"] if field["error"]} == wrong
    assert booth.jobs(errand.AskPortal) == []


def test_another_code_is_no_slip(booth: Tracking) -> None:
    booth.begin().show_card("https://example.com")
    assert "không phải mã" in booth.view()["problem"]


@pytest.mark.parametrize("status", list(DossierStatus))
def test_each_status_in_plain_words(booth: Tracking, status: DossierStatus) -> None:
    booth.found(dossier(status))
    assert booth.screen == "tracked"
    view = booth.view()
    assert not any(text.startswith("[") for text in (view["name"], view["means"], view["next"]))
    assert view["steps"]
    assert (view["source"], view["official"], view["can_supplement"]) == ("portal", OFFICIAL, False)


def test_a_status_of_a_newer_portal(booth: Tracking) -> None:
    booth.found(dossier(42))
    assert (booth.view()["name"], booth.view()["steps"]) == ("Ki-ốt chưa rõ tình trạng hồ sơ", [])


@pytest.mark.parametrize(("state", "words"), [("not_found", "Không tìm thấy"), ("locked", "tạm khóa"), ("of_tomorrow", "Không tìm thấy")])
def test_not_found_and_locked(booth: Tracking, state: str, words: str) -> None:
    booth.begin().look_up().known().answered(LookupAnswer(state=state))
    assert (booth.screen, words in booth.view()["problem"], booth.view()["asking"]) == ("track", True, False)


def test_the_answer_is_looked_for_until_it_comes(booth: Tracking) -> None:
    booth.begin().look_up().known().wait(2)
    assert len(booth.jobs(errand.LookForAnswer)) >= 3
    booth.answered(None)
    assert booth.view()["asking"]


def test_a_silent_portal_is_waited_for_ten_seconds(booth: Tracking) -> None:
    booth.begin().look_up().known().wait(ASK_FOR - 1)
    assert booth.view()["asking"]
    booth.wait(1.5)
    assert (booth.screen, booth.view()["asking"]) == ("track", False)
    assert "Chưa hỏi được Cổng" in booth.view()["problem"]
    assert booth.jobs(errand.DropLookup)[-1].lookup_id == booth.asked.lookup_id


def test_what_the_kiosk_knows_is_told_as_what_it_is(booth: Tracking) -> None:
    booth.begin().look_up().known(known()).answered(None, failed=True)
    view = booth.view()
    assert (booth.screen, view["source"], view["name"]) == ("tracked", "kiosk", "Hồ sơ đã được tiếp nhận")
    assert "lần cuối, lúc 10:00, 20/11/2026" in view["source_text"]


def test_papers_that_were_asked_for_when_last_heard_cannot_be_handed_in_unasked(booth: Tracking) -> None:
    asked = errand.Known(NUMBER, OFFICIAL, PROCEDURE, "processed", DossierStatus.SUPPLEMENT_ASKED, ASKED, AT)
    booth.begin().look_up().known(asked).answered(None, failed=True)
    assert [row["reason"] for row in booth.view()["asked"]] == ["Bản quét không đọc được"]
    assert booth.view()["cannot"]
    booth.act("supplement")
    assert booth.screen == "tracked"


@pytest.mark.parametrize(
    ("state", "words"), [("queued", "chưa gửi được đến Cổng"), ("held", "chưa gửi được đến Cổng"), ("refused", "chưa nhận được")]
)
def test_what_has_not_reached_the_portal_is_known_here(booth: Tracking, state: str, words: str) -> None:
    booth.begin().look_up().known(known(state, None), asked=False)
    assert booth.screen == "tracked"
    assert words in booth.view()["name"]


def test_one_can_stop_waiting(booth: Tracking) -> None:
    booth.begin().look_up().act("stop_asking")
    first = booth.asked
    assert not booth.view()["asking"]
    # An answer that comes all the same is nobody's.
    booth.tell(errand.LookupTold(first.visit, first.lookup_id, Told(LookupAnswer(state=LookupState.FOUND, dossier=dossier()))))
    assert booth.screen == "track"
    booth.act("look_up")
    assert booth.asked.lookup_id != first.lookup_id


@pytest.mark.parametrize("way", ["back", "leave"])
def test_leaving_drops_the_question(booth: Tracking, way: str) -> None:
    booth.begin().look_up().act(way)
    assert booth.jobs(errand.DropLookup)[-1].lookup_id == booth.asked.lookup_id


def test_back_from_the_answer_asks_the_digits_again(booth: Tracking) -> None:
    booth.found(dossier()).act("back")
    assert [field["value"] for field in booth.view()["fields"]] == [NUMBER, ""]
    assert booth.visit.tracked is None


def test_a_full_disk_is_said(booth: Tracking) -> None:
    booth.begin().look_up()
    booth.tell(jobs.JobFailed(booth.asked.visit, booth.asked, StoreError("store.write")))
    assert booth.view()["problem"]
    assert not booth.view()["asking"]


def test_nothing_of_it_is_left_for_the_next(booth: Tracking) -> None:
    booth.found(dossier()).act("leave").wait(20)
    state = vars(booth.visit)
    assert (state["tracked"], state["lookup_digits"], state["typed"], state["lookup_known"]) == (None, "", {}, None)


# Handing in


def test_only_the_rows_asked_for(booth: Tracking) -> None:
    booth.supplement().searched()
    assert booth.screen == "papers"
    view = booth.view()
    assert [(row["id"], row["required"], row["asked"]) for row in view["rows"]] == [
        (PAPER, True, "Cán bộ yêu cầu: Bản quét không đọc được")
    ]
    assert (view["missing"], view["form_next"]) == (1, False)
    assert OFFICIAL in view["case"]
    assert booth.draft.supplements is not None
    assert (booth.draft.supplements.dossier_id, booth.draft.supplements.rows) == ("d" * 32, ASKED)
    assert booth.draft.consent is not None


def test_papers_then_review_then_sent(booth: Tracking) -> None:
    booth.supplement().searched().act("not_at_hand", row=PAPER, value=True).act("continue")
    assert booth.screen == "review"
    view = booth.view()
    assert view["can_submit"], "there is no form to sign"
    assert [row["id"] for row in view["rows"]] == [PAPER]
    booth.act("submit")
    assert (booth.screen, booth.last(jobs.Submit).draft.supplements) == ("submitting", booth.draft.supplements)


def test_back_from_the_papers_is_the_status(booth: Tracking) -> None:
    booth.supplement().searched().act("back")
    assert (booth.screen, booth.view()["can_supplement"]) == ("tracked", True)
    booth.act("supplement")
    assert booth.screen == "consent"


def test_somebody_else_cannot(booth: Tracking) -> None:
    booth.supplement(BINH)
    assert booth.screen == "card"
    assert "không phải của người đã nộp" in booth.view()["problem"]
    booth.show_card(AN).act("confirm").searched()
    assert booth.screen == "papers"


def test_a_filing_left_behind_is_not_offered(booth: Tracking) -> None:
    booth.supplement()
    job = booth.last(jobs.FindDraft)
    left = Draft(id="1" * 32, created_at=AT, person=booth.visit.person, procedure_code=PROCEDURE, case_id=CASE)  # type: ignore[arg-type]
    booth.searched(KeptDraft(left, "open"))
    assert (booth.screen, booth.draft.id != left.id, job.personal_number) == ("papers", True, left.person.number)


def test_a_supplement_cut_by_a_fault_goes_on(booth: Tracking) -> None:
    booth.supplement().searched().act("not_at_hand", row=PAPER, value=True)
    kept = booth.draft
    again = Tracking()
    again.supplement().searched(KeptDraft(kept, "open"))
    assert (again.screen, again.draft.id, again.draft.row(PAPER).not_at_hand) == ("papers", kept.id, True)


def test_a_supplement_cut_by_a_fault_goes_on_from_the_card_alone(booth: Tracking) -> None:
    booth.supplement().searched()
    kept = booth.draft
    again = Tracking()
    again.act("start").act("choose_language", language="vi").act("tick", purpose="file", value=True).act("agree")
    again.show_card(AN).act("confirm")
    again.searched(KeptDraft(kept, "open")).act("resume")
    assert (again.screen, [row["id"] for row in again.view()["rows"]]) == ("papers", [PAPER])
    again.act("back")
    assert again.screen == "track"


def test_a_form_that_is_asked_for_is_filled_in_again(booth: Tracking) -> None:
    procedure = booth.visit.catalogue.procedure(PROCEDURE)
    case = procedure.case(CASE)
    assert case is not None
    form = next(component for component in case.components if component.kind == "form")
    rows = (SupplementRow(component_id=form.id, reason=SupplementReason.DIFFERS),)
    booth.found(dossier(DossierStatus.SUPPLEMENT_ASKED, rows)).act("supplement")
    booth.act("tick", purpose="file", value=True).act("agree").show_card(AN).act("confirm").searched().act("continue")
    assert booth.screen == "form"
    booth.act("back")
    assert booth.screen == "papers"


def test_a_paper_that_this_catalogue_does_not_know_goes_to_the_counter(booth: Tracking) -> None:
    rows = (SupplementRow(component_id="of_tomorrow", reason="smells"),)
    booth.found(dossier(DossierStatus.SUPPLEMENT_ASKED, rows))
    view = booth.view()
    assert (view["can_supplement"], view["asked"][0]["reason"]) == (False, "Cần nộp lại, xin hỏi cán bộ")
    assert view["cannot"]


def test_nothing_said_is_asked_at_the_counter(booth: Tracking) -> None:
    booth.found(dossier(DossierStatus.SUPPLEMENT_ASKED))
    assert "hỏi cán bộ" in booth.view()["next"]


# Queue numbers

CIVIL = Counter("A", Both(vi="Tư pháp – Hộ tịch", en="Civil status"))
LAND = Counter("B", Both(vi="Đất đai", en="Land"), hours=(("13:30", "17:00"),))


def at_counters(booth: Tracking, *counters: Counter) -> Tracking:
    booth.visit.counters = counters
    booth.act("start", service="ticket").act("choose_language", language="vi")
    return booth


def test_a_number_is_taken_and_printed(booth: Tracking) -> None:
    at_counters(booth, CIVIL, LAND)
    booth.wait(1)
    job = booth.last(errand.AskQueues)
    booth.tell(errand.QueuesSeen(job.visit, {"A": Queue(given=8, waiting=3)}))
    assert [(each["letter"], each["open"]) for each in booth.view()["counters"]] == [("A", True), ("B", False)]
    assert booth.view()["counters"][0]["stands"] == "3 người đang chờ"
    booth.act("take_ticket", counter="B")
    assert booth.jobs(errand.TakeTicket) == []
    booth.act("take_ticket", counter="A").act("take_ticket", counter="A")
    (taking,) = booth.jobs(errand.TakeTicket)
    booth.tell(errand.TicketTaken(taking.visit, Ticket("A", 9, AT, before=3, called=True)))
    taken = booth.view()["taken"]
    assert (taken["number"], taken["before"], taken["slip"]) == ("A-009", "Còn 3 người chờ trước quý vị", "printing")
    booth.tell(errand.TicketDone(taking.visit, PrintOutcome.PRINTED))
    assert booth.view()["taken"]["slip"] == "printed"
    assert not booth.view()["can_back"]
    booth.act("leave")
    assert booth.screen == "goodbye"


@pytest.mark.parametrize(
    ("outcome", "error", "slip"),
    [
        (None, None, "none"),
        (PrintOutcome.NOT_PRINTED, OperatorDeviceError("printer.paper"), "failed"),
        (PrintOutcome.UNKNOWN, None, "unknown"),
    ],
)
def test_without_a_slip_it_can_be_photographed(
    booth: Tracking, outcome: PrintOutcome | None, error: OperatorDeviceError | None, slip: str
) -> None:
    at_counters(booth, CIVIL).act("take_ticket", counter="A")
    taking = booth.last(errand.TakeTicket)
    booth.tell(errand.TicketTaken(taking.visit, Ticket("A", 1, AT, before=0, called=False)))
    booth.tell(errand.TicketDone(taking.visit, outcome, error))
    taken = booth.view()["taken"]
    assert taken["slip"] == slip
    assert "chụp mã QR" in taken["slip_sentence"]
    assert len(taken["qr"]) >= 21


def test_no_number_was_given(booth: Tracking) -> None:
    at_counters(booth, CIVIL).act("take_ticket", counter="A")
    taking = booth.last(errand.TakeTicket)
    booth.tell(jobs.JobFailed(taking.visit, taking, StoreError("ticket.none")))
    assert "phát hết số" in booth.view()["problem"]
    booth.act("take_ticket", counter="A")
    assert len(booth.jobs(errand.TakeTicket)) == 2


def test_without_an_open_counter_there_is_no_such_service(booth: Tracking) -> None:
    assert "ticket" not in {each["id"] for each in booth.view()["services"]}
    at_counters(booth, LAND)
    assert booth.screen == "attract"
    (offered,) = [each for each in booth.view()["services"] if each["id"] == "ticket"]
    assert (offered["open"], "13:30–17:00" in offered["why"]) == (False, True)


def test_the_desk_gives_numbers_and_prints_them(office: Office) -> None:
    for number in ("A-001", "A-002"):
        taken, done = office.do(errand.TakeTicket(1, CIVIL, "vi"))
        assert isinstance(taken, errand.TicketTaken)
        assert taken.ticket.text == number
        assert done == errand.TicketDone(1, PrintOutcome.PRINTED)
    assert len(office.printer.slips) == 2
    office.printer.present = False
    taken, done = office.do(errand.TakeTicket(1, CIVIL, "en"))
    assert isinstance(done, errand.TicketDone)
    assert (done.outcome, done.error is not None) == (PrintOutcome.NOT_PRINTED, True)


def test_the_desk_tells_a_finder_of_the_slip_nothing(office: Office, draft: Draft) -> None:
    case = office.desk.place(draft)[1]
    rows = {each.id: Row(not_at_hand=True) for each in case.components if each.kind != "form"}
    submitted = office.desk.submit(draft.model_copy(update={"rows": rows}))
    number = submitted.temporary_number or ""
    (right,) = office.do(errand.AskPortal(1, "a" * 32, number, AN[8:12]))
    (wrong,) = office.do(errand.AskPortal(1, "b" * 32, number, "0000"))
    assert isinstance(right, errand.LookupKnown)
    assert (right.known and right.known.state, right.asked) == ("queued", False)
    assert wrong == errand.LookupKnown(1, "b" * 32, None, asked=True)
    office.desk.recover()
    assert office.store.lookups.waiting() == []
