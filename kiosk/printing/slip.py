"""The slip that a resident takes home, as a picture of exactly the printer's dots. It has no field for a name: none is printed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from PIL import Image
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from kiosk import qr
from kiosk.clock import VIETNAM
from kiosk.dossier.checklist import Verdict
from kiosk.exchange import TemporaryNumber
from kiosk.printing.typeset import TEMPLATES, typeset, word, words
from kiosk.texts import Language

_BLACK_BELOW = 150
"""A dot is black when at least two fifths of it are inked: thin strokes survive."""
Line = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class SlipRow(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Line
    verdict: Verdict
    pages: int = 0
    """Scanned pages; 0 when the kiosk made the paper itself, or there is none."""


class SlipFact(BaseModel):
    """What it costs, or how long it takes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Line
    note: str = ""
    """Whom or what it applies to."""
    verified: bool = True
    """False: "tham khảo" stands beside it."""


class Slip(BaseModel):
    """What stands on the slip. All but the masked number would be fit for a notice board."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: Language = "vi"
    centre: Line
    temporary_number: TemporaryNumber
    submitted_at: AwareDatetime
    masked_number: Annotated[str, StringConstraints(pattern=r"^\d{3}\*{9}$")]
    """Without its last digits: with them and this slip the dossier can be tracked, so its finder must not know them."""
    """Of who submitted."""
    behalf: bool = False
    """The dossier is another person's."""
    procedure: Line
    procedure_code: Line
    agency: Line
    rows: tuple[SlipRow, ...] = ()
    fees: Annotated[tuple[SlipFact, ...], Field(min_length=1)]
    time: SlipFact
    queued: bool
    """True: waits for the network; False: is being sent."""
    next_steps: tuple[Line, ...] = ()
    """What happens next; empty: as in config/templates/slip.<language>.toml."""
    ask: str = ""
    """Where to ask; empty: as there."""
    supplement_to: str = ""
    """The mã hồ sơ of the dossier that these papers are for; then it says nothing of fee and time. Empty: a dossier of its own."""


@dataclass(frozen=True)
class Raster:
    """A picture for a thermal printer."""

    bitmap: bytes
    """1 bit a dot, 1 = black, the leftmost dot in the highest bit, rows padded to whole bytes."""
    width: int
    height: int
    """In dots."""

    def image(self) -> Image.Image:
        return Image.frombytes("1", (self.width, self.height), bytes(255 - byte for byte in self.bitmap))

    def png(self) -> bytes:
        buffer = io.BytesIO()
        self.image().save(buffer, "PNG")
        return buffer.getvalue()

    def __repr__(self) -> str:
        return f"Raster({self.width}x{self.height})"


def render_slip(slip: Slip, *, dots: Literal[576, 384], templates: Path = TEMPLATES) -> Raster:
    """`dots`: printable width, 576 on 80 mm paper, 384 on 58 mm (203 dpi). Raises SettingsError("print.template")."""
    wording = words(templates, f"slip.{slip.language}")
    data = slip.model_dump(mode="json", exclude={"submitted_at", "next_steps", "ask"}) | {
        "dots": dots,
        "words": wording,
        "submitted_at": _moment(slip.submitted_at, word(wording, "moment")),
        "rows": [
            {"name": row.name, "verdict": row.verdict.value, "word": word(wording, f"verdict.{row.verdict.value}"), "pages": row.pages}
            for row in slip.rows
        ],
        "next_steps": list(slip.next_steps) or wording.get("supplement" if slip.supplement_to else "next", {}).get("steps", []),
        "ask": slip.ask or word(wording, "ask.text"),
        "qr": qr.modules(slip.temporary_number),
    }
    return to_raster(typeset(templates / "slip.typ", data, kind="png", ppi=72))


def to_raster(png: bytes) -> Raster:
    """A page that was set with one typst point a dot."""
    gray = Image.open(io.BytesIO(png)).convert("L")
    black = gray.point([255 if level < _BLACK_BELOW else 0 for level in range(256)]).convert("1", dither=Image.Dither.NONE)
    return Raster(black.tobytes(), black.width, black.height)


def _moment(at: datetime, pattern: str) -> str:
    return at.astimezone(VIETNAM).strftime(pattern)
