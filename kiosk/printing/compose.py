"""From the catalogue and the checklist to the lines of the slip: what is filed, what it costs, how long it takes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.catalogue.models import Agency, Fee, Procedure
from kiosk.dossier.checklist import Checklist
from kiosk.dossier.draft import Draft
from kiosk.printing.slip import Slip, SlipFact, SlipRow
from kiosk.printing.typeset import TEMPLATES, word, words
from kiosk.texts import Language, money


def compose_slip(
    procedure: Procedure,
    agency: Agency,
    draft: Draft,
    checklist: Checklist,
    *,
    centre: str,
    temporary_number: str,
    submitted_at: datetime,
    queued: bool,
    ask: str = "",
    templates: Path = TEMPLATES,
) -> Slip:
    """The slip of a dossier that was just submitted, in the draft's language. Papers that were not needed and not given are left out.

    Raises SettingsError("print.template").
    """
    language = draft.language
    wording = words(templates, f"slip.{language}")
    fees = _online(procedure.fees)
    return Slip(
        language=language,
        centre=centre,
        temporary_number=temporary_number,
        submitted_at=submitted_at,
        masked_number=f"{draft.person.number[:3]}{'*' * 9}",
        behalf=draft.behalf is not None,
        procedure=procedure.short.to(language),
        procedure_code=procedure.code,
        agency=agency.name.to(language),
        rows=tuple(
            SlipRow(name=row.component.name.to(language), verdict=row.verdict, pages=len(draft.row(row.component.id).pages))
            for row in checklist.rows
            if row.reason != "not_needed"
        ),
        fees=tuple(fee_line(fee, language, wording) for fee in fees) or (SlipFact(text=word(wording, "fee_line.unknown")),),
        time=time_line(procedure, language, wording),
        queued=queued,
        ask=ask,
        supplement_to=draft.supplements.code if draft.supplements is not None else "",
    )


def _online(fees: tuple[Fee, ...]) -> tuple[Fee, ...]:
    """A dossier from the kiosk is filed online: those fees, or all when none is named for it."""
    return tuple(fee for fee in fees if fee.channel != "counter") or fees


def fee_line(fee: Fee, language: Language, wording: Mapping[str, Any], *, channels: bool = False) -> SlipFact:
    """`channels`: say how one files for that fee, where it differs."""
    said = word(wording, "fee_line.amount").format(amount=money(fee.amount, language)) if fee.amount else word(wording, "fee_line.free")
    if channels and fee.channel != "any":
        said = word(wording, f"fee_line.{fee.channel}").format(amount=said)
    return SlipFact(text=said, note=fee.note.to(language) if fee.note else "", verified=fee.verified)


def time_line(procedure: Procedure, language: Language, wording: Mapping[str, Any]) -> SlipFact:
    duration = procedure.duration
    key = f"time_line.{duration.unit}" if duration.amount else "time_line.same_day"
    said = word(wording, key).format(amount=f"{duration.amount:02d}" if language == "vi" else duration.amount)
    return SlipFact(text=said, note=duration.note.to(language) if duration.note else "", verified=duration.verified)
