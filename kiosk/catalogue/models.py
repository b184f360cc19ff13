"""What can be filed: agency → procedure → case → component rows → form fields → fee, time, level, legal basis, source.

Read from config/catalogue/*.yaml, which a centre may edit. Whatever no second source confirmed has `verified: false`, and every
screen and slip that shows it says "tham khảo" (for reference).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kiosk.texts import Language

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")]
Code = Annotated[str, StringConstraints(pattern=r"^\d\.\d{6}$")]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=600)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Both(_Model):
    """One text in both languages."""

    vi: Sentence
    en: Sentence

    def to(self, language: Language) -> str:
        """For a reader of this language."""
        return self.en if language == "en" else self.vi


class Source(_Model):
    """Where a record comes from and when somebody last looked."""

    name: Sentence
    checked_on: date


class Agency(_Model):
    id: Id
    name: Both
    level: Literal["tinh", "xa", "bo"]
    """Who decides: province, commune or ministry (there is no district since 1/7/2025)."""


class Fee(_Model):
    amount: Annotated[int, Field(ge=0)]
    """In đồng."""
    channel: Literal["online", "counter", "any"] = "any"
    note: Both | None = None
    """Whom or what it applies to: exemptions, reductions."""
    verified: bool = True


class Duration(_Model):
    amount: Annotated[int, Field(ge=0)]
    """0: on the same day."""
    unit: Literal["working_day", "day"] = "working_day"
    note: Both | None = None
    verified: bool = True


class Component(_Model):
    """One row of the dossier (thành phần hồ sơ): the portal's rows are fixed, a paper without a row has no place."""

    id: Id
    name: Both
    kind: Literal["paper", "id_paper", "photo", "form"] = "paper"
    """form: the kiosk makes this paper from the answers; the others are scanned."""
    required: bool = True
    copies: Literal["original", "certified_copy", "copy"] = "copy"
    """Which kind of paper the officer asks for: bản chính, bản sao có chứng thực, bản chụp."""
    hint: Both | None = None
    verified: bool = True


class Choice(_Model):
    id: Id
    name: Both


class When(_Model):
    """Ask only when another field has this value."""

    field: Id
    equals: str


class FormField(_Model):
    id: Id
    label: Both
    kind: Literal["text", "long_text", "digits", "phone", "email", "date", "choice", "yes_no", "amount"] = "text"
    required: bool = True
    prefill: Literal["number", "name", "born", "sex", "address"] | None = None
    """Taken from the person who files."""
    choices: tuple[Choice, ...] = ()
    hint: Both | None = None
    example: str = ""
    max_length: Annotated[int, Field(ge=1, le=1000)] = 200
    digits: Annotated[int, Field(ge=1, le=20)] | None = None
    """For kind digits: exactly so many."""
    past: bool = False
    """For kind date: may not be in the future."""
    when: When | None = None


class FormGroup(_Model):
    """Fields that share one screen: at most six."""

    id: Id
    title: Both
    fields: Annotated[tuple[FormField, ...], Field(min_length=1, max_length=6)]


class Case(_Model):
    """One situation (trường hợp) of a procedure: ask it first, then show only its rows."""

    id: Id
    name: Both
    hint: Both | None = None
    components: Annotated[tuple[Component, ...], Field(min_length=1)]
    form: Annotated[tuple[FormGroup, ...], Field(min_length=1)]


class LegalBasis(_Model):
    number: Sentence
    title: Sentence
    verified: bool = True


class Procedure(_Model):
    code: Code
    name: Both
    short: Both
    """What people call it, for lists and slips; at most a line."""
    agency: Id
    field: Both
    """Lĩnh vực, such as Hộ tịch."""
    who: tuple[Literal["citizen", "enterprise", "household_business"], ...]
    level: Literal["toan_trinh", "mot_phan"]
    """Toàn trình (old mức 4) or một phần (old mức 3)."""
    old_level: Literal[3, 4]
    level_verified: bool = True
    order: Annotated[int, Field(ge=0)] = 1000
    """Place in lists: the smallest first, then by short name."""
    keywords: tuple[str, ...] = ()
    """Other words people use: GPLX, bằng lái."""
    duration: Duration
    fees: tuple[Fee, ...] = ()
    """Empty: no fee is known; a fee of 0 says that it is free."""
    result: Both
    legal: tuple[LegalBasis, ...] = ()
    cases: Annotated[tuple[Case, ...], Field(min_length=1)]
    source: Source
    effective_from: date
    verified: bool = True
    """The code and what it stands for."""

    def case(self, case_id: str) -> Case | None:
        return next((case for case in self.cases if case.id == case_id), None)
