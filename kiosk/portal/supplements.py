"""Papers handed in later, joined to the dossier that they were asked for. Only its own filer's, only what is asked for, and only once."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.dossier.package import Manifest
from kiosk.exchange import DossierStatus, PackageState, SupplementRow
from kiosk.portal import news
from kiosk.portal.refusal import UnacceptableError
from kiosk.portal.tables import Dossier, Event


def people(manifest: Manifest) -> tuple[str, ...]:
    """The numbers of whose dossier it is: who submitted it, and for whom."""
    return (manifest.person.number, *([manifest.behalf.owner.number] if manifest.behalf is not None else []))


def asked(session: Session, dossier: Dossier) -> tuple[SupplementRow, ...]:
    """What officers ask for now; nothing once the status is another one."""
    if dossier.status != DossierStatus.SUPPLEMENT_ASKED:
        return ()
    latest = select(Event).where(Event.dossier_id == dossier.id, Event.kind == "supplement").order_by(Event.sequence.desc()).limit(1)
    request = session.scalars(latest).one_or_none()
    return tuple(SupplementRow.model_validate(row) for row in (request.body or {}).get("rows", [])) if request is not None else ()


def original(session: Session, manifest: Manifest) -> tuple[Dossier, tuple[SupplementRow, ...]]:
    """The dossier that a package answers, locked, and what it is asked for. Raises UnacceptableError when it is not to be joined."""
    found = session.scalars(select(Dossier).where(Dossier.id == manifest.supplement_to).with_for_update()).one_or_none()
    if found is None or found.state != PackageState.PROCESSED or found.supplement_to is not None:
        raise UnacceptableError("supplement.unknown", cause="Cổng không có hồ sơ mà giấy tờ này bổ sung cho")
    first = Manifest.model_validate(found.manifest)
    if not any(hmac.compare_digest(number.encode(), manifest.person.number.encode()) for number in people(first)):
        raise UnacceptableError("supplement.person", cause="người nộp bổ sung không phải là người đã nộp hồ sơ")
    if (first.procedure_code, first.case_id) != (manifest.procedure_code, manifest.case_id):
        raise UnacceptableError("supplement.unknown", cause="giấy tờ bổ sung thuộc về một thủ tục khác")
    rows = asked(session, found)
    if not rows:
        raise UnacceptableError("supplement.not_asked", cause="hồ sơ này không còn yêu cầu bổ sung giấy tờ")
    if not {row.component_id for row in manifest.rows} <= {row.component_id for row in rows}:
        raise UnacceptableError("supplement.not_asked", cause="có giấy tờ mà cán bộ không yêu cầu bổ sung")
    return found, rows


def join(session: Session, supplement: Dossier, manifest: Manifest, *, now: datetime) -> str:
    """Within the caller's transaction: the request ends, and the dossier is worked on again. Returns the supplement's own code."""
    found, _ = original(session, manifest)
    number = session.scalars(select(func.count()).select_from(Dossier).where(Dossier.supplement_to == found.id)).one() + 1
    supplement.supplement_to = found.id
    news.add_event(session, found, DossierStatus.IN_PROGRESS, now=now)
    return f"{found.official_code}/BS{number}"


def of(session: Session, dossier_id: str) -> Sequence[Dossier]:
    """What was handed in later for a dossier, in order."""
    wanted = select(Dossier).where(Dossier.supplement_to == dossier_id).order_by(Dossier.processed_at, Dossier.id)
    return session.scalars(wanted).all()
