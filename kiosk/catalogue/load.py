"""Reading config/catalogue: agencies.yaml, finding.yaml (it may be left out), lists/<name>.yaml and procedures/<code>.yaml.

They are checked as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from kiosk.catalogue import lists as long_lists
from kiosk.catalogue.lists import ListFile, Lists, UnitsFile
from kiosk.catalogue.marked import Document, read
from kiosk.catalogue.models import Agency, Finding, Procedure
from kiosk.catalogue.rules import judge
from kiosk.catalogue.sentences import sentence
from kiosk.errors import CatalogueError
from kiosk.texts import plain

_M = TypeVar("_M", bound=BaseModel)


_NO_FINDING = Finding()


@dataclass(frozen=True)
class Catalogue:
    """All that can be filed. Build it with `load`."""

    agencies: tuple[Agency, ...]
    procedures: tuple[Procedure, ...]
    """In the order of lists: `Procedure.order`, then short name."""
    finding: Finding = _NO_FINDING
    lists: Lists = field(default_factory=lambda: Lists({}, {}), repr=False, compare=False)
    """What long choices and addresses choose from."""
    _by_code: Mapping[str, Procedure] = field(init=False, repr=False, compare=False)
    _by_id: Mapping[str, Agency] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {procedure.code: procedure for procedure in self.procedures})
        object.__setattr__(self, "_by_id", {agency.id: agency for agency in self.agencies})

    def procedure(self, code: str) -> Procedure:
        """Raises CatalogueError("catalogue.unknown")."""
        try:
            return self._by_code[code]
        except KeyError:
            raise CatalogueError("catalogue.unknown", cause=f"there is no procedure {code!r}", procedure=code) from None

    def agency(self, agency_id: str) -> Agency:
        """Raises CatalogueError("catalogue.unknown")."""
        try:
            return self._by_id[agency_id]
        except KeyError:
            raise CatalogueError("catalogue.unknown", cause=f"there is no agency {agency_id!r}", procedure=agency_id) from None

    def by_agency(self) -> dict[Agency, tuple[Procedure, ...]]:
        """Agencies in the order of agencies.yaml, without those that have no procedure."""
        groups = {agency: tuple(p for p in self.procedures if p.agency == agency.id) for agency in self.agencies}
        return {agency: procedures for agency, procedures in groups.items() if procedures}


def load(folder: Path) -> Catalogue:
    """Read the catalogue. Raises CatalogueError("catalogue.invalid"), whose cause names file, line and place of the first mistake."""
    catalogue, complaints = _read(folder)
    if catalogue is None or complaints:
        more = f" (and {len(complaints) - 1} more: `kiosk catalogue check`)" if len(complaints) > 1 else ""
        raise CatalogueError("catalogue.invalid", cause=complaints[0] + more)
    return catalogue


def check(folder: Path) -> list[str]:
    """Every mistake in every file, one sentence each; empty when all is well."""
    return _read(folder)[1]


class _Agencies(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    agencies: tuple[Agency, ...]


def _read(folder: Path) -> tuple[Catalogue | None, list[str]]:
    register = read(folder / "agencies.yaml", "agencies.yaml")
    agencies = _validate(register, _Agencies)
    if agencies is not None:
        _refuse_twins(register, "agencies", "agency", [agency.id for agency in agencies.agencies])
    documents = [register]
    finding: Finding | None = Finding()
    events: set[str] | None = None
    if (folder / "finding.yaml").exists():
        documents.append(read(folder / "finding.yaml", "finding.yaml"))
        finding = _validate(documents[-1], Finding)
        if finding is not None:
            _refuse_twins(documents[-1], "life_events", "life event", [event.id for event in finding.life_events])
            events = {event.id for event in finding.life_events}
    known = None if agencies is None else {agency.id for agency in agencies.agencies}
    lists, of_lists = _lists(folder)
    documents += of_lists
    procedures: dict[str, Procedure] = {}
    files = sorted((folder / "procedures").glob("*.y*ml"))
    for path in files:
        document = read(path, f"procedures/{path.name}")
        documents.append(document)
        procedure = _validate(document, Procedure)
        if procedure is not None:
            _check(document, procedure, path, procedures, lists)
            _check_names(document, procedure, known, events)
            procedures.setdefault(procedure.code, procedure)
    if not files:
        register.complain((), f"there is no procedure: no file {folder / 'procedures'}/<code>.yaml", line=0)
    complaints = [sentence for document in documents for sentence in _sentences(document)]
    if complaints or agencies is None or finding is None or lists is None:
        return None, complaints
    for one in (one for procedure in procedures.values() for case in procedure.cases for group in case.form for one in group.fields):
        one.bind(lists)
    return Catalogue(agencies.agencies, tuple(sorted(procedures.values(), key=_order)), finding, lists), []


def _lists(folder: Path) -> tuple[Lists | None, list[Document]]:
    """None when a file of them is wrong; then its document says what."""
    found: dict[str, ListFile | UnitsFile] = {}
    documents: list[Document] = []
    for document, model in long_lists.documents(folder):
        documents.append(document)
        file = _validate(document, model)
        if file is not None:
            long_lists.complaints(document, file)
            found[Path(document.file).stem] = file
    return (None if any(document.complaints for document in documents) else long_lists.build(found)), documents


def _sentences(document: Document) -> list[str]:
    """In the order of the lines. A part that several cases share (&name, *name) is one mistake, though it stands at several places."""
    told: dict[tuple[int, str], str] = {}
    for complaint in sorted(document.complaints, key=lambda complaint: complaint.line):
        told.setdefault((complaint.line, complaint.sentence), str(complaint))
    return list(told.values())


def _order(procedure: Procedure) -> tuple[int, str, str]:
    return procedure.order, plain(procedure.short.vi).casefold(), procedure.code


def _validate(document: Document, model: type[_M]) -> _M | None:
    """The document as a model; None, with complaints in the document, when it is none."""
    if document.value is None:
        return None
    refused = {complaint.place for complaint in document.complaints}
    try:
        # By way of JSON, because there pydantic is strict about yes and 1 and 135.0 but takes lists for tuples and text for dates.
        return model.model_validate_json(json.dumps(document.value), strict=True)
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False):
            if error["loc"] not in refused and not _is_echo(error):
                document.complain(error["loc"], sentence(error, model))
    return None


def _is_echo(error: ErrorDetails) -> bool:
    """Pydantic calls a list too short when its entries are wrong."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _check(document: Document, procedure: Procedure, path: Path, others: Mapping[str, Procedure], lists: Lists | None) -> None:
    if path.name != f"{procedure.code}.yaml":
        document.complain(("code",), f'is "{procedure.code}", so the file should be named {procedure.code}.yaml')
    if procedure.code in others:
        document.complain(("code",), f'"{procedure.code}" is already the code of another file')
    for place, wrong in judge(procedure, None if lists is None else lists.named):
        document.complain(place, wrong)


def _check_names(document: Document, procedure: Procedure, agencies: set[str] | None, events: set[str] | None) -> None:
    """What the procedure names must be there. None: that file is itself wrong, or left out."""
    if agencies is not None and procedure.agency not in agencies:
        document.complain(("agency",), f'there is no agency "{procedure.agency}" in agencies.yaml; known: {", ".join(sorted(agencies))}')
    for n, event in enumerate(procedure.life_events):
        if events is not None and event not in events:
            document.complain(
                ("life_events", n), f'there is no life event "{event}" in finding.yaml; known: {", ".join(sorted(events)) or "none"}'
            )


def _refuse_twins(document: Document, key: str, what: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for n, one in enumerate(ids):
        if one in seen:
            document.complain((key, n, "id"), f'"{one}" is used by another {what}')
        seen.add(one)
