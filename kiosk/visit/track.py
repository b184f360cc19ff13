"""How a dossier stands, and papers that an officer asks for.

The question goes to the portal sealed, by way of the store and the sync service; the screen's thread only looks whether the answer has
come. What the kiosk itself knows is told when the portal does not answer: as old as it is, and as no more than that.
"""

from __future__ import annotations

from kiosk.catalogue import Case, Procedure
from kiosk.dossier import numbers
from kiosk.dossier.supplement import Supplements, ids, narrowed
from kiosk.errors import InputError, KioskError, PortalError
from kiosk.exchange import DossierStatus, LookupState
from kiosk.identity import Person, read_qr
from kiosk.visit import errand_jobs as errand
from kiosk.visit import jobs
from kiosk.visit.state import VisitState
from kiosk.visit.touch import on

ASK_FOR = 10.0
"""A resident waits so long for the portal's answer, and not longer [s]."""
LOOK_EVERY = 0.5
"""How often to look whether it has come [s]."""
TRACK_FIELDS = ("number", "digits")


def is_slip(code: bytes) -> bool:
    """Whether a code that was read is a slip's, or a mã hồ sơ."""
    return numbers.read_typed(code.decode("utf-8", "replace")) is not None


class Track(VisitState):
    def _answer_track(self, field: str, text: str) -> None:
        if field in TRACK_FIELDS and self.lookup is None:
            self.typed[field] = text[:60]
            self.errors.pop(field, None)
            self.problem = None

    def _code_on_track(self, data: bytes) -> None:
        """The slip's code fills in the number, the card's the last digits: a slip that somebody found says nothing by itself."""
        if self.lookup is not None:
            return
        self.problem = None
        number = numbers.read_typed(data.decode("utf-8", "replace"))
        if number is not None:
            self._answer_track("number", number)
        else:
            try:
                self._answer_track("digits", read_qr(data).number[-4:])
            except InputError:
                self.problem = InputError("track.code")
                return
        if all(self.typed.get(field) for field in TRACK_FIELDS):
            self._act_look_up()

    @on("track")
    def _act_look_up(self) -> None:
        number, digits = numbers.read_typed(self.typed.get("number", "")), "".join(self.typed.get("digits", "").split())
        self.errors = {}
        if number is None:
            self.errors["number"] = InputError("track.number" if self.typed.get("number") else "field.required")
        if len(digits) != 4 or not digits.isascii() or not digits.isdecimal():
            self.errors["digits"] = InputError("track.digits" if digits else "field.required")
        if number is None or self.errors or self.lookup is not None:
            return
        self.lookup, self.lookup_digits, self.lookup_known = self._outside.new_id(), digits, None
        self.lookup_until = self._outside.seconds() + ASK_FOR
        self.problem, self.tracked = None, None
        self._work(errand.AskPortal(self._number, self.lookup, number, digits))

    @on("track")
    def _act_stop_asking(self) -> None:
        self._drop_lookup()

    def _track_tick(self, seconds: float) -> None:
        if self.lookup is None:
            return
        if seconds >= self.lookup_until:
            self._portal_silent()
        elif seconds - self._looked_at >= LOOK_EVERY:
            self._looked_at = seconds
            self._work(errand.LookForAnswer(self._number, self.lookup))

    def _lookup_known_here(self, outcome: errand.LookupKnown) -> None:
        if outcome.lookup_id != self.lookup:
            return
        self.lookup_known = outcome.known
        if not outcome.asked:
            # It has not reached the portal yet: nobody there could know more.
            self._drop_lookup()
            self._go("tracked_known")

    def _lookup_told(self, outcome: errand.LookupTold) -> None:
        if outcome.lookup_id != self.lookup:
            return
        answer = outcome.told.answer
        if answer is None:
            if outcome.told.failed:
                self._portal_silent()
            return
        self._drop_lookup()
        if answer.state == LookupState.FOUND and answer.dossier is not None:
            self.tracked, self.tracked_at = answer.dossier, self._outside.now()
            self._go("tracked_known")
        else:
            self.problem = InputError("track.locked" if answer.state == LookupState.LOCKED else "track.not_found")

    def _portal_silent(self) -> None:
        """Neither yes nor no: what this kiosk heard last, or that it cannot say."""
        self._drop_lookup()
        if self.lookup_known is not None:
            self._go("tracked_known")
        else:
            self.problem = PortalError("track.not_asked")

    def _lookup_failed(self, error: KioskError) -> None:
        self.notice = ""
        self._drop_lookup()
        self.problem = error

    def _drop_lookup(self) -> None:
        if self.lookup is not None:
            self._work(errand.DropLookup(self._number, self.lookup))
            self.lookup = None

    # Papers that are asked for

    def asked_case(self) -> tuple[Procedure, Case] | None:
        """Procedure and case with just the rows that the portal asks for; None when nothing is, or this catalogue has no such row."""
        tracked = self.tracked
        if tracked is None or tracked.status != DossierStatus.SUPPLEMENT_ASKED:
            return None
        procedure = next((p for p in self.catalogue.procedures if p.code == tracked.procedure_code), None)
        case = procedure.case(tracked.case_id) if procedure is not None else None
        asked = narrowed(case, ids(tracked.rows)) if case is not None else None
        return (procedure, asked) if procedure is not None and asked is not None else None

    @on("tracked")
    def _act_supplement(self) -> None:
        places, tracked = self.asked_case(), self.tracked
        if places is None or tracked is None:
            return
        self.procedure, self.case = places
        self.service = "supplement"
        code = tracked.official_code or tracked.temporary_number
        self.answering = Supplements(dossier_id=tracked.dossier_id, code=code, rows=tracked.rows)
        self.typed = {}
        self._go("supplement_begun")

    def _left_tracked(self) -> None:
        """Back to the question: the number may stand, the digits are asked again."""
        self.tracked = self.lookup_known = self.answering = None
        self.typed = {name: text for name, text in self.typed.items() if name == "number"}

    def may_supplement(self, person: Person) -> bool:
        """Whether it may be the person of the dossier: the kiosk knows the last digits, the portal knows it all."""
        return self.answering is None or not self.lookup_digits or person.number.endswith(self.lookup_digits)

    def _take_up(self, outcome: jobs.DraftSearched) -> None:
        """A supplement that a fault cut short goes on by itself; a filing that was left behind has nothing to do with it."""
        kept = outcome.kept
        mine = kept.draft.supplements if kept is not None and kept.state == "open" else None
        if kept is not None and mine is not None and self.answering is not None and mine.dossier_id == self.answering.dossier_id:
            self.draft = kept.draft
