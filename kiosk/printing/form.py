"""The form (tờ khai) that the kiosk makes from the answers: A4, PDF/A-2b, in Vietnamese, as the officer reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kiosk.catalogue.models import Agency, Case, Component, FormField, Procedure
from kiosk.clock import VIETNAM
from kiosk.dossier.answers import is_asked
from kiosk.dossier.draft import Draft
from kiosk.printing.typeset import TEMPLATES, typeset, word, words
from kiosk.texts import money


def render_form(
    procedure: Procedure,
    case: Case,
    component: Component,
    agency: Agency,
    draft: Draft,
    *,
    temporary_number: str,
    centre: str,
    made_at: datetime,
    templates: Path = TEMPLATES,
) -> bytes:
    """`made_at` with its time zone; the same input makes the same bytes. Fields that were not asked are left out, unanswered ones are dots.

    Raises SettingsError("print.template").
    """
    wording = words(templates, "form.vi")
    made_at = made_at.astimezone(VIETNAM)
    groups = [
        {
            "title": group.title.vi,
            "fields": [
                {"label": field.label.vi, "value": _shown(field, draft.answers.get(field.id, ""), wording)}
                for field in group.fields
                if is_asked(field, draft.answers)
            ],
        }
        for group in case.form
    ]
    data = {
        "words": wording,
        "title": component.name.vi,
        "procedure": procedure.name.vi,
        "procedure_code": procedure.code,
        "case": case.name.vi if len(procedure.cases) > 1 else "",
        "agency": agency.name.vi,
        "centre": centre,
        "groups": [group for group in groups if group["fields"]],
        "applicant": draft.person.name,
        "number": temporary_number,
        "day": _day(made_at, wording),
    }
    return typeset(templates / "form.typ", data, kind="pdf", made_at=made_at)


def _day(made_at: datetime, wording: Mapping[str, Any]) -> str:
    line = word(wording, "place") + word(wording, "day").format(day=f"{made_at:%d}", month=f"{made_at:%m}", year=f"{made_at:%Y}")
    return line[:1].upper() + line[1:]


def _shown(field: FormField, answer: str, wording: Mapping[str, Any]) -> str:
    """A canonical answer (kiosk.dossier.answers) as the officer reads it; what is not canonical is shown as it is, never hidden."""
    if not answer:
        return ""
    match field.kind:
        case "date":
            try:
                return f"{date.fromisoformat(answer):%d/%m/%Y}"
            except ValueError:
                return answer
        case "choice":
            return next((choice.name.vi for choice in field.choices if choice.id == answer), answer)
        case "yes_no" if answer in ("yes", "no"):
            return word(wording, f"yes_no.{answer}")
        case "amount" if answer.isascii() and answer.isdecimal():
            return word(wording, "amount").format(amount=money(int(answer)))
        case _:
            return answer
