"""Review, consent, submission, slip."""

from __future__ import annotations

from kiosk.dossier import answers as forms
from kiosk.dossier.checklist import Verdict, check
from kiosk.dossier.draft import Consent
from kiosk.visit import jobs
from kiosk.visit.state import VisitState

CONSENT_VERSION = "2026-11"
"""Version of the sentence `review.consent` in config/texts; recorded with each consent."""


class Finish(VisitState):
    def _act_edit_papers(self) -> None:
        self._go("edit_papers")

    def _act_set_consent(self, value: bool) -> None:
        self.consent = bool(value)

    def _asked_answers(self) -> dict[str, str]:
        """Answers to questions that were put; one that another answer made void is no part of the dossier."""
        answers = self.draft_or_fail.answers
        asked = {field.id for group in self.case_or_fail.form for field in group.fields if forms.is_asked(field, answers)}
        return {name: answer for name, answer in answers.items() if name in asked}

    def can_submit(self) -> bool:
        return self.consent and check(self.case_or_fail, self.draft_or_fail).whole is not Verdict.MISSING

    def _act_submit(self) -> None:
        if not self.can_submit():
            return
        consent = Consent(at=self._outside.now(), text_version=CONSENT_VERSION, language=self.language)
        self._change(self.draft_or_fail, consent=consent, answers=self._asked_answers())
        self._go("submit")
        self._work(jobs.Submit(self._number, self.draft_or_fail))

    def _act_print_again(self) -> None:
        if self.slip != "printing":
            self._print()

    def _print(self) -> None:
        self.slip, self.slip_error = "printing", None
        self._work(jobs.PrintSlip(self._number, self.draft_or_fail))

    def _delivery_open(self) -> bool:
        return self.news is None or self.news.state == "waiting"

    def _act_finish(self) -> None:
        self._end("finish")
