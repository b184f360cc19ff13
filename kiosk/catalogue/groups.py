"""Where people look who do not type: by what happened in their life, by agency, by who they are. A large group is divided by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kiosk.catalogue.load import Catalogue
from kiosk.catalogue.models import Both, Procedure, Who
from kiosk.texts import plain

MOST_USED = 6
"""So many procedures are one touch away."""
_SYMBOLS: dict[Who, str] = {"citizen": "person", "household_business": "shop", "enterprise": "building"}
_MOST = 12
"""A list of more than so many is divided by field (lĩnh vực)."""


@dataclass(frozen=True)
class Group:
    id: str
    """Among its neighbours."""
    name: Both | None = None
    """None: its words are the texts' `group.<id>`."""
    symbol: str = ""
    groups: tuple[Group, ...] = ()
    """What it is divided into."""
    procedures: tuple[Procedure, ...] = ()
    """All that are in it."""

    def at(self, path: Sequence[str]) -> Group | None:
        """The group below this one that the ids lead to; None when there is none."""
        if not path:
            return self
        inner = next((group for group in self.groups if group.id == path[0]), None)
        return inner.at(path[1:]) if inner is not None else None


def group(catalogue: Catalogue) -> Group:
    """Life events, then all agencies, then who one is; a group without a procedure is left out."""
    procedures = catalogue.procedures
    events = (
        _divided(event.id, event.name, (one for one in procedures if event.id in one.life_events), event.symbol)
        for event in catalogue.finding.life_events
    )
    agencies = (_divided(agency.id, agency.name, its) for agency, its in catalogue.by_agency().items())
    people = (_divided(who, None, (one for one in procedures if who in one.who), _SYMBOLS[who]) for who in _SYMBOLS)
    return Group(
        "",
        groups=(
            *_filled(events),
            Group("agency", symbol="officer", groups=_filled(agencies), procedures=procedures),
            Group("who", symbol="person", groups=_filled(people), procedures=procedures),
        ),
        procedures=procedures,
    )


def most_used(procedures: Sequence[Procedure], filed: Mapping[str, int]) -> tuple[Procedure, ...]:
    """`filed`: procedure code → how often lately. Where nothing, or equally much, was filed the catalogue's order holds."""
    return tuple(sorted(procedures, key=lambda one: -filed.get(one.code, 0))[:MOST_USED])


def _filled(groups: Iterable[Group]) -> tuple[Group, ...]:
    return tuple(one for one in groups if one.procedures)


def _divided(id_: str, name: Both | None, procedures: Iterable[Procedure], symbol: str = "") -> Group:
    its = tuple(procedures)
    groups: tuple[Group, ...] = ()
    if len(its) > _MOST:
        by_field = sorted(its, key=lambda one: plain(one.field.vi).casefold())
        fields = [tuple(some) for _, some in groupby(by_field, key=lambda one: one.field)]
        groups = tuple(Group(str(n), some[0].field, procedures=some) for n, some in enumerate(fields))
    return Group(id_, name, symbol, groups if len(groups) > 1 else (), its)
