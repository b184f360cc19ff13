"""A dossier while the resident is working on it. Kept sealed by the store; only ever in clear in the kiosk's memory."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from kiosk.identity import Person


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


class Row(BaseModel):
    """What the resident gave for one component."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pages: tuple[PageRef, ...] = ()
    not_at_hand: bool = False
    """The resident says that this paper is not here: an officer must look, it is not silently missing."""


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
    answers: dict[str, str] = {}
    """By field id, in the canonical form of kiosk.dossier.answers."""
    consent: Consent | None = None
    temporary_number: str | None = None
    """Set when the resident has said "submit"."""

    def row(self, component_id: str) -> Row:
        return self.rows.get(component_id, Row())

    def __repr__(self) -> str:
        return f"Draft({self.id}, {self.procedure_code})"

    __str__ = __repr__

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        yield "id", self.id
