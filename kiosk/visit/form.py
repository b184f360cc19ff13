"""The form, a group of questions a screen."""

from __future__ import annotations

from typing import Any

from kiosk.dossier import answers as forms
from kiosk.errors import InputError
from kiosk.visit.state import VisitState


class Form(VisitState):
    def _groups(self) -> tuple[Any, ...]:
        """The groups that have something to ask."""
        answers = self.draft_or_fail.answers
        return tuple(group for group in self.case_or_fail.form if any(forms.is_asked(field, answers) for field in group.fields))

    def present_group(self) -> Any:
        groups = self._groups()
        return groups[min(self.group, len(groups) - 1)]

    def groups(self) -> int:
        return len(self._groups())

    def _enter_form(self, group: int = 0) -> None:
        """What the person screen and an earlier look at the form left half typed has no place here."""
        self.group, self.errors, self.typed = group, {}, {}

    def _answer(self, field_id: str, text: str) -> None:
        field = next((field for field in self.present_group().fields if field.id == field_id), None)
        if field is None:
            return
        draft = self.draft_or_fail
        try:
            answer = forms.canonical(field, text, today=self._outside.now().date())
            self.typed.pop(field_id, None)
            self.errors.pop(field_id, None)
        except InputError as error:
            self.typed[field_id], self.errors[field_id] = text, error
            answer = ""
        answers = {name: value for name, value in draft.answers.items() if name != field_id}
        if answer:
            answers[field_id] = answer
        self._change(draft, answers=answers)

    def _group_done(self) -> None:
        answers, today = self.draft_or_fail.answers, self._outside.now().date()
        asked = [field for field in self.present_group().fields if forms.is_asked(field, answers)]
        wrong = forms.check_answers(self.case_or_fail, answers, today=today)
        self.errors = {field.id: wrong[field.id] for field in asked if field.id in wrong}
        # What was typed and refused is not in the answers; its own error says more than "required".
        for field in asked:
            if field.id in self.typed:
                self._answer(field.id, self.typed[field.id])
        if self.errors:
            return
        self._change(self.draft_or_fail)
        if self.group + 1 < len(self._groups()):
            self.group += 1
        else:
            self._go("form_done")

    def _act_edit_form(self) -> None:
        self._enter_form()
        self._go("edit_form")
