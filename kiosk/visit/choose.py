"""What is filed: procedure and case."""

from __future__ import annotations

from kiosk.catalogue import Group
from kiosk.dossier import answers as forms
from kiosk.dossier import stack
from kiosk.dossier.behalf import case_for
from kiosk.dossier.draft import Draft
from kiosk.visit import jobs
from kiosk.visit.state import SHOWN, VisitState
from kiosk.visit.touch import on

MOST_FOUND = 60
"""What a search that is not narrower may give; nobody reads on."""


class Choose(VisitState):
    @on("procedures")
    def _act_search(self, text: str) -> None:
        self.query, self.shown = text[:100], SHOWN
        self.found = self._search.find(self.query, MOST_FOUND) if self.query.strip() else None

    @on("procedures")
    def _act_open_group(self, id: str) -> None:  # noqa: A002 the screens' word
        # Where a search found nothing, the groups of the start are offered.
        path = (id,) if self.found is not None else (*self.group_path, id)
        if self._groups_of_catalogue.at(path) is not None:
            self._act_search("")
            self.group_path = path

    @on("procedures")
    def _act_more(self) -> None:
        self.shown += SHOWN

    def root(self) -> Group:
        return self._groups_of_catalogue

    def opened(self) -> Group:
        """The group of procedures that is looked into; the root, of which all is a part, at first."""
        return self._groups_of_catalogue.at(self.group_path) or self._groups_of_catalogue

    def _look_afresh(self) -> None:
        """What was typed and opened was somebody else's."""
        self._search.forget()
        self._act_search("")
        self.group_path = ()

    def _step_back(self) -> bool:
        """Out of the results, or out of a group; False when there is nothing to step out of."""
        if self.query.strip():
            self._act_search("")
        elif self.group_path:
            self.group_path, self.shown = self.group_path[:-1], SHOWN
        else:
            return False
        return True

    @on("procedures")
    def _act_choose_procedure(self, code: str) -> None:
        procedure = next((procedure for procedure in self.catalogue.procedures if procedure.code == code), None)
        if procedure is not None:
            if self.procedure is not procedure:
                self.procedure, self.case = procedure, None
            self.list_slip, self.list_error = None, None
            if len(procedure.cases) == 1:
                self.case = procedure.cases[0]
            self._go("procedure_chosen")

    @on("cases")
    def _act_choose_case(self, id: str) -> None:  # noqa: A002 the screens' word
        if self.procedure is not None and (case := self.procedure.case(id)) is not None:
            self.case = case
            self.list_slip, self.list_error = None, None
            self._go("case_chosen")

    @on("needs")
    def _act_print_list(self) -> None:
        """What one needs, on paper, to take home."""
        if self.list_slip != "printing":
            self.list_slip, self.list_error = "printing", None
            self._work(jobs.PrintList(self._number, self.procedure_or_fail.code, self.case_or_fail.id, self.language))

    @on("needs")
    def _act_have_papers(self) -> None:
        if self.service == "file" and self.person is not None:
            self._open_draft()
            self._go("have_papers")

    @on("needs")
    def _act_file_this(self) -> None:
        """Whoever only looked wants to file now: consent and card come first, then the papers of this case."""
        if self.service == "browse":
            self.service, self.browsed = "file", True
            self._go("file_this")

    def _open_draft(self) -> None:
        """A draft of the chosen case: a new one, or the one that is there, with what it still has a use for. Nothing without a case."""
        procedure, case = self.procedure, self.case
        if procedure is None or case is None or self.person is None:
            return
        draft = self.draft or Draft(
            id=self._outside.new_id(),
            created_at=self._outside.now(),
            person=self.person,
            procedure_code=procedure.code,
            case_id=case.id,
        )
        same = draft.procedure_code == procedure.code
        known = {component.id for component in case_for(case, draft.behalf).components}
        owner = draft.behalf.owner if draft.behalf is not None else self.person
        answers = forms.prefill(case, owner) | (draft.answers if same else {})
        self._change(
            draft.model_copy(
                update={
                    "person": self.person,
                    "language": self.language,
                    "procedure_code": procedure.code,
                    "case_id": case.id,
                    "consent": self.consent,
                    "supplements": self.answering,
                    "exemption": draft.exemption if same else "",
                    "signature": draft.signature if same and draft.case_id == case.id else None,
                }
            ),
            rows={name: row for name, row in draft.rows.items() if same and name in known},
            stack=tuple(loose if loose.place in (*known, stack.ASIDE) else stack.unsorted(loose) for loose in draft.stack) if same else (),
            answers=forms.kept(case, answers),
        )

    def _nothing_found(self) -> None:
        """This person left no draft behind: go on where they came from."""
        self._open_draft()
        self._go("nothing_found")
