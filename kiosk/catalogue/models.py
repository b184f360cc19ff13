"""What can be filed: agency → procedure → case → component rows → form fields → fee, time, level, legal basis, source.

Read from config/catalogue/*.yaml, which a centre may edit. Whatever no second source confirmed has `verified: false`, and every
screen and slip that shows it says "tham khảo" (for reference).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, StringConstraints

from kiosk.texts import Language

if TYPE_CHECKING:
    from kiosk.catalogue.lists import Lists, LongList

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


class Exemption(_Model):
    """Who pays less than the fee, or nothing."""

    id: Id
    name: Both
    amount: Annotated[int, Field(ge=0)] = 0
    """What is left to pay, in đồng."""
    proof: Both | None = None
    """What the officer wants to see for it."""
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
    glass: bool = False
    """A plastic card, or what a feeder would tear."""
    hint: Both | None = None
    verified: bool = True

    @property
    def on_glass(self) -> bool:
        """It is laid on the scanner's glass, if there is one."""
        return self.glass or self.kind in ("id_paper", "photo")


class Choice(_Model):
    id: Id
    name: Both


class When(_Model):
    """Ask only when another field was answered so: just one of the three. An unanswered question fulfils none."""

    field: Id
    equals: str | None = None
    one_of: tuple[str, ...] = ()
    not_equals: str | None = None

    def holds(self, answer: str) -> bool:
        if not answer:
            return False
        if self.not_equals is not None:
            return answer != self.not_equals
        return answer in self.one_of if self.one_of else answer == self.equals


class Comparison(_Model):
    """What two answers must be to each other; judged once both are there. A partial date counts as all of its days."""

    must: Literal["after", "not_before", "before", "not_after", "equal", "differ", "more", "at_least", "less", "at_most"]
    other: Id
    say: Both
    """What the resident reads when it does not hold."""


class FormField(_Model):
    id: Id
    label: Both
    kind: Literal[
        "text", "long_text", "digits", "number", "phone", "email", "date", "choice", "long_choice", "address", "yes_no", "amount"
    ] = "text"
    required: bool = True
    prefill: Literal["number", "name", "born", "sex", "address", "nationality"] | None = None
    """Taken from the person who files."""
    choices: tuple[Choice, ...] = ()
    list: Id | None = None
    """For kind long_choice: which of lists/."""
    hint: Both | None = None
    example: str = ""
    max_length: Annotated[int, Field(ge=1, le=1000)] = 200
    digits: Annotated[int, Field(ge=1, le=20)] | None = None
    """For kind digits: exactly so many."""
    min: int | None = None
    max: int | None = None
    """For kind number: the smallest and the largest that is right."""
    decimals: Annotated[int, Field(ge=0, le=4)] = 0
    """For kind number: at most so many behind the comma."""
    unit: Both | None = None
    """For kind number: m², people."""
    past: bool = False
    """For kind date: may not be in the future."""
    partial: bool = False
    """For kind date: the year, or month and year, are enough where no more is known."""
    down_to: Literal["line", "commune"] = "line"
    """For kind address: what must be known of it; line is the house, street and hamlet."""
    when: When | None = None
    checks: tuple[Comparison, ...] = ()
    _listed: LongList | None = PrivateAttr(default=None)
    _lists: Lists | None = PrivateAttr(default=None)

    def bind(self, lists: Lists) -> None:
        """Give the field the lists that it chooses from: the loader does, as soon as both are read."""
        self._lists = lists
        self._listed = lists.named.get(self.list) if self.list is not None else None

    @property
    def listed(self) -> LongList:
        """Of kind long_choice."""
        if self._listed is None:
            raise RuntimeError(f"field {self.id} has no list")
        return self._listed

    @property
    def lists(self) -> Lists:
        """For kind address: provinces and communes."""
        if self._lists is None:
            raise RuntimeError(f"field {self.id} has no lists")
        return self._lists


class Repeat(_Model):
    """The group is asked once for each member: of a household, of a list."""

    min: Annotated[int, Field(ge=0, le=20)] = 0
    max: Annotated[int, Field(ge=1, le=20)] = 10
    member: Both
    """What one of them is called: "Thành viên"."""


class FormGroup(_Model):
    """Fields that share one screen: at most six."""

    id: Id
    title: Both
    fields: Annotated[tuple[FormField, ...], Field(min_length=1, max_length=6)]
    when: When | None = None
    """Asks nothing of the whole group when it does not hold."""
    repeat: Repeat | None = None


class Case(_Model):
    """One situation (trường hợp) of a procedure: ask it first, then show only its rows."""

    id: Id
    name: Both
    hint: Both | None = None
    components: Annotated[tuple[Component, ...], Field(min_length=1)]
    form: Annotated[tuple[FormGroup, ...], Field(min_length=1)]


class LifeEvent(_Model):
    """What happens in a life, by which people look for a procedure: a child is born, somebody dies."""

    id: Id
    name: Both
    symbol: Id
    """Name of an icon of kiosk/ui/qml/controls/icons.js."""


class OtherWord(_Model):
    """What people say or write for something that the catalogue calls by its full name."""

    said: Annotated[str, StringConstraints(pattern=r"^\w[\w ]{0,39}$")]
    """GPLX, sổ đỏ; with or without diacritics, it is found either way."""
    means: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    """In the catalogue's words; several when it stands for several."""


class Finding(_Model):
    """How people look for a procedure; finding.yaml."""

    life_events: tuple[LifeEvent, ...] = ()
    """In the order in which they are shown."""
    other_words: tuple[OtherWord, ...] = ()
    fillers: tuple[str, ...] = ()
    """Words around the matter ("tôi muốn làm …"), which need not be found."""


class LegalBasis(_Model):
    number: Sentence
    title: Sentence
    verified: bool = True


Who = Literal["citizen", "enterprise", "household_business"]
"""Who may file."""


class Procedure(_Model):
    code: Code
    name: Both
    short: Both
    """What people call it, for lists and slips; at most a line."""
    agency: Id
    field: Both
    """Lĩnh vực, such as Hộ tịch."""
    who: tuple[Who, ...]
    level: Literal["toan_trinh", "mot_phan"]
    """Toàn trình (old mức 4) or một phần (old mức 3)."""
    old_level: Literal[3, 4]
    level_verified: bool = True
    order: Annotated[int, Field(ge=0)] = 1000
    """Place in lists: the smallest first, then by short name."""
    keywords: tuple[str, ...] = ()
    """Other words people use: bằng lái. What `other_words` in finding.yaml covers need not stand here."""
    life_events: tuple[Id, ...] = ()
    """Those of finding.yaml that lead here."""
    duration: Duration
    fees: tuple[Fee, ...] = ()
    """Empty: no fee is known; a fee of 0 says that it is free."""
    exemptions: tuple[Exemption, ...] = ()
    result: Both
    legal: tuple[LegalBasis, ...] = ()
    cases: Annotated[tuple[Case, ...], Field(min_length=1)]
    source: Source
    effective_from: date
    verified: bool = True
    """The code and what it stands for."""

    def case(self, case_id: str) -> Case | None:
        return next((case for case in self.cases if case.id == case_id), None)
