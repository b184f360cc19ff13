"""The book of dossiers: announced, held, processed or refused. What kiosks are told of them afterwards is in kiosk.portal.news.

Every function is one transaction, and may be repeated after a crash.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.exchange import Announcement, PackageState, Receipt
from kiosk.portal.database import Database
from kiosk.portal.refusal import Refusal
from kiosk.portal.storage import Storage
from kiosk.portal.tables import Dossier


def announce(database: Database, machine: str, announcement: Announcement, *, now: datetime) -> Receipt:
    """Note that a dossier will come, or say what is there of it. Raises Refusal: 404, 409 conflict, 422 machine."""
    if announcement.temporary_number.split("-")[1] != machine:
        raise Refusal(422, "machine", f"Số tạm không thuộc máy {machine}.")
    with database.writing() as session:
        dossier = session.scalars(select(Dossier).where(Dossier.id == announcement.dossier_id).with_for_update()).one_or_none()
        if dossier is None:
            dossier = Dossier(
                id=announcement.dossier_id,
                machine=machine,
                temporary_number=announcement.temporary_number,
                procedure_code=announcement.procedure_code,
                sha256=announcement.sha256,
                size=announcement.size,
                submitted_at=announcement.submitted_at,
                announced_at=now,
                state=PackageState.ANNOUNCED,
                reason="",
                notes=[],
            )
            session.add(dossier)
        _own(dossier, machine)
        same = ("sha256", "size", "temporary_number", "procedure_code")
        if any(getattr(dossier, name) != getattr(announcement, name) for name in same):
            raise Refusal(409, "conflict", "Hồ sơ này đã được báo trước với nội dung khác.")
        return _receipt(dossier)


def receipt(database: Database, machine: str, dossier_id: str) -> Receipt:
    """What the portal has of a dossier. Raises Refusal(404)."""
    with database.reading() as session:
        return _receipt(_own(session.get(Dossier, dossier_id), machine))


def create_upload(database: Database, storage: Storage, machine: str, dossier_id: str, sha256: str, size: int) -> str:
    """The upload of an announced dossier; asked again, the same one. Raises Refusal: 404, 409 conflict, 409 complete, 422 length."""
    with database.writing() as session:
        dossier = _own(session.scalars(select(Dossier).where(Dossier.id == dossier_id).with_for_update()).one_or_none(), machine)
        if sha256 != dossier.sha256:
            raise Refusal(409, "conflict", "Gói này khác với gói đã báo trước.")
        if size != dossier.size:
            raise Refusal(422, "length", f"Đã báo trước {dossier.size} byte, nay là {size} byte.")
        if dossier.state != PackageState.ANNOUNCED:
            raise Refusal(409, "complete", "Cổng đã nhận đủ gói này.")
        dossier.upload_id = dossier.upload_id or secrets.token_hex(16)
        storage.create_upload(dossier.upload_id)  # a file that the database does not get to know is swept at the next start
        return dossier.upload_id


def upload_of(database: Database, machine: str, upload_id: str) -> tuple[str, int, PackageState]:
    """Upload id → dossier id, announced size, state. Raises Refusal(404), for another kiosk's too."""
    with database.reading() as session:
        dossier = session.scalars(select(Dossier).where(Dossier.upload_id == upload_id)).one_or_none()
    if dossier is None or dossier.machine != machine:
        raise Refusal(404, "not_found", "Không có lượt gửi này.")
    return dossier.id, dossier.size, PackageState(dossier.state)


def drop_upload(database: Database, storage: Storage, dossier_id: str, reason: str = "") -> None:
    """Let go of what has come; the dossier stays announced and may be sent again. Does nothing once the package is held."""
    with database.writing() as session:
        dossier = _locked(session, dossier_id)
        upload_id = dossier.upload_id
        if dossier.state != PackageState.ANNOUNCED or upload_id is None:
            return
        dossier.upload_id, dossier.reason = None, reason
    storage.discard_upload(upload_id)


def hold(database: Database, storage: Storage, dossier_id: str, *, now: datetime) -> PackageState:
    """The last byte is in: HELD when the digest on disk is the announced one; else the upload is dropped. Returns the state."""
    with database.reading() as session:
        found = session.get_one(Dossier, dossier_id)
    if found.state != PackageState.ANNOUNCED or found.upload_id is None:
        return PackageState(found.state)
    digest = storage.digest(found.upload_id)
    if digest != found.sha256:
        drop_upload(database, storage, dossier_id, "digest: gói đến Cổng không đúng mã băm đã báo trước, cần gửi lại")
        return PackageState.ANNOUNCED
    with database.writing() as session:
        dossier = _locked(session, dossier_id)
        if dossier.state == PackageState.ANNOUNCED:
            dossier.state, dossier.reason = PackageState.HELD, ""
            dossier.held_at, dossier.held_sha256 = now, digest
        return PackageState(dossier.state)


def lose(database: Database, dossier_id: str) -> None:
    """A held package is no longer on the disk: the kiosk still has its copy, and sends it again."""
    with database.writing() as session:
        dossier = _locked(session, dossier_id)
        if dossier.state == PackageState.HELD:
            dossier.state, dossier.reason = PackageState.ANNOUNCED, "lost: Cổng không còn gói này, cần gửi lại"
            dossier.upload_id = dossier.held_at = dossier.held_sha256 = None


def refuse(database: Database, dossier_id: str, reason: str) -> None:
    """A held package that will not be taken. It stays in the storage for whoever wants to know why."""
    with database.writing() as session:
        dossier = _locked(session, dossier_id)
        if dossier.state == PackageState.HELD:
            dossier.state, dossier.reason = PackageState.REFUSED, reason


def look_again(database: Database, dossier_id: str) -> bool:
    """Put a refused package back to held, for another try after the catalogue was put right; False when it is not refused."""
    with database.writing() as session:
        dossier = session.scalars(select(Dossier).where(Dossier.id == dossier_id).with_for_update()).one_or_none()
        if dossier is None or dossier.state != PackageState.REFUSED:
            return False
        dossier.state, dossier.reason = PackageState.HELD, ""
        return True


def each_in(database: Database, *states: PackageState) -> list[Dossier]:
    """The dossiers in these states, oldest first."""
    with database.reading() as session:
        found = session.scalars(select(Dossier).where(Dossier.state.in_(states)).order_by(Dossier.announced_at, Dossier.id)).all()
    return list(found)


def _own(dossier: Dossier | None, machine: str) -> Dossier:
    if dossier is None or dossier.machine != machine:
        raise Refusal(404, "not_found", "Không có hồ sơ này.")
    return dossier


def _locked(session: Session, dossier_id: str) -> Dossier:
    return session.scalars(select(Dossier).where(Dossier.id == dossier_id).with_for_update()).one()


def _receipt(dossier: Dossier) -> Receipt:
    return Receipt(
        dossier_id=dossier.id,
        state=PackageState(dossier.state),
        sha256=dossier.held_sha256,
        official_code=dossier.told_code,
        reason=dossier.reason,
    )
