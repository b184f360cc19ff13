"""Who files: the card, typing by hand, and the draft that somebody left behind."""

from __future__ import annotations

import structlog

from kiosk.devices.contract import PrintOutcome
from kiosk.dossier.draft import Draft
from kiosk.errors import InputError, KioskError
from kiosk.identity import Mrz, Person, check_person, parse_date, read_qr
from kiosk.visit import jobs
from kiosk.visit.choose import Choose
from kiosk.visit.touch import on
from kiosk.visit.track import Track, is_slip

PERSON_FIELDS = ("number", "name", "born", "sex", "address")

log = structlog.get_logger()


class Identify(Choose, Track):
    @on("card", "card_glass")
    def _act_type_instead(self) -> None:
        self._glass_left()
        self.problem = None
        self._go("type_instead")

    @on("card")
    def _act_use_glass(self) -> None:
        self.problem = None
        self._go("use_glass")

    @on("card_glass")
    def _act_scan_card(self) -> None:
        if not self.glass_busy:
            self.problem, self.glass_busy = None, True
            self.glass_attempt += 1
            self._work(jobs.ScanCard(self._number, self.glass_attempt))

    def _card_scanned(self, outcome: jobs.CardScanned) -> None:
        """What lay on the glass, if it is still waited for: the reader or the keyboard may have been quicker."""
        if not self._is_awaited(outcome.attempt):
            return
        self.glass_busy = False
        if outcome.code is not None:
            self._code_read(outcome.code)
        elif outcome.zone is not None and outcome.zone.number:
            self._zone_read(outcome.zone)
        else:
            self.problem = InputError("qr.not_found", cause="no code on the glass")

    def _zone_read(self, zone: Mrz) -> None:
        """What its check digits bear is filled in. The name has no diacritics there, and who reads it is not proved by it."""
        log.info("card's back read")
        self.problem = None
        self._go("type_instead")
        self.typed = {"number": zone.number, "born": f"{zone.born:%d/%m/%Y}", "sex": zone.sex or ""}
        self._notice(self.texts.say(self.language, "person.from_back"))

    def _card_not_scanned(self, job: jobs.ScanCard, error: KioskError) -> None:
        self.notice = ""
        if self._is_awaited(job.attempt):
            self.glass_busy, self.problem = False, error

    def _is_awaited(self, attempt: int) -> bool:
        return self.screen == "card_glass" and self.glass_busy and attempt == self.glass_attempt

    def _glass_left(self) -> None:
        if self.glass_busy:
            self.glass_busy = False
            self._outside.cancel_scan()

    @on("person", "confirm")
    def _act_confirm(self) -> None:
        if self.screen == "person":
            self._person_typed()
        elif self.person is not None and self.from_card:
            self._work(jobs.FindDraft(self._number, self.person.number))
        elif self.person is not None:
            # A number can be known by others: a draft that was left behind is shown to its card only.
            self._nothing_found()

    @on("confirm")
    def _act_not_me(self) -> None:
        self.person = None
        self.typed = {}
        self._go("not_me")

    def _code_read(self, data: bytes) -> None:
        if self.screen == "attract":
            self._start("track" if is_slip(data) else "file")
            # Unless filing is not offered now.
            if self.screen != "attract":
                self.pending_code = data
            return
        if self.screen in ("language", "consent"):
            self.pending_code = data
            return
        if self.screen not in ("track", "card", "card_glass", "person", "confirm"):
            return
        self.touched()
        if self.screen == "track":
            self.pending_code = None
            self._code_on_track(data)
            return
        self.pending_code = None
        self._glass_left()
        try:
            person = read_qr(data)
        except InputError as error:
            log.info("card not read", code=error.code, cause=error.cause)
            self.person, self.problem = None, error
            self._go("card_problem")
            return
        self._person_known(person, from_card=True)

    def _person_known(self, person: Person, *, from_card: bool) -> None:
        if not self.may_supplement(person):
            self.person, self.problem = None, InputError("track.other_person")
            self._go("card_problem")
            return
        if self.draft is not None and self.draft.person.number != person.number:
            # Somebody else: papers and answers are not theirs.
            self._forget_draft(self.draft)
        self.person, self.from_card, self.problem = person, from_card, None
        self._go("person_known")

    def _forget_draft(self, draft: Draft) -> None:
        for draft_id in dict.fromkeys(one.id for one in (draft, self.draft) if one is not None):
            self._work(jobs.Forget(self._number, draft_id))
        self.draft = self.kept = self.procedure = self.case = self.row = self.removed = None
        self.thumbnails, self.board_past = {}, []
        self._look_afresh()

    def _person_typed(self) -> None:
        values = {field: self.typed.get(field, "").strip() for field in PERSON_FIELDS}
        self.errors = {field: InputError("field.required") for field, text in values.items() if not text}
        try:
            born = parse_date(values["born"]) if values["born"] else None
        except InputError as error:
            born, self.errors["born"] = None, error
        if self.errors or born is None:
            return
        try:
            person = check_person(values["number"], values["name"], born, values["sex"], values["address"])
        except InputError as error:
            where = {"person.name": "name", "person.sex": "sex", "person.address": "address"}.get(error.code, "number")
            self.errors[where] = error
            return
        self._person_known(person, from_card=False)

    def _draft_searched(self, outcome: jobs.DraftSearched) -> None:
        if self.screen != "confirm" or self.person is None or self.person.number != outcome.personal_number:
            return
        if self.answering is not None:
            self._take_up(outcome)
        if self.answering is not None or outcome.kept is None or self._of_catalogue(outcome.kept.draft) is None:
            self._nothing_found()
            return
        self.kept, self.kept_submitted = outcome.kept.draft, outcome.kept.state != "open"
        self._go("draft_found")

    @on("resume")
    def _act_resume(self) -> None:
        kept = self.kept
        places = self._of_catalogue(kept) if kept is not None else None
        if kept is None or places is None:
            return
        self.procedure, self.case = places
        if kept.supplements is not None:
            self.service, self.answering = "supplement", kept.supplements
        # What was agreed to today counts.
        self.draft = kept.model_copy(update={"language": self.language, "consent": self.consent})
        self.kept = None
        if self.kept_submitted:
            self._go("already_submitted")
            self.slip = PrintOutcome.UNKNOWN  # whether it came out before the fault, nobody saw
        else:
            self._go("resumed")

    @on("resume")
    def _act_start_new(self) -> None:
        if self.kept is not None:
            procedure, case = self.procedure, self.case
            self._forget_draft(self.kept)
            if self.browsed:
                self.procedure, self.case = procedure, case
                self._open_draft()
            self._go("start_new")
