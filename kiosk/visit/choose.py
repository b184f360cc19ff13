"""What is filed: procedure and case."""

from __future__ import annotations

from kiosk.dossier import answers as forms
from kiosk.dossier import stack
from kiosk.dossier.draft import Draft
from kiosk.visit.state import VisitState


class Choose(VisitState):
    def _act_search(self, text: str) -> None:
        self.query = text[:100]

    def _act_choose_procedure(self, code: str) -> None:
        procedure = next((procedure for procedure in self.catalogue.procedures if procedure.code == code), None)
        if procedure is not None:
            self.procedure = procedure
            self._go("procedure_chosen")

    def _act_choose_case(self, id: str) -> None:  # noqa: A002 the screens' word
        if self.procedure is None or self.person is None:
            return
        case = self.procedure.case(id)
        if case is None:
            return
        self.case = case
        draft = self.draft or Draft(
            id=self._outside.new_id(),
            created_at=self._outside.now(),
            person=self.person,
            procedure_code=self.procedure.code,
            case_id=case.id,
        )
        same = draft.procedure_code == self.procedure.code
        known = {component.id for component in case.components}
        answers = forms.prefill(case, self.person) | (draft.answers if same else {})
        asked = {field.id for group in case.form for field in group.fields}
        self._change(
            draft.model_copy(
                update={"person": self.person, "language": self.language, "procedure_code": self.procedure.code, "case_id": case.id}
            ),
            rows={name: row for name, row in draft.rows.items() if same and name in known},
            stack=tuple(loose if loose.place in (*known, stack.ASIDE) else stack.unsorted(loose) for loose in draft.stack) if same else (),
            answers={name: text for name, text in answers.items() if name in asked},
        )
        self.consent = False
        self._go("case_chosen")
