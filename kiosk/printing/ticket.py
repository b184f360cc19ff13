"""The slip with a queue number, as a picture of exactly the printer's dots. Nothing on it is about anybody."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

from kiosk.clock import VIETNAM
from kiosk.printing.slip import Line, Raster, to_raster
from kiosk.printing.typeset import TEMPLATES, typeset, word, words
from kiosk.texts import Language


class TicketSlip(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    language: Language = "vi"
    centre: Line
    number: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,2}-[0-9]{3,4}$")]
    counter: Line
    before: int
    """How many wait, or how many numbers were given out before it today."""
    called: bool
    """Whether `before` are people who wait: the counter tells whom it calls."""
    taken_at: AwareDatetime


def render_ticket(slip: TicketSlip, *, dots: Literal[576, 384], templates: Path = TEMPLATES) -> Raster:
    """`dots`: as for kiosk.printing.slip.render_slip. Raises SettingsError("print.template")."""
    wording = words(templates, f"ticket.{slip.language}")
    key = ("waiting" if slip.called else "before") + (".none" if slip.before == 0 else ".some")
    data = slip.model_dump(mode="json", exclude={"taken_at", "before", "called"}) | {
        "dots": dots,
        "words": wording,
        "before": word(wording, key).format(count=slip.before),
        "taken_at": _moment(slip.taken_at, word(wording, "moment")),
    }
    return to_raster(typeset(templates / "ticket.typ", data, kind="png", ppi=72))


def _moment(at: datetime, pattern: str) -> str:
    return at.astimezone(VIETNAM).strftime(pattern)
