"""What one needs for a case, to take home, as a picture of exactly the printer's dots. It is about nobody."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from kiosk import qr
from kiosk.catalogue.models import Agency, Case, Procedure
from kiosk.clock import VIETNAM
from kiosk.printing.compose import fee_line, time_line
from kiosk.printing.slip import Line, Raster, SlipFact, to_raster
from kiosk.printing.typeset import TEMPLATES, typeset, word, words
from kiosk.texts import Language


class NeededPaper(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Line
    copies: Literal["original", "certified_copy", "copy"]
    hint: str = ""
    required: bool = True
    made_here: bool = False
    """The kiosk makes it from the answers."""
    verified: bool = True


class Needs(BaseModel):
    """What stands on the list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: Language = "vi"
    centre: Line
    procedure: Line
    procedure_code: Line
    case: str = ""
    """Empty: there is only one."""
    agency: Line
    result: Line
    papers: Annotated[tuple[NeededPaper, ...], Field(min_length=1)]
    fees: Annotated[tuple[SlipFact, ...], Field(min_length=1)]
    time: SlipFact
    legal: tuple[SlipFact, ...] = ()
    page: str = ""
    """Address of the procedure's page; empty: none is printed."""
    printed_on: AwareDatetime


def compose_needs(
    procedure: Procedure,
    case: Case,
    agency: Agency,
    language: Language,
    *,
    centre: str,
    page: str,
    printed_on: datetime,
    templates: Path = TEMPLATES,
) -> Needs:
    """Straight from the catalogue. `printed_on` with its time zone. Raises SettingsError("print.template")."""
    wording = words(templates, f"needs.{language}")
    return Needs(
        language=language,
        centre=centre,
        procedure=procedure.name.to(language),
        procedure_code=procedure.code,
        case=case.name.to(language) if len(procedure.cases) > 1 else "",
        agency=agency.name.to(language),
        result=procedure.result.to(language),
        papers=tuple(
            NeededPaper(
                name=row.name.to(language),
                copies=row.copies,
                hint=row.hint.to(language) if row.hint else "",
                required=row.required,
                made_here=row.kind == "form",
                verified=row.verified,
            )
            for row in case.components
        ),
        fees=tuple(fee_line(fee, language, wording, channels=True) for fee in procedure.fees)
        or (SlipFact(text=word(wording, "fee_line.unknown")),),
        time=time_line(procedure, language, wording),
        legal=tuple(SlipFact(text=basis.number, note=basis.title, verified=basis.verified) for basis in procedure.legal),
        page=page,
        printed_on=printed_on,
    )


def render_needs(needs: Needs, *, dots: Literal[576, 384], templates: Path = TEMPLATES) -> Raster:
    """`dots`: as for kiosk.printing.slip.render_slip. Raises SettingsError("print.template")."""
    wording = words(templates, f"needs.{needs.language}")
    data = needs.model_dump(mode="json", exclude={"printed_on", "page"}) | {
        "dots": dots,
        "words": wording,
        "papers": [paper.model_dump() | {"copies": word(wording, f"copies.{paper.copies}")} for paper in needs.papers],
        "printed_on": needs.printed_on.astimezone(VIETNAM).strftime(word(wording, "moment")),
        "qr": qr.modules(needs.page),
    }
    return to_raster(typeset(templates / "needs.typ", data, kind="png", ppi=72))
