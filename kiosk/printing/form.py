"""The form (tờ khai) that the kiosk makes from the answers: A4, PDF/A-2b, in Vietnamese, as the officer reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.catalogue.models import Agency, Case, Component, Procedure
from kiosk.clock import VIETNAM
from kiosk.dossier.draft import SIGNATURE_SHAPE, Draft, Receiving
from kiosk.dossier.shown import Say, told
from kiosk.printing.typeset import TEMPLATES, typeset, word, words


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
            "title": group.title,
            "fields": [{"label": label, "value": text} for label, text in group.items],
            "head": group.head,
            "rows": group.rows,
        }
        for group in told(case, draft.answers, "vi", _say(wording))
    ]
    data = {
        "words": wording,
        "title": component.name.vi,
        "procedure": procedure.name.vi,
        "procedure_code": procedure.code,
        "case": case.name.vi if len(procedure.cases) > 1 else "",
        "agency": agency.name.vi,
        "centre": centre,
        "groups": groups,
        "applicant": draft.person.name,
        "behalf": word(wording, "behalf").format(
            submitter=draft.person.name, owner=draft.owner.name, ground=word(wording, f"ground.{draft.behalf.ground}")
        )
        if draft.behalf is not None
        else "",
        "receiving": _receiving(draft.receiving, wording),
        "pad-shape": SIGNATURE_SHAPE,
        "strokes": draft.signature.strokes if draft.signature is not None else (),
        "cannot-sign": draft.signature is not None and not draft.signature.strokes,
        "number": temporary_number,
        "day": _day(made_at, wording),
    }
    return typeset(templates / "form.typ", data, kind="pdf", made_at=made_at)


def _receiving(wanted: Receiving | None, wording: Mapping[str, Any]) -> str:
    return word(wording, f"way.{wanted.way}").format_map(wanted.model_dump()).strip() if wanted is not None else ""


def _day(made_at: datetime, wording: Mapping[str, Any]) -> str:
    line = word(wording, "place") + word(wording, "day").format(day=f"{made_at:%d}", month=f"{made_at:%m}", year=f"{made_at:%Y}")
    return line[:1].upper() + line[1:]


def _say(wording: Mapping[str, Any]) -> Say:
    """The words around answers, as the template's own file has them."""
    places = {"yes": "yes_no.yes", "no": "yes_no.no"}

    def say(key: str, **values: object) -> str:
        return word(wording, places.get(key, key)).format(**values)

    return say
