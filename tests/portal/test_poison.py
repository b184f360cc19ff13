"""Packages that cannot be taken: refused with a reason, and the next one goes on."""

from __future__ import annotations

import hashlib
import io
import secrets
import tarfile
from collections.abc import Callable
from datetime import date

import pyrage
import pytest

from kiosk.dossier.package import MANIFEST
from kiosk.exchange import PackageState
from tests.portal.kiosk_side import KioskSide, Sealed, dossier, pdf
from tests.portal.live import LivePortal

Entry = tuple[tarfile.TarInfo, bytes]


def entry(name: str, content: bytes, kind: bytes = tarfile.REGTYPE) -> Entry:
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, len(content) if kind == tarfile.REGTYPE else 0
    return info, content


def tar(*entries: Entry) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as made:
        for info, content in entries:
            made.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def swap(sealed: Sealed, kiosk: KioskSide, plain: bytes) -> Sealed:
    """The same dossier, with something else under the seal."""
    return Sealed(sealed.manifest, pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(kiosk.enrolment.recipient)]))


def manifest_of(sealed: Sealed) -> Entry:
    return entry(MANIFEST, sealed.manifest.model_dump_json().encode())


def papers_of(sealed: Sealed) -> list[Entry]:
    return [entry(file.name, b"%PDF-other") for row in sealed.manifest.rows for file in row.files]


def renamed(kiosk: KioskSide, name: str) -> Sealed:
    """A package that is right in all but the name of its one file."""
    sealed = kiosk.dossier(files={"birth_note": b"%PDF-1"})
    (row,) = sealed.manifest.rows
    (file,) = row.files
    manifest = sealed.manifest.model_copy(update={"rows": (row.model_copy(update={"files": (file.model_copy(update={"name": name}),)}),)})
    return swap(Sealed(manifest, b"x"), kiosk, tar(entry(MANIFEST, manifest.model_dump_json().encode()), entry(name, b"%PDF-1")))


def sparse(kiosk: KioskSide) -> Sealed:
    """An entry that claims eight terabytes and has none."""
    sealed = kiosk.dossier(files={})
    info = tarfile.TarInfo("big.pdf")
    info.pax_headers = {"GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.map": "0,0", "GNU.sparse.size": str(8 * 2**40)}
    return swap(sealed, kiosk, tar(manifest_of(sealed), (info, b"")))


def deep(kiosk: KioskSide) -> Sealed:
    """Long-name headers of long-name headers: makes a reader call itself."""
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 0
    return swap(kiosk.dossier(files={}), kiosk, info.tobuf(tarfile.GNU_FORMAT) * 5000 + b"\0" * 1024)


def other_portal(kiosk: KioskSide) -> Sealed:
    return dossier(kiosk.machine, str(pyrage.x25519.Identity.generate().to_public()))


def twice(kiosk: KioskSide) -> Sealed:
    (row,) = kiosk.dossier(files={"photo": pdf()}).manifest.rows
    return kiosk.dossier(files={}, rows=(row.model_copy(update={"files": ()}),) * 2)


def other_machine(kiosk: KioskSide) -> Sealed:
    """It announces its own number, and another's is inside."""
    ours, theirs = kiosk.dossier(), dossier("K99", kiosk.enrolment.recipient)
    theirs.announcement = theirs.announcement.model_copy(update={"temporary_number": ours.manifest.temporary_number})
    return theirs


def changed(sealed: Sealed, **changes: object) -> Sealed:
    """The same package, announced as something else."""
    told = Sealed(sealed.manifest, sealed.package)
    told.announcement = told.announcement.model_copy(update=changes)
    told.manifest = told.manifest.model_copy(update={"dossier_id": told.announcement.dossier_id})
    return told


POISON: dict[str, tuple[str, Callable[[KioskSide], Sealed]]] = {
    "garbage": ("package.sealed", lambda k: Sealed(k.dossier().manifest, secrets.token_bytes(5000))),
    "cut seal": ("package.sealed", lambda k: Sealed((s := k.dossier()).manifest, s.package[:-100])),
    "another portal's": ("package.sealed", other_portal),
    "no tar": ("package.damaged", lambda k: swap(k.dossier(), k, secrets.token_bytes(4096))),
    "empty": ("package.manifest", lambda k: swap(k.dossier(), k, tar())),
    "no manifest": ("package.manifest", lambda k: swap(s := k.dossier(), k, tar(*papers_of(s)))),
    "manifest is no JSON": ("package.manifest", lambda k: swap(k.dossier(), k, tar(entry(MANIFEST, b"{")))),
    "papers missing": ("package.damaged", lambda k: swap(s := k.dossier(), k, tar(manifest_of(s)))),
    "digest inside differs": ("package.damaged", lambda k: swap(s := k.dossier(), k, tar(manifest_of(s), *papers_of(s)))),
    "path upwards": ("package.damaged", lambda k: renamed(k, "../../../portal.age")),
    "absolute path": ("package.damaged", lambda k: renamed(k, "/etc/cron.d/x.pdf")),
    "hidden": ("package.damaged", lambda k: renamed(k, ".pdf")),
    "blanks and quotes": ("package.damaged", lambda k: renamed(k, 'a "b\r\nX: y.pdf')),
    "not ASCII": ("package.damaged", lambda k: renamed(k, "giấy.pdf")),
    "endless name": ("package.damaged", lambda k: renamed(k, "a" * 300 + ".pdf")),
    "no PDF name": ("package.damaged", lambda k: renamed(k, "a.html")),
    "link": ("package.damaged", lambda k: swap(s := k.dossier(), k, tar(manifest_of(s), entry("a.pdf", b"", tarfile.SYMTYPE)))),
    "device": ("package.damaged", lambda k: swap(s := k.dossier(), k, tar(manifest_of(s), entry("a.pdf", b"", tarfile.CHRTYPE)))),
    "ten thousand files": (
        "package.damaged",
        lambda k: swap(s := k.dossier(), k, tar(manifest_of(s), *(entry(f"{n}.pdf", b"%PDF") for n in range(10_000)))),
    ),
    "terabytes of nothing": ("package.damaged", sparse),
    "headers without end": ("package.damaged", deep),
    "another dossier's": ("package.other", lambda k: changed(k.dossier(), dossier_id=secrets.token_hex(16))),
    "another procedure's": ("package.other", lambda k: changed(k.dossier(), procedure_code="1.000894")),
    "another machine's": ("package.other", other_machine),
    "one row twice": ("package.manifest", twice),
    "unknown procedure": ("unknown_procedure", lambda k: k.dossier(procedure_code="9.999999")),
    "unknown case": ("unknown_case", lambda k: k.dossier(case_id="nowhere")),
    "unknown component": ("unknown_component", lambda k: k.dossier(files={"passport": pdf()})),
}


def test_poison_is_refused_with_its_reason_and_the_next_one_goes_on(portal: LivePortal, kiosk: KioskSide) -> None:
    sent: dict[str, Sealed] = {}
    for name, (_, make) in POISON.items():
        sent[name] = make(kiosk)
        kiosk.send(sent[name], chunk=20_000_000)
    good = kiosk.dossier()
    kiosk.send(good)
    reasons = {name: kiosk.settled(sealed.id) for name, sealed in sent.items()}
    assert {receipt.state for receipt in reasons.values()} == {PackageState.REFUSED}
    assert {name: receipt.reason.partition(": ")[0] for name, receipt in reasons.items()} == {
        name: code for name, (code, _) in POISON.items()
    }
    assert all(receipt.official_code is None for receipt in reasons.values())
    assert kiosk.settled(good.id).state is PackageState.PROCESSED
    assert [event.dossier_id for event in kiosk.events().events] == [good.id]
    kept = {path.name for path in (portal.data / "storage" / "dossiers").iterdir()}
    assert kept.isdisjoint(sealed.id for sealed in sent.values())
    # The refused package itself stays, for whoever looks into it; and a kiosk that asks again hears the same.
    first = sent["unknown case"]
    assert kiosk.announce(first) == reasons["unknown case"]
    uploads = [path.read_bytes() for path in (portal.data / "storage" / "uploads").iterdir()]
    assert first.announcement.sha256 in {hashlib.sha256(content).hexdigest() for content in uploads}


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"files": {"declaration": pdf()}}, "Thiếu giấy tờ bắt buộc: Giấy chứng sinh."),
        ({"answers": {"child_name": "Bình", "child_born": "2026-11-01"}}, "Tờ khai: mục “Giới tính” chưa điền."),
        ({"answers": {"child_name": "Bình", "child_born": "2126-11-01", "child_sex": "nu"}}, "Tờ khai: mục “Ngày sinh” chưa đúng."),
        ({"procedure_effective_from": date(2020, 1, 1)}, "01/01/2020"),
        ({"files": {"declaration": pdf(), "birth_note": b"<html>"}}, "không phải là PDF"),
    ],
)
def test_taken_but_noted_for_the_officer(portal: LivePortal, kiosk: KioskSide, changes: dict[str, object], note: str) -> None:
    sealed = kiosk.dossier(**changes)
    kiosk.send(sealed)
    assert kiosk.settled(sealed.id).state is PackageState.PROCESSED
    (filed,) = [each for each in portal.dossiers() if each["dossier_id"] == sealed.id]
    assert len(filed["notes"]) == 1
    assert note in filed["notes"][0]
