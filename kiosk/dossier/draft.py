"""A dossier while the resident is working on it. Kept sealed by the store; only ever in clear in the kiosk's memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kiosk.dossier.supplement import Supplements
from kiosk.identity import Person


class Mark(BaseModel):
    """Where on a page a reason shows: a box in parts of the page's width and height, from the top left."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: str
    x: float
    y: float
    width: float
    height: float


StaffId = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2,12}$")]


class Seen(BaseModel):
    """A member of staff has held the original beside the scan (đã đối chiếu bản chính)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: StaffId
    at: datetime
    pages: tuple[str, ...]
    """Ids of the row's pages then: with another page it is no longer so."""


ACCEPTED = ("original_same", "readable", "only_copy", "paper_colour")
"""Why staff accept a page against the kiosk's verdict. Keys of config/texts: `staff.reason.<reason>`."""


class Accepted(BaseModel):
    """A member of staff takes the page as it is, whatever the kiosk thinks of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: StaffId
    at: datetime
    reason: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]


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
    accepted: Accepted | None = None
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
    seen: Seen | None = None
    not_at_hand: bool = False
    """The resident says that this paper is not here: an officer must look, it is not silently missing."""
    parts: int = 1
    """Into how many files it was filed: more than one when a single file would be too large for the portal."""

    @property
    def checked(self) -> Seen | None:
        """That staff have seen the original of just these pages."""
        return self.seen if self.seen is not None and set(self.seen.pages) == {page.id for page in self.pages} else None


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
    """Of the sentences that were on the screen, as kiosk.texts tells it; `paper`: it was given on paper."""
    language: Literal["vi", "en"]
    purposes: tuple[str, ...] = ("file",)
    """What was agreed to, each on its own: kiosk.visit.consent."""


class Receiving(BaseModel):
    """How the resident wants the result."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    way: Literal["centre", "post", "electronic"]
    address: Annotated[str, StringConstraints(max_length=200)] = ""
    phone: Annotated[str, StringConstraints(max_length=20)] = ""
    email: Annotated[str, StringConstraints(max_length=200)] = ""


Point = tuple[Annotated[float, Field(ge=0, le=1)], Annotated[float, Field(ge=0, le=1)]]
"""On the signing pad, in parts of its width and height, from the top left."""


class Signature(BaseModel):
    """Written with a finger, on a pad of `SIGNATURE_SHAPE`; no strokes: the person cannot sign."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    strokes: Annotated[tuple[Annotated[tuple[Point, ...], Field(min_length=1, max_length=2000)], ...], Field(max_length=100)]


SIGNATURE_SHAPE = 3.0
"""Width of the signing pad over its height."""


GROUNDS = ("authorised", "parent", "guardian", "organisation")
"""Why somebody may file for another. Keys of config/texts: `staff.ground.<ground>`; the first needs its paper."""


class Behalf(BaseModel):
    """The dossier belongs to somebody else than who submits it (người nộp ≠ chủ hồ sơ). Staff have looked at the ground."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    owner: Person
    ground: Literal["authorised", "parent", "guardian", "organisation"]
    by: StaffId


class Draft(BaseModel):
    """Immutable: each step of the visit makes a new one with `model_copy(update=…)` and has the store keep it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: str
    """32 hex digits; stays the dossier's id all the way to the portal."""
    created_at: datetime
    language: Literal["vi", "en"] = "vi"
    person: Person
    """Who submits; finds this draft again with their card."""
    behalf: Behalf | None = None
    procedure_code: str
    case_id: str
    rows: dict[str, Row] = {}
    """By component id; a row that nobody touched is absent."""
    stack: tuple[StackPage, ...] = ()
    """Pages of the whole stack that belong to no row yet, in the order in which they left the feeder."""
    answers: dict[str, str] = {}
    """By field id, in the canonical form of kiosk.dossier.answers."""
    consent: Consent | None = None
    receiving: Receiving | None = None
    exemption: str = ""
    """Id of the exemption of the fee that the resident claims; empty: none."""
    signature: Signature | None = None
    supplements: Supplements | None = None
    """Set when it only adds papers to a dossier that the portal has: no other row is asked for, shown or sent."""
    temporary_number: str | None = None
    """Set when the resident has said "submit"."""

    @property
    def owner(self) -> Person:
        """Whose dossier it is: the form speaks of them."""
        return self.behalf.owner if self.behalf is not None else self.person

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
