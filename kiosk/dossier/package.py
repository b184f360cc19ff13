"""What leaves the kiosk: one tar of manifest.json and the PDFs, sealed with age to the portal's key.

The kiosk cannot open it again; the portal opens it, and believes nothing: names, sizes and digests are checked before a byte is kept.
"""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Literal

import pyrage
from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.dossier.draft import Consent
from kiosk.errors import KioskError
from kiosk.exchange import DossierId, Sha256, TemporaryNumber
from kiosk.identity import Person

MANIFEST = "manifest.json"
MOST_FILES = 200


class PackageError(KioskError):
    """A package cannot be opened or does not hold what its manifest says. Codes: package.sealed, package.damaged, package.manifest."""


class PackagedRow(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    component_id: str
    name: str
    """Vietnamese name of the row when it was filed."""
    verdict: Literal["complete", "missing", "officer"]
    reason: str
    file: str | None
    """Name in the package; None when the row has no paper."""
    sha256: Sha256 | None
    size: int
    pages: int


class Manifest(BaseModel):
    """Everything the portal needs to know of a dossier. Personal: exists in memory and inside the seal only."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    version: Literal[1] = 1
    dossier_id: DossierId
    temporary_number: TemporaryNumber
    machine: str
    procedure_code: str
    procedure_effective_from: date
    case_id: str
    submitted_at: datetime
    language: Literal["vi", "en"]
    verdict: Literal["complete", "officer"]
    person: Person
    answers: dict[str, str]
    consent: Consent
    rows: tuple[PackagedRow, ...]

    def __repr__(self) -> str:
        return f"Manifest({self.temporary_number})"

    __str__ = __repr__

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        yield "temporary_number", self.temporary_number


def seal(manifest: Manifest, files: Mapping[str, bytes], recipient: str) -> bytes:
    """The sealed package. `files`: name → content, just those the manifest names; `recipient`: the portal's public age key."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in ((MANIFEST, manifest.model_dump_json(indent=1).encode()), *files.items()):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return bytes(pyrage.encrypt(buffer.getvalue(), [pyrage.x25519.Recipient.from_str(recipient)]))


def unseal(sealed: bytes, identity: str) -> tuple[Manifest, dict[str, bytes]]:
    """Open and check a package. `identity`: the portal's secret age key. Raises PackageError."""
    try:
        plain = pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(identity)])
    except pyrage.DecryptError as error:
        raise PackageError("package.sealed", cause=str(error)) from None
    files: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(plain), mode="r:") as tar:
            for entry in tar:
                # A sparse entry may claim terabytes that are not there.
                content = tar.extractfile(entry) if entry.isreg() and not entry.issparse() and entry.size <= len(plain) else None
                if content is None or "/" in entry.name or entry.name.startswith(".") or entry.name in files or len(files) > MOST_FILES:
                    raise PackageError("package.damaged", cause="an entry that is no plain file, or too many")
                files[entry.name] = content.read()
    except (tarfile.TarError, ValueError) as error:
        # tarfile lets what it cannot read in a sparse entry's map through as ValueError.
        raise PackageError("package.damaged", cause=type(error).__name__) from None
    try:
        manifest = Manifest.model_validate_json(files.pop(MANIFEST))
    except KeyError:
        raise PackageError("package.manifest", cause="there is none") from None
    except ValidationError as error:
        # The values stay out of the message: they are personal.
        places = "; ".join(".".join(map(str, e["loc"])) + ": " + e["type"] for e in error.errors(include_input=False, include_url=False))
        raise PackageError("package.manifest", cause=places) from None
    _compare(manifest, files)
    return manifest, files


def _compare(manifest: Manifest, files: Mapping[str, bytes]) -> None:
    with_file = [row for row in manifest.rows if row.file is not None]
    named = {row.file: row for row in with_file}
    if len(named) != len(with_file) or named.keys() != files.keys():
        raise PackageError("package.damaged", cause=f"{len(with_file)} files in the manifest, {len(files)} in the package")
    for name, content in files.items():
        if hashlib.sha256(content).hexdigest() != named[name].sha256 or len(content) != named[name].size:
            raise PackageError("package.damaged", cause="a file differs from its digest")
