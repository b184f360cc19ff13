"""A kiosk as the portal sees it, for tests: makes sealed packages of a synthetic person and speaks the exchange."""

from __future__ import annotations

import hashlib
import io
import secrets
import time
from datetime import UTC, date, datetime
from typing import Any

import requests
from tusclient.client import TusClient

from kiosk.dossier.draft import Consent
from kiosk.dossier.numbers import file_name, temporary_number
from kiosk.dossier.package import Manifest, PackagedFile, PackagedRow, seal
from kiosk.exchange import Announcement, Enrolment, EventPage, PackageState, Receipt
from kiosk.identity import Person

PERSON = Person(number="077098001234", name="Nguyễn Văn An", born=date(1998, 8, 15), sex="Nam", address="Số 1 Lê Lợi, Phường Vũng Tàu")
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
ANSWERS = {"child_name": "Nguyễn Thị Bình", "child_born": "2026-11-01", "child_sex": "nu"}
PATIENCE = 30.0


class Sealed:
    """A package and its announcement."""

    def __init__(self, manifest: Manifest, package: bytes) -> None:
        self.manifest = manifest
        self.package = package
        self.announcement = Announcement(
            dossier_id=manifest.dossier_id,
            temporary_number=manifest.temporary_number,
            procedure_code=manifest.procedure_code,
            sha256=hashlib.sha256(package).hexdigest(),
            size=len(package),
            submitted_at=manifest.submitted_at,
        )

    @property
    def id(self) -> str:
        return self.manifest.dossier_id


def pdf(size: int = 3000) -> bytes:
    return b"%PDF-1.7\n" + secrets.token_bytes(size)


def dossier(machine: str, recipient: str, *, serial: int = 1, files: dict[str, bytes] | None = None, **changes: Any) -> Sealed:
    """`files`: component id → content; `changes`: to the manifest."""
    contents = {"declaration": pdf(), "birth_note": pdf()} if files is None else files
    number = temporary_number(machine, date(2026, 11, 22), serial)
    rows, named = [], {}
    for position, (component, content) in enumerate(contents.items(), 1):
        name = file_name(number, position, component)
        named[name] = content
        rows.append(
            PackagedRow(
                component_id=component,
                name="Giấy tờ",
                verdict="complete",
                reason="scanned",
                files=(PackagedFile(name=name, sha256=hashlib.sha256(content).hexdigest(), size=len(content), pages=1),),
            )
        )
    manifest = Manifest(
        **{
            "dossier_id": secrets.token_hex(16),
            "temporary_number": number,
            "machine": machine,
            "procedure_code": "1.001193",
            "procedure_effective_from": date(2025, 7, 1),
            "case_id": "on_time",
            "submitted_at": NOW,
            "language": "vi",
            "verdict": "complete",
            "person": PERSON,
            "answers": ANSWERS,
            "consent": Consent(at=NOW, text_version="1", language="vi"),
            "rows": tuple(rows),
            **changes,
        }
    )
    return Sealed(manifest, seal(manifest, named, [recipient]))


class KioskSide:
    """One enrolled machine."""

    def __init__(self, url: str, machine: str, code: str) -> None:
        self.url, self.machine = url, machine
        answer = requests.post(f"{url}/v1/enrolments", json={"code": code, "machine": machine}, timeout=PATIENCE)
        assert answer.status_code == 200, answer.text
        self.enrolment = Enrolment.model_validate_json(answer.content)
        self.headers = {"Authorization": f"Bearer {self.enrolment.token}"}
        self.tus = self.headers | {"Tus-Resumable": "1.0.0"}

    def dossier(self, **changes: Any) -> Sealed:
        return dossier(self.machine, self.enrolment.recipient, **changes)

    def put(self, announcement: Announcement) -> requests.Response:
        address = f"{self.url}/v1/dossiers/{announcement.dossier_id}"
        return requests.put(address, json=announcement.model_dump(mode="json"), headers=self.headers, timeout=PATIENCE)

    def announce(self, sealed: Sealed) -> Receipt:
        answer = self.put(sealed.announcement)
        assert answer.status_code == 200, answer.text
        return Receipt.model_validate_json(answer.content)

    def create(self, sealed: Sealed, **changes: str) -> requests.Response:
        """POST /v1/uploads, as tuspy does it; `changes` to the headers."""
        headers = self.uploader(sealed).get_url_creation_headers() | changes
        return requests.post(f"{self.url}/v1/uploads", headers=headers, timeout=PATIENCE)

    def uploader(self, sealed: Sealed, **options: Any) -> Any:
        client = TusClient(f"{self.url}/v1/uploads", headers=self.headers)
        metadata = {"dossier_id": sealed.id, "sha256": sealed.announcement.sha256}
        return client.uploader(file_stream=io.BytesIO(sealed.package), metadata=metadata, **options)

    def begin(self, sealed: Sealed) -> str:
        """Announce and create; the upload's address."""
        self.announce(sealed)
        answer = self.create(sealed)
        assert answer.status_code == 201, answer.text
        return self.url + answer.headers["Location"]

    def patch(self, address: str, offset: int, data: Any, **changes: str) -> requests.Response:
        headers = self.tus | {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"} | changes
        return requests.patch(address, data=data, headers=headers, timeout=PATIENCE)

    def offset(self, address: str) -> int:
        answer = requests.head(address, headers=self.tus, timeout=PATIENCE)
        assert answer.status_code == 200
        return int(answer.headers["Upload-Offset"])

    def send(self, sealed: Sealed, chunk: int = 1_000_000) -> None:
        self.announce(sealed)
        self.uploader(sealed, chunk_size=chunk).upload()

    def receipt(self, dossier_id: str) -> Receipt:
        answer = requests.get(f"{self.url}/v1/dossiers/{dossier_id}", headers=self.headers, timeout=PATIENCE)
        assert answer.status_code == 200, answer.text
        return Receipt.model_validate_json(answer.content)

    def settled(self, dossier_id: str) -> Receipt:
        """The receipt once the package is processed or refused; the exchange has no push, so this asks."""
        end = time.monotonic() + PATIENCE
        while (receipt := self.receipt(dossier_id)).state in (PackageState.ANNOUNCED, PackageState.HELD):
            assert time.monotonic() < end, receipt
            time.sleep(0.02)
        return receipt

    def events(self, after: int = 0) -> EventPage:
        answer = requests.get(f"{self.url}/v1/events", params={"after": after}, headers=self.headers, timeout=PATIENCE)
        assert answer.status_code == 200, answer.text
        return EventPage.model_validate_json(answer.content)
