"""Which page of the stack belongs to which row: separator sheets, codes and shape of ID cards, titles, size, blank sheets. Only a proposal.

Each guess says why and how sure it is; who decides is a person at the board (kiosk.dossier.stack). Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Literal

from kiosk.catalogue.models import Case, Component
from kiosk.dossier.stack import ASIDE, UNSORTED, Stack
from kiosk.texts import plain

Sure = Literal["guess", "likely", "certain"]

_SIZE_MM = 12.0
"""Sheets of one paper differ less; the cut of a page varies by a few mm."""
_CARD_MM, _CARD_OFF = (54.0, 85.6), 5.0
"""ID-1 (ISO/IEC 7810), and how far off what was cut out may be."""
_CARD_SIDES = 2
_PHOTO_MM = 90.0
_TITLE_SCORE, _TITLE_LEAD = 0.7, 0.2
"""So much of a row's name must be in a title, and so much more of it than of any other row's."""
_CAPITALS = 0.7
_LEAST_LIKENESS = 0.8
"""Of two words, so that an OCR that misses a letter is forgiven."""
_EMPTY_WORDS = frozenset(("cua", "va", "cac", "la", "cho", "theo", "hoac", "ve", "tai", "co"))
_SEPARATOR = re.compile(r"kiosk:row/([0-9.]{1,20})/([a-z0-9_]{1,40})/([a-z0-9_]{1,40})")


@dataclass(frozen=True)
class Separator:
    """What the code on a separator sheet says: the pages after it belong to this row."""

    procedure: str
    case: str
    component: str

    @property
    def text(self) -> str:
        return f"kiosk:row/{self.procedure}/{self.case}/{self.component}"


def read_separator(text: str) -> Separator | None:
    found = _SEPARATOR.fullmatch(text)
    return Separator(*found.groups()) if found else None


@dataclass(frozen=True)
class Seen:
    """What was noticed on one page of the stack."""

    page_id: str
    width_mm: float
    height_mm: float
    blank: bool = False
    back: bool = False
    """The other side of the page before it."""
    id_code: bool = False
    """It bears the code of an ID card."""
    separator: Separator | None = None
    heading: str = field(default="", repr=False)
    """Its first lines, when they were read."""

    @property
    def card(self) -> bool:
        sides = sorted((self.width_mm, self.height_mm))
        return self.id_code or all(abs(side - wanted) <= _CARD_OFF for side, wanted in zip(sides, _CARD_MM, strict=True))


@dataclass(frozen=True)
class Guess:
    place: str
    why: str
    """Key of config/texts: `board.why_<why>`."""
    sure: Sure
    group: int


def propose(procedure: str, case: Case, seen: Sequence[Seen], *, taken: Collection[str] = (), first_group: int = 0) -> Mapping[str, Guess]:
    """Page id → guess, for each page. `taken`: rows that have pages already; `first_group`: number of the first new group."""
    rows = [component for component in case.components if component.kind != "form"]
    groups = list(_groups(procedure, case, rows, seen))
    found: dict[int, tuple[str, str, Sure]] = {}
    for index, group in enumerate(groups):
        answer = _by_itself(group, rows)
        if answer is not None:
            found[index] = answer
    given = {*taken, *(place for place, _, _ in found.values())}
    open_rows = [row.id for row in rows if row.required and row.id not in given]
    rest = [index for index in range(len(groups)) if index not in found]
    # As many papers as rows that still want one: in the order of the list, which the resident has just read.
    if len(rest) == len(open_rows):
        found |= {index: (row, "order", "guess") for index, row in zip(rest, open_rows, strict=True)}
    guesses: dict[str, Guess] = {}
    for index, group in enumerate(groups):
        place, why, sure = found.get(index, (UNSORTED, "", "guess"))
        for number, page in enumerate(group.pages):
            guess = Guess(place, why, sure, first_group + index)
            if why == "title" and number > 0:
                guess = replace(guess, why="follows", sure="guess")
            elif why == "card_code" and not _bears_code(group.pages, number):
                # A card beside it may be another: a driving licence has the same shape.
                guess = replace(guess, why="card_shape", sure="guess")
            guesses[page.page_id] = guess
    return guesses


def placed(stack: Stack, guesses: Mapping[str, Guess]) -> Stack:
    """The stack as proposed; what a person has placed stays where it is."""
    return tuple(
        loose.model_copy(update=vars(guesses[loose.page.id])) if loose.page.id in guesses and not loose.confirmed else loose
        for loose in stack
    )


# What belongs together


@dataclass
class _Group:
    pages: list[Seen]
    row: str | None = None
    """By its separator sheet, or by the title of its first page."""
    why: Literal["", "separator", "separator_sheet", "title", "blank"] = ""


def _groups(procedure: str, case: Case, rows: Sequence[Component], seen: Sequence[Seen]) -> Iterator[_Group]:
    known = {row.id for row in rows}
    group: _Group | None = None
    behind: str | None = None  # the row of the separator sheet that came last
    for index, page in enumerate(seen):
        mark = page.separator
        if mark is not None:
            if group is not None:
                yield group
            group = None
            yield _Group([page], ASIDE, "separator_sheet")
            # A sheet of another case says only that another paper begins.
            ours = (mark.procedure, mark.case) == (procedure, case.id) and mark.component in known
            behind = mark.component if ours else None
            continue
        if page.blank:
            if _whole_sheet_blank(seen, index) and behind is None and group is not None:
                yield group
                group = None
            yield _Group([page], ASIDE, "blank")
            continue
        title = title_of(page.heading, rows) if behind is None and not page.back else None
        if group is None or (behind is None and (title is not None or _another_paper(group.pages, page))):
            if group is not None:
                yield group
            group = _Group([page], behind or title, "separator" if behind else "title" if title else "")
        else:
            group.pages.append(page)
    if group is not None:
        yield group


def _whole_sheet_blank(seen: Sequence[Seen], index: int) -> bool:
    """Whether both sides of a sheet are blank: somebody put it there to part two papers."""
    page = seen[index]
    other = seen[index - 1] if page.back and index > 0 else seen[index + 1] if index + 1 < len(seen) and seen[index + 1].back else None
    return not page.back if other is None else other.blank


def _bears_code(pages: Sequence[Seen], number: int) -> bool:
    """Whether this page, or the other side of its sheet, bears the code of an ID card."""
    sheet = [pages[number]]
    if pages[number].back and number > 0:
        sheet.append(pages[number - 1])
    elif number + 1 < len(pages) and pages[number + 1].back:
        sheet.append(pages[number + 1])
    return any(page.id_code for page in sheet)


def _another_paper(group: Sequence[Seen], page: Seen) -> bool:
    last = group[-1]
    if page.back:
        return False
    if page.card != last.card:
        return True
    if page.card:
        return len(group) >= _CARD_SIDES or (page.id_code and any(one.id_code for one in group))
    sides, last_sides = sorted((page.width_mm, page.height_mm)), sorted((last.width_mm, last.height_mm))
    return any(abs(one - other) > _SIZE_MM for one, other in zip(sides, last_sides, strict=True))


# Where it belongs


def _by_itself(group: _Group, rows: Sequence[Component]) -> tuple[str, str, Sure] | None:
    """What the group says of itself; None when it says nothing."""
    if group.why in ("separator", "separator_sheet", "blank"):
        return group.row or UNSORTED, group.why, "certain"
    if group.row is not None:
        return group.row, group.why, "likely"
    first = group.pages[0]
    id_rows = [row.id for row in rows if row.kind == "id_paper"]
    if any(page.id_code for page in group.pages) and id_rows:
        return id_rows[0], "card_code", "certain" if len(id_rows) == 1 else "guess"
    if first.card:
        return (id_rows[0], "card_shape", "guess") if len(id_rows) == 1 else None
    photo_rows = [row.id for row in rows if row.kind == "photo"]
    if len(photo_rows) == 1 and max(first.width_mm, first.height_mm) <= _PHOTO_MM:
        return photo_rows[0], "photo_size", "guess"
    return None


def title_of(heading: str, rows: Sequence[Component]) -> str | None:
    """The row whose name stands in the heading as a title, diacritics and a misread letter forgiven; None when none does, or two do."""
    titles = list(_titles(heading))
    if not titles or not rows:
        return None
    names = {row.id: [_words(part) for part in re.split(r"[/;,]| hoặc ", re.sub(r"\(.*?\)", " ", row.name.vi))] for row in rows}
    common = Counter(word for parts in names.values() for word in {word for part in parts for word in part})
    scores = sorted(
        ((max(_score(part, title, common) for part in parts for title in titles), row) for row, parts in names.items()), reverse=True
    )
    best, row = scores[0]
    second = scores[1][0] if len(scores) > 1 else 0.0
    return row if best >= _TITLE_SCORE and best - second >= _TITLE_LEAD else None


def _titles(heading: str) -> Iterator[list[str]]:
    """The words of each run of lines in capitals: so titles are set (Nghị định 30/2020/NĐ-CP). What the text mentions is no title."""
    run: list[str] = []
    for line in [*heading.splitlines(), ""]:
        letters = [letter for letter in line if letter.isalpha()]
        if letters and sum(letter.isupper() for letter in letters) >= _CAPITALS * len(letters):
            run += _words(line)
        elif run:
            yield run
            run = []


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[a-z0-9]+", plain(text).lower()) if word not in _EMPTY_WORDS]


def _score(name: Sequence[str], read: Sequence[str], common: Mapping[str, int]) -> float:
    """How much of a name was read. A word that many rows share says little; a name of one word says nothing."""
    if len(name) < 2:
        return 0.0
    weights = {word: 1 / common[word] for word in name}
    return sum(weight for word, weight in weights.items() if any(_alike(word, other) for other in read)) / sum(weights.values())


def _alike(word: str, other: str) -> bool:
    if word == other:
        return True
    return min(len(word), len(other)) >= 4 and SequenceMatcher(None, word, other).ratio() >= _LEAST_LIKENESS
