"""Review, signature, submission, slip, rating."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from kiosk.dossier import answers as forms
from kiosk.dossier.checklist import Verdict, check
from kiosk.dossier.draft import Signature
from kiosk.visit import jobs
from kiosk.visit.state import VisitState
from kiosk.visit.touch import on

RATINGS = ("good", "fair", "poor")
RATING_REASONS = ("hard", "slow", "scanner", "words", "staff", "other")
"""Their words are `rating.reason.<reason>` in config/texts. None is asked of who is content."""


class Finish(VisitState):
    @on("review")
    def _act_edit_papers(self) -> None:
        self._go("edit_papers")

    @on("review")
    def _act_signing(self, value: bool) -> None:
        """The pad lies over the review, or not."""
        self.signing = bool(value) and self.can_sign()

    def needs_signature(self) -> bool:
        """Papers without a form have no place for one."""
        return bool(self.case_or_fail.form)

    def can_sign(self) -> bool:
        return self.needs_signature() and self._nothing_missing()

    def _nothing_missing(self) -> bool:
        return check(self.case_or_fail, self.draft_or_fail).whole is not Verdict.MISSING

    @on("review")
    def _act_sign(self, strokes: Any) -> None:
        """With a finger: lists of points, each 0…1 of the pad's width and height. What is no signature is ignored."""
        if not isinstance(strokes, Sequence) or isinstance(strokes, str):
            return
        try:
            signature = Signature.model_validate({"strokes": strokes})
        except ValidationError:
            return
        self._change(self.draft_or_fail, signature=signature)

    @on("review")
    def _act_clear_signature(self) -> None:
        self._change(self.draft_or_fail, signature=None)

    @on("review")
    def _act_cannot_sign(self, value: bool) -> None:
        """Who cannot write files all the same; the form says so, and an officer looks."""
        self._change(self.draft_or_fail, signature=Signature(strokes=()) if value else None)

    def _asked_answers(self) -> dict[str, str]:
        """Answers to questions that were put; one that another answer made void is no part of the dossier."""
        answers = self.draft_or_fail.answers
        asked = {question.key for question in forms.questions(self.case_or_fail, answers)}
        return {name: answer for name, answer in answers.items() if name in asked}

    def can_submit(self) -> bool:
        draft = self.draft_or_fail
        signed = draft.signature is not None or not self.needs_signature()
        return signed and draft.consent is not None and self._nothing_missing()

    @on("review")
    def _act_submit(self) -> None:
        if not self.can_submit():
            return
        self._change(self.draft_or_fail, answers=self._asked_answers())
        self._go("submit")
        self._work(jobs.Submit(self._number, self.draft_or_fail))

    @on("submitted")
    def _act_print_again(self) -> None:
        if self.slip != "printing":
            self._print()

    def _print(self) -> None:
        self.slip, self.slip_error = "printing", None
        self._work(jobs.PrintSlip(self._number, self.draft_or_fail))

    def _delivery_open(self) -> bool:
        return self.news is None or self.news.state == "waiting"

    @on("submitted")
    def _act_rate(self) -> None:
        self._go("rate")

    @on("rating")
    def _act_give(self, rating: str) -> None:
        """Who is content is done with one touch; the others may say why."""
        if rating not in RATINGS:
            return
        self.rating = rating
        if rating == "good":
            self._rated()

    @on("rating")
    def _act_because(self, reason: str) -> None:
        if reason in RATING_REASONS:
            self.rating_reasons = self.rating_reasons ^ {reason}

    @on("rating")
    def _act_finish(self) -> None:
        self._rated()

    def _rated(self) -> None:
        if self.rating:
            reasons = tuple(reason for reason in RATING_REASONS if reason in self.rating_reasons)
            self._work(jobs.Rate(self._number, self.draft_or_fail.procedure_code, self.rating, reasons))
        self._end("finish")
