"""Staff beside the resident: calling them, signing in, and what they may do with the dossier. The visit's own chart never moves by it.

All that they change is a new version of the same draft, can be taken back, and is in the audit by the dossier's id and theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, cast

import structlog

from kiosk.dossier import answers as forms
from kiosk.dossier.behalf import case_for
from kiosk.dossier.draft import ACCEPTED, GROUNDS, Accepted, Behalf, Draft, PageRef, Seen
from kiosk.errors import InputError, KioskError
from kiosk.identity import Person, check_person, parse_date
from kiosk.store.staff import PIN_DIGITS, StaffMember
from kiosk.visit import jobs
from kiosk.visit.identify import PERSON_FIELDS
from kiosk.visit.staff_chart import StaffChart
from kiosk.visit.state import VisitState

QUIET = 60.0
"""Without a touch for so long the staff's panel goes by itself [s]."""
EXTRA = 600.0
"""How much time staff give at once [s]."""
MOST_EXTRA = 1800.0
"""More than so far ahead nobody can give [s]."""
PARTS = ("papers", "form", "behalf", "machine")
"""What the panel shows, one at a time."""
FIXED = frozenset(("scanning", "submitting", "submitted", "rating", "goodbye", "failsafe"))
"""Screens on which a draft does not change under the kiosk's own hands, or any more."""

log = structlog.get_logger()


@dataclass
class Beside:
    """The staff's side of the present moment."""

    chart: StaffChart = field(default_factory=StaffChart)
    people: tuple[StaffMember, ...] | None = None
    """Who may sign in; None: not known yet."""
    who: StaffMember | None = None
    pin: str = field(default="", repr=False)
    attempt: int = 0
    left: int | None = None
    """Tries after a wrong PIN; None: none was wrong."""
    locked: float = 0
    """For how long nobody may sign in under this name [s]."""
    failed: KioskError | None = None
    part: str = "papers"
    accepting: str = ""
    """Id of the page for which a reason is asked."""
    typed: dict[str, str] = field(default_factory=dict, repr=False)
    """By field, with its part before it: `form:`, `person:`, `owner:`."""
    errors: dict[str, InputError] = field(default_factory=dict)
    ground: str = ""
    changing: bool = False
    """The owner of the dossier is being typed again."""

    @property
    def state(self) -> str:
        return str(next(iter(self.chart.configuration_values)))


class Staff(VisitState):
    help = False
    beside: Beside | None = None
    _pins = 0
    """How many were ever asked about: an answer to an earlier one opens nothing."""

    def _begin(self) -> None:
        if self.help:
            self._work(jobs.CallOfficer(self._number, called=False))
        self._signed_out()
        super()._begin()
        self.beside = Beside()
        self.patient_until = 0.0
        self._staff_touched_at = self._touched_at

    def touched(self) -> None:
        super().touched()
        self._staff_touched_at = self._touched_at

    @property
    def staff(self) -> Beside:
        assert self.beside is not None
        return self.beside

    # Calling them

    def _act_call_officer(self) -> None:
        if not self.help:
            self.help = True
            log.info("officer called", screen=self.screen)
            self._work(jobs.CallOfficer(self._number, called=True))

    def _act_officer_done(self) -> None:
        if self.help:
            self.help = False
            self._work(jobs.CallOfficer(self._number, called=False))

    # Signing in

    def _act_staff_ask(self) -> None:
        if self.staff.state == "away":
            self.beside = Beside()
            self.staff.chart.send("ask")
            self._work(jobs.ListStaff(self._number))

    def _act_staff_who(self, id: str) -> None:  # noqa: A002 the screens' word; "" asks for the name again
        staff = self.staff
        if staff.state == "locked":
            staff.chart.send("another")
        if staff.state == "pin":
            staff.who = next((member for member in staff.people or () if member.id == id), None)
            staff.pin, staff.left, staff.failed = "", None, None

    def _act_staff_key(self, key: str) -> None:
        """A digit, "erase" or "ok"."""
        staff = self.staff
        if staff.state != "pin" or staff.who is None:
            return
        if key == "erase":
            staff.pin = staff.pin[:-1]
        elif len(key) == 1 and key in "0123456789" and len(staff.pin) < PIN_DIGITS[-1]:
            staff.pin += key
            staff.left = None
        elif key == "ok" and len(staff.pin) in PIN_DIGITS:
            self._pins += 1
            staff.attempt = self._pins
            self._work(jobs.CheckPin(self._number, staff.attempt, staff.who.id, staff.pin))
            staff.pin, staff.left, staff.failed = "", None, None
            staff.chart.send("check")

    def _staff_listed(self, outcome: jobs.StaffListed) -> None:
        self.staff.people = outcome.people

    def _pin_checked(self, outcome: jobs.PinChecked) -> None:
        staff = self.staff
        if staff.state != "checking" or outcome.attempt != staff.attempt:
            return
        match outcome.checked.outcome:
            case "right":
                staff.chart.send("let_in")
                log.info("staff beside", staff=outcome.staff_id, screen=self.screen)
                # Whoever was called is here.
                self._act_officer_done()
                self._show_part("papers" if self.draft is not None else "machine")
            case "locked":
                staff.locked = outcome.checked.seconds
                staff.chart.send("lock")
                log.warning("staff locked", staff=outcome.staff_id)
            case "wrong":
                staff.left = outcome.checked.left
                staff.chart.send("refuse")

    def _pin_not_checked(self, error: KioskError) -> None:
        self.staff.failed = error
        self.staff.chart.send("refuse")

    def _act_staff_leave(self) -> None:
        self._signed_out()
        self.beside = Beside()

    def _signed_out(self) -> None:
        staff = self.beside
        if staff is not None and staff.state == "beside" and staff.who is not None:
            log.info("staff left", staff=staff.who.id)
            self._note("staff out")

    def _staff_tick(self, seconds: float) -> None:
        if self.staff.state == "away":
            return
        # Their clock, not the resident's.
        self._touched_at = seconds
        if seconds - self._staff_touched_at >= QUIET:
            self._act_staff_leave()

    # What they do

    def may_change(self) -> bool:
        """Whether staff are here, and there is a draft that they may change."""
        return self.staff.state == "beside" and self.draft is not None and self.screen not in FIXED

    def _act_staff_part(self, part: str) -> None:
        if self.staff.state == "beside" and part in PARTS:
            self._show_part(part)

    def _show_part(self, part: str) -> None:
        staff = self.staff
        staff.part, staff.accepting, staff.typed, staff.errors, staff.changing = part, "", {}, {}, False
        if part == "papers" and self.draft is not None:
            pages = tuple(page.id for page in self.draft.pages())
            if any(page not in self.thumbnails for page in pages):
                self._work(jobs.LoadPages(self._number, self.draft.id, pages))

    def _act_staff_seen(self, row: str, value: bool) -> None:
        """Whether the original was held beside the scan."""
        if not self.may_change() or self._component(row) is None:
            return
        draft, given = self.draft_or_fail, self.draft_or_fail.row(row)
        if value and not given.pages:
            return
        seen = Seen(by=self._staff_id(), at=self.clock(), pages=tuple(page.id for page in given.pages)) if value else None
        self._change(draft, rows={**draft.rows, row: given.model_copy(update={"seen": seen})})
        self._note(f"{'seen' if value else 'not seen'} {row}")

    def _act_staff_accept(self, page: str, reason: str) -> None:
        """`reason` of ACCEPTED; "" asks for one."""
        found = self._page_in_a_row(page)
        if found is None or not self.may_change():
            return
        if reason == "":
            self.staff.accepting = "" if self.staff.accepting == page else page
        elif reason in ACCEPTED:
            self.staff.accepting = ""
            self._judge_page(*found, Accepted(by=self._staff_id(), at=self.clock(), reason=reason))
            self._note(f"accepted {found[0]} {reason}")

    def _act_staff_not_accepted(self, page: str) -> None:
        found = self._page_in_a_row(page)
        if found is not None and found[1].accepted is not None and self.may_change():
            self._judge_page(*found, None)
            self._note(f"not accepted {found[0]}")

    def _judge_page(self, row: str, page: PageRef, accepted: Accepted | None) -> None:
        draft = self.draft_or_fail
        given = draft.row(row)
        pages = tuple(one.model_copy(update={"accepted": accepted}) if one.id == page.id else one for one in given.pages)
        self._change(draft, rows={**draft.rows, row: given.model_copy(update={"pages": pages})})

    def _page_in_a_row(self, page_id: str) -> tuple[str, PageRef] | None:
        draft = self.draft
        if draft is None:
            return None
        return next(((row_id, page) for row_id, row in draft.rows.items() for page in row.pages if page.id == page_id), None)

    def _act_staff_answer(self, field: str, text: str) -> None:
        """`field`: `form:<id>`, `person:<name>` or `owner:<name>`."""
        part, _, name = field.partition(":")
        if not self.may_change():
            return
        if part == "form":
            self._fix_answer(name, text)
        elif part in ("person", "owner") and name in PERSON_FIELDS:
            self.staff.typed[field] = text
            self.staff.errors.pop(field, None)

    def _fix_answer(self, name: str, text: str) -> None:
        draft, staff = self.draft_or_fail, self.staff
        known = {one.key: one.field for one in forms.questions(self.case_or_fail, draft.answers)}
        if name not in known:
            return
        try:
            answer = forms.canonical(known[name], text, today=self.clock().date())
        except InputError as error:
            # Not taken: what the resident had is still there.
            staff.typed[f"form:{name}"], staff.errors[f"form:{name}"] = text, error
            return
        staff.typed.pop(f"form:{name}", None)
        staff.errors.pop(f"form:{name}", None)
        self.typed.pop(name, None)
        self.errors.pop(name, None)
        answers = {other: value for other, value in draft.answers.items() if other != name}
        self._change(draft, answers=answers | ({name: answer} if answer else {}), signature=None)
        self._note(f"answer fixed {name}")

    def can_fix_person(self) -> bool:
        """What came from a card is not typed over."""
        return self.draft is not None and self.draft.person.source == "typed"

    def _act_staff_save_person(self) -> None:
        if not self.may_change() or not self.can_fix_person():
            return
        draft = self.draft_or_fail
        person = self._typed_person("person", draft.person)
        if person is None:
            return
        self.person = person
        answers = draft.answers if draft.behalf is not None else self._refilled(draft, draft.person, person)
        self._change(draft, person=person, answers=answers, signature=None)
        self._note("person fixed")

    def _act_staff_ground(self, ground: str) -> None:
        if self.may_change() and ground in GROUNDS:
            self.staff.ground = ground

    def _act_staff_change_owner(self) -> None:
        draft = self.draft
        if self.may_change() and draft is not None and draft.behalf is not None:
            self.staff.changing, self.staff.ground = True, draft.behalf.ground

    def _act_staff_behalf(self) -> None:
        """File for the person who was typed in."""
        staff = self.staff
        if not self.may_change() or staff.ground not in GROUNDS:
            return
        draft = self.draft_or_fail
        owner = self._typed_person("owner", draft.behalf.owner if draft.behalf is not None else None)
        if owner is None:
            return
        if owner.number == draft.person.number:
            staff.errors["owner:number"] = InputError("staff.owner_same")
            return
        ground = cast(Literal["authorised", "parent", "guardian", "organisation"], staff.ground)
        self._on_behalf(Behalf(owner=owner, ground=ground, by=self._staff_id()))
        staff.changing = False
        self._note(f"on behalf {ground}")

    def _act_staff_not_behalf(self) -> None:
        if self.may_change() and self.draft_or_fail.behalf is not None:
            self._on_behalf(None)
            self._note("not on behalf")

    def _on_behalf(self, behalf: Behalf | None) -> None:
        draft = self.draft_or_fail
        changed = draft.model_copy(update={"behalf": behalf})
        self._change(changed, answers=self._refilled(draft, draft.owner, changed.owner), signature=None)

    def _refilled(self, draft: Draft, before: Person, after: Person) -> dict[str, str]:
        """The answers with what came from one person taken from another; what somebody typed stays."""
        case = case_for(self.case_or_fail, None)
        old, new = forms.prefill(case, before), forms.prefill(case, after)
        own = {name: answer for name, answer in draft.answers.items() if old.get(name) != answer}
        return {name: answer for name, answer in new.items() if name not in own} | own

    def _typed_person(self, part: str, known: Person | None) -> Person | None:
        """Who was typed in, over what is known; None with the errors noted."""
        staff = self.staff
        values = {name: staff.typed.get(f"{part}:{name}", shown(known, name)).strip() for name in PERSON_FIELDS}
        errors = {name: InputError("field.required") for name, text in values.items() if not text}
        born = None
        try:
            born = parse_date(values["born"]) if values["born"] else None
        except InputError as error:
            errors["born"] = error
        if not errors and born is not None:
            try:
                person = check_person(values["number"], values["name"], born, values["sex"], values["address"])
            except InputError as error:
                where = {"person.name": "name", "person.sex": "sex", "person.address": "address"}.get(error.code, "number")
                errors[where] = error
            else:
                staff.typed, staff.errors = {}, {}
                return person
        staff.errors = {f"{part}:{name}": error for name, error in errors.items()}
        return None

    def _act_staff_extend(self) -> None:
        """For a while nobody is asked whether they are still here."""
        now = self._outside.seconds()
        if self.staff.state == "beside" and self.extra_minutes() * 60 + EXTRA <= MOST_EXTRA:
            self.patient_until = max(self.patient_until, now) + EXTRA
            self._note("time extended")

    def _act_staff_no_extension(self) -> None:
        if self.staff.state == "beside" and self.extra_minutes():
            self.patient_until = 0.0
            self._note("time not extended")

    def extra_minutes(self) -> int:
        """For how long nobody is asked [min]."""
        return max(0, round((self.patient_until - self._outside.seconds()) / 60))

    def _staff_id(self) -> str:
        who = self.staff.who
        if who is None:
            raise RuntimeError("nobody is beside")
        return who.id

    def _note(self, what: str) -> None:
        self._work(jobs.NoteAct(self._number, what, self._staff_id(), self.draft.id if self.draft is not None else ""))


def shown(person: Person | None, name: str) -> str:
    """A person's field as one types it."""
    if person is None:
        return ""
    return f"{person.born:%d/%m/%Y}" if name == "born" else str(getattr(person, name))
