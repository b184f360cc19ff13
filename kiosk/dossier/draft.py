"""A dossier while the resident is working on it. Kept sealed by the store; only ever in clear in the kiosk's memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from kiosk.identity import Person


class Mark(BaseModel):
    """Where on a page a reason shows: a box in parts of the page's width and height, from the top left."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: str
    x: float
    y: float
    width: float
    height: float


class PageRef(BaseModel):
    """One page that is kept, in the order of the paper."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    """32 hex digits, made by the kiosk."""
    sha256: str
    """Of the JPEG in clear."""
    width: int
    height: int
    dpi: int
    verdict: Literal["good", "doubtful", "bad"] = "good"
    reasons: tuple[str, ...] = ()
    """Keys of config/texts: `page.<reason>`."""
    marks: tuple[Mark, ...] = ()
    """On the page as it was kept, before `turn`."""
    turn: Literal[0, 90, 180, 270] = 0
    """Turned by hand, clockwise [deg]: when it is shown and when it is filed; the kept JPEG stays as it is."""
    kept: bool = False
    """The resident has seen the verdict and keeps the page all the same."""
    fingerprint: str = ""
    """Of the picture: kiosk.documents.alike."""
    same_as: str = ""
    """Id of a page of this dossier that looks the same; empty: none did when this one came."""


class DroppedPage(BaseModel):
    """A blank back: no part of the row, and can be taken back until the visit ends."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    page: PageRef
    before: int
    """How many pages of the row came before it."""


class Row(BaseModel):
    """What the resident gave for one component."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pages: tuple[PageRef, ...] = ()
    dropped: tuple[DroppedPage, ...] = ()
    not_at_hand: bool = False
    """The resident says that this paper is not here: an officer must look, it is not silently missing."""
    parts: int = 1
    """Into how many files it was filed: more than one when a single file would be too large for the portal."""


class StackPage(BaseModel):
    """A page of the whole stack, which nobody has filed yet: where it lies on the board, and why (kiosk.dossier.stack)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    page: PageRef
    place: str = ""
    """Component id, or one of kiosk.dossier.stack: UNSORTED, ASIDE."""
    why: str = ""
    """Key of config/texts: `board.why_<why>`; empty: nothing speaks for any place."""
    sure: Literal["guess", "likely", "certain"] = "guess"
    confirmed: bool = False
    """A person put it there, or said that it is right."""
    group: int = 0
    """Pages that seem to be one paper have the same number."""


class Consent(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime
    text_version: str
    language: Literal["vi", "en"]


class Draft(BaseModel):
    """Immutable: each step of the visit makes a new one with `model_copy(update=…)` and has the store keep it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: str
    """32 hex digits; stays the dossier's id all the way to the portal."""
    created_at: datetime
    language: Literal["vi", "en"] = "vi"
    person: Person
    procedure_code: str
    case_id: str
    rows: dict[str, Row] = {}
    """By component id; a row that nobody touched is absent."""
    stack: tuple[StackPage, ...] = ()
    """Pages of the whole stack that belong to no row yet, in the order in which they left the feeder."""
    answers: dict[str, str] = {}
    """By field id, in the canonical form of kiosk.dossier.answers."""
    consent: Consent | None = None
    temporary_number: str | None = None
    """Set when the resident has said "submit"."""

    def row(self, component_id: str) -> Row:
        return self.rows.get(component_id, Row())

    def pages(self) -> Iterator[PageRef]:
        """Every page that is kept on the disk for it, also what was dropped and may be taken back."""
        for row in self.rows.values():
            yield from row.pages
            yield from (dropped.page for dropped in row.dropped)
        yield from (loose.page for loose in self.stack)

    def __repr__(self) -> str:
        return f"Draft({self.id}, {self.procedure_code})"

    __str__ = __repr__

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        yield "id", self.id
