"""Papers that an officer asks for (bổ sung): the case as if it had those rows only, so that everything else need not know of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pydantic import BaseModel, ConfigDict

from kiosk.catalogue.models import Case
from kiosk.exchange import DossierId, SupplementRow


class Supplements(BaseModel):
    """What a draft answers, as the portal asked when the resident began."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dossier_id: DossierId
    """Of the dossier that the papers belong to."""
    code: str
    """Its mã hồ sơ, or the number on its slip: for people."""
    rows: tuple[SupplementRow, ...]

    def reason(self, component_id: str) -> str:
        """A SupplementReason, or a newer portal's word; empty: nothing is asked for in this row."""
        return next((str(row.reason) for row in self.rows if row.component_id == component_id), "")


def narrowed(case: Case, asked: Collection[str]) -> Case | None:
    """The case with just the components asked for, each required, and with the form only when that is among them.

    None: none of them is in this case (the catalogue has changed since), so an officer must say which paper is meant.
    """
    rows = tuple(each.model_copy(update={"required": True}) for each in case.components if each.id in asked)
    if not rows:
        return None
    form = case.form if any(each.kind == "form" for each in rows) else ()
    return case.model_copy(update={"components": rows, "form": form})


def ids(rows: Sequence[SupplementRow]) -> frozenset[str]:
    return frozenset(row.component_id for row in rows)
