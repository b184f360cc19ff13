"""The public state: what VIEW.md promises to the screens, as one map of plain values. The screen is a function of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import segno

from kiosk.catalogue import FormField, Procedure
from kiosk.devices.contract import Source
from kiosk.dossier.answers import is_asked
from kiosk.identity import Person
from kiosk.texts import money
from kiosk.visit.facts import facts, level
from kiosk.visit.identify import PERSON_FIELDS
from kiosk.visit.view_papers import PapersViewer
from kiosk.visit.visit import BACK, Visit

STEPS = {
    "language": 0, "card": 1, "card_glass": 1, "person": 1, "confirm": 1, "resume": 1, "procedures": 2, "cases": 2,
    "papers": 3, "scanning": 3, "scan_fault": 3, "pages": 3, "board": 3, "form": 4, "review": 5, "submitting": 5,
}  # fmt: skip


def view(visit: Visit, *, centre: str, sources: tuple[Source, ...]) -> dict[str, Any]:
    """The whole view. `centre`: its name in the visit's language; `sources`: what the scanner can take, feeder first."""
    return _Viewer(visit, sources).whole(centre)


class _Viewer(PapersViewer):
    def whole(self, centre: str) -> dict[str, Any]:
        visit = self.visit
        screen = visit.screen
        notice = visit.notice
        return {
            "screen": screen,
            "language": self.language,
            "centre": centre,
            "step": {"index": STEPS.get(screen, 0), "count": 5},
            "can_back": screen in BACK,
            "help": visit.help,
            "idle": {"asking": visit.seconds_left is not None, "seconds": visit.seconds_left or 0},
            "notice": notice if isinstance(notice, str) else self.error(notice),
            "busy": screen in ("scanning", "submitting"),
            "clock": f"{visit.clock():%H:%M}",
            **self.of_screen(screen),
        }

    def of_screen(self, screen: str) -> dict[str, Any]:
        match screen:
            case "attract":
                return {name: self.presence(name) for name in ("printer", "scanner")}
            case "out_of_service":
                return {"reason": self.error(self.visit.problem)}
            case "card":
                return {
                    "reader": self.presence("reader"),
                    "problem": self.error(self.visit.problem),
                    "glass": "flatbed" in self.sources,
                }
            case "card_glass":
                return {"scanning": self.visit.glass_busy, "problem": self.error(self.visit.problem)}
            case "person":
                return {"fields": [self.person_field(name) for name in PERSON_FIELDS]}
            case "confirm":
                return {"person": self.person(), "from_card": self.visit.from_card}
            case "resume":
                return self.resume()
            case "procedures":
                return {"query": self.visit.query, "results": [self.procedure(found) for found in self.visit.results()]}
            case "cases":
                return self.cases()
            case "papers":
                return self.papers()
            case "scanning":
                return self.scanning()
            case "scan_fault":
                return self.scan_fault()
            case "pages":
                return self.pages()
            case "board":
                return self.board()
            case "form":
                return self.form()
            case "review":
                return self.review()
            case "submitted":
                return self.submitted()
            case "goodbye":
                return {"seconds": self.visit.goodbye_seconds(), "sentence": self.say("visit.goodbye")}
            case "failsafe":
                return {"reference": self.visit.reference, "seconds": self.visit.goodbye_seconds()}
            case _:
                return {}

    # Parts

    def person(self) -> dict[str, str]:
        person = self.visit.person or (self.visit.draft.person if self.visit.draft else None)
        return _person(person) if person is not None else {}

    def person_field(self, name: str) -> dict[str, Any]:
        kind = {"number": "digits", "born": "date", "sex": "choice"}.get(name, "text")
        return {
            "id": name,
            "label": self.say(f"person.{name}"),
            "kind": kind,
            "value": self.visit.typed.get(name, ""),
            "error": self.error(self.visit.errors.get(name)),
            "required": True,
            "hint": "",
            "example": self.say(f"person.{name}_example"),
            "choices": [{"id": sex, "name": self.say(f"person.sex_{key}")} for sex, key in (("Nam", "male"), ("Nữ", "female"))]
            if kind == "choice"
            else [],
            "locked": False,
            "max_length": 12 if name == "number" else 200,
        }

    def procedure(self, procedure: Procedure) -> dict[str, Any]:
        return {
            "code": procedure.code,
            "name": procedure.name.to(self.language),
            "short": procedure.short.to(self.language),
            "agency": self.visit.catalogue.agency(procedure.agency).name.to(self.language),
            "level": level(self.visit.texts, self.language, procedure),
            "verified": procedure.verified,
            "reference": "" if procedure.verified else self.say("fact.reference"),
        }

    def facts(self) -> list[dict[str, str]]:
        procedure = self.visit.procedure
        if procedure is None:
            return []
        return [vars(fact) for fact in facts(self.visit.texts, self.language, self.visit.catalogue, procedure)]

    def resume(self) -> dict[str, Any]:
        kept = self.visit.kept
        if kept is None:
            return {"procedure": "", "submitted": False, "number": ""}
        procedure = self.visit.catalogue.procedure(kept.procedure_code)
        return {
            "procedure": procedure.short.to(self.language),
            "submitted": self.visit.kept_submitted,
            "number": kept.temporary_number or "",
        }

    def cases(self) -> dict[str, Any]:
        procedure = self.visit.procedure
        if procedure is None:
            return {}
        return {
            "procedure": self.procedure(procedure),
            "facts": self.facts(),
            "cases": [
                {
                    "id": case.id,
                    "name": case.name.to(self.language),
                    "hint": case.hint.to(self.language) if case.hint else "",
                }
                for case in procedure.cases
            ],
        }

    # Form, review, the end

    def form(self) -> dict[str, Any]:
        group = self.visit.present_group()
        answers = self.visit.draft_or_fail.answers
        return {
            "title": group.title.to(self.language),
            "group": {"index": self.visit.group + 1, "count": self.visit.groups()},
            "fields": [self.form_field(field) for field in group.fields if is_asked(field, answers)],
        }

    def form_field(self, field: FormField) -> dict[str, Any]:
        typed = self.visit.typed.get(field.id)
        answer = self.visit.draft_or_fail.answers.get(field.id, "")
        return {
            "id": field.id,
            "label": field.label.to(self.language),
            "kind": field.kind,
            "value": typed if typed is not None else _as_typed(field, answer),
            "error": self.error(self.visit.errors.get(field.id)),
            "required": field.required,
            "hint": field.hint.to(self.language) if field.hint else "",
            "example": field.example,
            "choices": [{"id": choice.id, "name": choice.name.to(self.language)} for choice in field.choices]
            if field.kind != "yes_no"
            else [{"id": answer_id, "name": self.say(f"form.{answer_id}")} for answer_id in ("yes", "no")],
            "locked": False,
            "max_length": field.max_length,
        }

    def answered(self) -> list[dict[str, Any]]:
        answers: Mapping[str, str] = self.visit.draft_or_fail.answers
        return [
            {
                "title": group.title.to(self.language),
                "items": [
                    {"label": field.label.to(self.language), "value": self.shown(field, answers[field.id])}
                    for field in group.fields
                    if is_asked(field, answers) and field.id in answers
                ],
            }
            for group in self.visit.case_or_fail.form
        ]

    def shown(self, field: FormField, answer: str) -> str:
        if field.kind == "choice":
            return next((choice.name.to(self.language) for choice in field.choices if choice.id == answer), answer)
        if field.kind == "yes_no":
            return self.say(f"form.{answer}")
        if field.kind == "amount":
            return f"{money(int(answer))} đ"
        return _as_typed(field, answer)

    def review(self) -> dict[str, Any]:
        checklist = self.checklist()
        return {
            **self.titles(),
            "person": self.person(),
            "facts": self.facts(),
            "rows": self.rows(checklist),
            "answers": [group for group in self.answered() if group["items"]],
            "whole": checklist.whole.value,
            "whole_text": self.say(f"review.whole_{checklist.whole.value}"),
            "consent": self.visit.consent,
            "consent_text": self.say("visit.consent"),
            "can_submit": self.visit.can_submit(),
        }

    def submitted(self) -> dict[str, Any]:
        visit = self.visit
        number = visit.draft_or_fail.temporary_number or ""
        news = visit.news
        if news is not None and news.state == "delivered":
            sentence = self.say("visit.delivered")
        elif news is not None and news.state == "refused":
            sentence = self.say("visit.refused")
        else:
            sentence = self.say("visit.queued")
        slip = str(visit.slip or "none")
        slip = "failed" if slip == "not_printed" else slip
        return {
            "number": number,
            "qr": ["".join("1" if dark else "0" for dark in row) for row in segno.make(number, error="m", micro=False).matrix]
            if number
            else [],
            "sentence": sentence,
            "official": (news.official_code or "") if news is not None else "",
            "split": self.split(),
            "slip": slip,
            "slip_sentence": f"{self.error(visit.slip_error)} {self.say(f'visit.slip_{slip}')}".strip(),
            "can_print": slip in ("printed", "unknown", "failed"),
        }

    def split(self) -> str:
        """Which papers were too long for one file; nothing is lost by it, but an officer asks "how many files?"."""
        rows = self.visit.draft_or_fail.rows
        return " ".join(
            self.say("visit.split", row=component.name.to(self.language), count=rows[component.id].parts)
            for component in self.visit.case_or_fail.components
            if component.id in rows and rows[component.id].parts > 1
        )


def _person(person: Person) -> dict[str, str]:
    return {
        "name": person.name,
        "number": person.masked_number,
        "born": f"{person.born:%d/%m/%Y}",
        "sex": person.sex,
        "address": person.address,
    }


def _as_typed(field: FormField, answer: str) -> str:
    if field.kind == "date" and answer:
        return f"{date.fromisoformat(answer):%d/%m/%Y}"
    return answer
