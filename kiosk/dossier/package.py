"""What leaves the kiosk: one tar of manifest.json and the PDFs, sealed with age to the portal's keys.

The kiosk cannot open it again; the portal opens it, and believes nothing: names, sizes and digests are checked before a byte is kept.
"""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal

import pyrage
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    ValidationError,
    model_serializer,
    model_validator,
)

from kiosk.dossier.draft import Behalf, Consent, Receiving, StaffId
from kiosk.errors import KioskError
from kiosk.exchange import DossierId, Sha256, TemporaryNumber
from kiosk.identity import Person

MANIFEST = "manifest.json"
MOST_FILES = 200


class PackageError(KioskError):
    """A package cannot be opened or does not hold what its manifest says. Codes: package.sealed, package.damaged, package.manifest."""


class _Packaged(BaseModel):
    """Keys that are younger than version 2 are written only when there is something to say: a portal that does not know them yet takes all
    the other dossiers."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
    younger: ClassVar[frozenset[str]] = frozenset()

    @model_serializer(mode="wrap")
    def _write(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = handler(self)
        return {key: value for key, value in written.items() if value is not None or key not in self.younger}


class AcceptedPage(BaseModel):
    """A member of staff at the kiosk took the page as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: StaffId
    reason: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
    """Key of config/texts: `staff.reason.<reason>`."""


class SeenOriginal(BaseModel):
    """A member of staff at the kiosk has held the original beside the scan (đã đối chiếu bản chính)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: StaffId
    at: datetime


class PackagedFile(BaseModel):
    """One PDF of a row."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    """Its name in the package."""
    sha256: Sha256
    size: int
    pages: int


class PageRemark(_Packaged):
    """What the kiosk found wrong with a page, which the resident kept all the same."""

    younger = frozenset(("accepted",))

    page: Annotated[int, Field(ge=1)]
    """In the row, over all its files, from 1."""
    verdict: Literal["doubtful", "bad"]
    reasons: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")], ...]
    """Keys of config/texts: `page.<reason>`."""
    accepted: AcceptedPage | None = None


class Payment(BaseModel):
    """What the resident was told to pay. Whether it was paid, the kiosk does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: Annotated[int, Field(ge=0)] | None
    """In đồng; None: the kiosk did not know it."""
    exemption: str = ""
    """Id in the catalogue of the exemption that is claimed."""
    reference: str
    """The text of the transfer, if one was made."""


class PackagedRow(_Packaged):
    younger = frozenset(("seen",))

    component_id: str
    name: str
    """Vietnamese name of the row when it was filed."""
    verdict: Literal["complete", "missing", "officer"]
    reason: str
    files: tuple[PackagedFile, ...] = ()
    """In the order of the paper: more than one where a single file would have been too large for the portal; none without paper."""
    remarks: tuple[PageRemark, ...] = ()
    """Pages that the kiosk was not sure of."""
    seen: SeenOriginal | None = None

    @property
    def pages(self) -> int:
        return sum(file.pages for file in self.files)


class Manifest(_Packaged):
    """Everything the portal needs to know of a dossier. Personal: exists in memory and inside the seal only.

    Version 1, which had one file a row, is read as version 2 with one file or none.
    """

    younger = frozenset(("behalf", "receiving", "payment", "supplement_to"))

    version: Literal[2] = 2
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
    """Who submitted."""
    behalf: Behalf | None = None
    """Set when the dossier is another person's."""
    answers: dict[str, str]
    consent: Consent
    receiving: Receiving | None = None
    """How the resident wants the result; None: an older kiosk, or a supplement."""
    payment: Payment | None = None
    rows: tuple[PackagedRow, ...]
    supplement_to: DossierId | None = None
    """The dossier that these papers were asked for; they are joined to it and have no mã hồ sơ of their own."""

    @model_validator(mode="before")
    @classmethod
    def _from_version_1(cls, value: Any) -> Any:
        if not isinstance(value, dict) or value.get("version") != 1 or not isinstance(value.get("rows"), list):
            return value
        return value | {"version": 2, "rows": [_from_row_1(row) for row in value["rows"]]}

    def __repr__(self) -> str:
        return f"Manifest({self.temporary_number})"

    __str__ = __repr__

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        yield "temporary_number", self.temporary_number


def seal(manifest: Manifest, files: Mapping[str, bytes], recipients: Sequence[str]) -> bytes:
    """The sealed package, which each of the `recipients` (the portal's public age keys) can open.

    `files`: name → content, just those the manifest names.
    """
    if not recipients:
        raise ValueError("sealed for nobody")
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in ((MANIFEST, manifest.model_dump_json(indent=1).encode()), *files.items()):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return bytes(pyrage.encrypt(buffer.getvalue(), [pyrage.x25519.Recipient.from_str(each) for each in recipients]))


def unseal(sealed: bytes, identities: Sequence[str]) -> tuple[Manifest, dict[str, bytes]]:
    """Open and check a package. `identities`: the portal's secret age keys; one that fits is enough. Raises PackageError."""
    try:
        plain = pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(each) for each in identities])
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
    listed = [file for row in manifest.rows for file in row.files]
    named = {file.name: file for file in listed}
    if len(named) != len(listed) or named.keys() != files.keys():
        raise PackageError("package.damaged", cause=f"{len(listed)} files in the manifest, {len(files)} in the package")
    for name, content in files.items():
        if hashlib.sha256(content).hexdigest() != named[name].sha256 or len(content) != named[name].size:
            raise PackageError("package.damaged", cause="a file differs from its digest")


def _from_row_1(row: Any) -> Any:
    """What is no row of version 1 is left as it is, for the model to refuse."""
    if not isinstance(row, dict) or not row.keys() >= {"file", "sha256", "size", "pages"}:
        return row
    rest = {key: value for key, value in row.items() if key not in ("file", "sha256", "size", "pages")}
    if row["file"] is None:
        return rest
    return rest | {"files": [{"name": row["file"], "sha256": row["sha256"], "size": row["size"], "pages": row["pages"]}]}
