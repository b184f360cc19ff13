"""Long lists that many forms choose from: ethnic groups, nationalities, provinces and their communes.

<catalogue>/lists/<name>.yaml, one list a file; units.yaml holds the provinces, each with its communes. A catalogue that has no file of
a name uses the one that is shipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, field_validator

from kiosk.catalogue.marked import Document, read
from kiosk.catalogue.models import Both, Source
from kiosk.settings import SHARE
from kiosk.texts import Language, plain

SHIPPED = SHARE / "catalogue"
UNITS = "units"
PROVINCES = "provinces"
"""The list of provinces has no file of its own: it comes with units.yaml."""
_LONGEST = 100
_TYPES = re.compile(r"(thanh pho|tinh|phuong|xa|dac khu) ")

EntryId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{1,40}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


@dataclass(frozen=True)
class Entry:
    """One line of a list."""

    id: str
    name: Both
    also: tuple[str, ...] = ()
    """Other names, to be found by."""
    verified: bool = True

    @cached_property
    def names(self) -> tuple[tuple[str, ...], ...]:
        """Each name as words without diacritics."""
        return tuple(tuple(_words(name)) for name in dict.fromkeys((self.name.vi, self.name.en, *self.also)))

    def rank(self, words: list[str]) -> int | None:
        """How well it fits what was typed (small is better): 0 it is a name, 1 a name begins so, 2 its words do; None: not at all."""
        best: int | None = None
        for own in self.names:
            # "vung tau" begins "Phường Vũng Tàu" too: nobody types the word before.
            starts = [own] + [own[n:] for n in (1, 2) if _TYPES.fullmatch(" ".join(own[:n]) + " ")]
            if any(list(part) == words for part in starts):
                return 0
            # Without the blanks too: "danang", "ede".
            if any("".join(part).startswith("".join(words)) for part in starts):
                best = 1
            elif best is None and all(any(mine.startswith(word) for mine in own) for word in words):
                best = 2
        return best


class LongList:
    """Entries in the order in which they are shown."""

    def __init__(self, name: str, entries: Iterable[Entry], top: Iterable[str] = ()) -> None:
        self.name = name
        self.entries = tuple(entries)
        self._by_id = {entry.id: entry for entry in self.entries}
        self.top = tuple(self._by_id[one] for one in top if one in self._by_id)
        """What most people choose."""

    def get(self, entry_id: str) -> Entry | None:
        return self._by_id.get(entry_id)

    def called(self, name: str) -> Entry | None:
        """The one entry with that very name, diacritics apart; None when there is none, or more."""
        words = tuple(_words(name))
        found = [entry for entry in self.entries if words and words in entry.names]
        return found[0] if len(found) == 1 else None

    def find(self, query: str, language: Language = "vi") -> tuple[Entry, ...]:
        """What matches, best first; missing diacritics and unfinished words are forgiven. An empty query gives all, by name."""
        words = _words(query[:_LONGEST])
        ordered = sorted(self.entries, key=lambda entry: _sorting(entry.name.to(language)))
        if not words:
            return tuple(ordered)
        ranked = [(rank, entry) for entry in ordered if (rank := entry.rank(words)) is not None]
        exact = query.strip().casefold()
        # With diacritics typed, the one that has them comes before the one that merely could.
        return tuple(entry for _, entry in sorted(ranked, key=lambda found: (found[0], exact not in found[1].name.vi.casefold())))


@dataclass(frozen=True)
class Lists:
    """All lists of one catalogue."""

    named: Mapping[str, LongList]
    communes: Mapping[str, LongList]
    """By the province's id."""

    @property
    def provinces(self) -> LongList:
        return self.named[PROVINCES]

    def commune(self, province: str, commune: str) -> Entry | None:
        found = self.communes.get(province)
        return found.get(commune) if found is not None else None


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Line(_Model):
    id: EntryId
    name: Both
    also: tuple[Name, ...] = ()

    @field_validator("name", mode="before")
    @classmethod
    def _in_both(cls, value: Any) -> Any:
        """A name that is the same in both languages is written once."""
        return {"vi": value, "en": value} if isinstance(value, str) else value


class ListFile(_Model):
    source: Source
    verified: bool
    top: tuple[EntryId, ...] = ()
    unverified: tuple[EntryId, ...] = ()
    """Entries that only one source has."""
    entries: tuple[_Line, ...]


class _Province(_Line):
    communes: dict[EntryId, Name]


class UnitsFile(_Model):
    source: Source
    verified: bool
    unverified: tuple[EntryId, ...] = ()
    provinces: tuple[_Province, ...]


def own_lists(folder: Path) -> list[Path]:
    """The list files of a catalogue that differ from the shipped ones: every kiosk has those."""
    return [path for path in sorted((folder / "lists").glob("*.yaml")) if not _is_shipped(path)]


def _is_shipped(path: Path) -> bool:
    shipped = SHIPPED / "lists" / path.name
    return shipped.exists() and (shipped.samefile(path) or shipped.read_bytes() == path.read_bytes())


def documents(folder: Path) -> Iterator[tuple[Document, type[ListFile] | type[UnitsFile]]]:
    """The files of a catalogue's own lists and of the shipped ones that it does not replace, with what each should be."""
    own = {path.stem: path for path in sorted((folder / "lists").glob("*.yaml"))}
    for name, path in ({each.stem: each for each in sorted((SHIPPED / "lists").glob("*.yaml"))} | own).items():
        state = path.stat()
        document = _read(path, f"lists/{path.name}", state.st_mtime_ns, state.st_size)
        # Whoever asks adds complaints of their own.
        yield Document(document.file, document.value, document.lines, list(document.complaints)), UnitsFile if name == UNITS else ListFile


def complaints(document: Document, model: ListFile | UnitsFile) -> None:
    """What a file of the right form may still have wrong."""
    seen: set[str] = set()
    if isinstance(model, UnitsFile):
        for n, province in enumerate(model.provinces):
            for unit, place in (
                (province.id, ("provinces", n, "id")),
                *((each, ("provinces", n, "communes", each)) for each in province.communes),
            ):
                if unit in seen:
                    document.complain(place, f'"{unit}" is used by another province or commune')
                seen.add(unit)
        _refuse_unknown(document, "unverified", model.unverified, seen)
        return
    for n, entry in enumerate(model.entries):
        if entry.id in seen:
            document.complain(("entries", n, "id"), f'"{entry.id}" is used by another entry')
        seen.add(entry.id)
    _refuse_unknown(document, "top", model.top, seen)
    _refuse_unknown(document, "unverified", model.unverified, seen)


def _refuse_unknown(document: Document, key: str, named: Iterable[str], known: set[str]) -> None:
    for n, one in enumerate(named):
        if one not in known:
            document.complain((key, n), f'there is no entry "{one}" in this list')


def build(files: Mapping[str, ListFile | UnitsFile]) -> Lists:
    """`files`: by the name of the list."""
    named: dict[str, LongList] = {}
    communes: dict[str, LongList] = {}
    for name, file in files.items():
        doubtful = frozenset(file.unverified)
        if isinstance(file, ListFile):
            entries = (Entry(line.id, line.name, line.also, file.verified and line.id not in doubtful) for line in file.entries)
            named[name] = LongList(name, entries, file.top)
            continue
        named[PROVINCES] = LongList(
            PROVINCES, (Entry(each.id, each.name, each.also, file.verified and each.id not in doubtful) for each in file.provinces)
        )
        for province in file.provinces:
            units = (
                Entry(unit, Both(vi=text, en=text), (), file.verified and unit not in doubtful) for unit, text in province.communes.items()
            )
            communes[province.id] = LongList(f"communes of {province.id}", units)
    return Lists(named, communes)


@lru_cache(maxsize=16)
def _read(path: Path, name: str, _changed: int, _size: int) -> Document:
    """Three thousand communes take a tenth of a second; a file that has not changed is not read again."""
    return read(path, name)


def bare(name: str) -> str:
    """A unit's name without diacritics and without its type: "Phường Vũng Tàu" → "vung tau"."""
    folded = " ".join(plain(name).casefold().split())
    kind = _TYPES.match(folded)
    return folded[kind.end() :] if kind else folded


def _sorting(name: str) -> tuple[str, str]:
    return bare(name), name


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", plain(text).casefold())
