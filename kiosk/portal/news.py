"""What kiosks are told: status, requests for papers, messages for their staff; on one cursor for each machine.

Every function is one transaction, and may be repeated after a crash.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.clock import milliseconds
from kiosk.exchange import (
    MOST_MESSAGE,
    DossierStatus,
    EventPage,
    PackageState,
    StaffMessage,
    StatusEvent,
    SupplementRequest,
    SupplementRow,
)
from kiosk.portal.database import Database, next_value
from kiosk.portal.refusal import Refusal
from kiosk.portal.tables import Dossier, Event, Kiosk

EVENTS_A_PAGE = 200
# A personal number, a telephone number, a bank account.
_NUMBER_OF_SOMEBODY = re.compile(r"(?:[0-9][ .-]?){9,}")


def set_status(database: Database, dossier_id: str, status: DossierStatus, *, now: datetime) -> bool:
    """An officer's word on a processed dossier; the kiosk hears of it as an event. False when nothing changed."""
    with database.writing() as session:
        dossier = _processed(session, dossier_id)
        if dossier is None or dossier.status == status:
            return False
        add_event(session, dossier, status, now=now)
        return True


def add_event(session: Session, dossier: Dossier, status: DossierStatus, *, now: datetime) -> None:
    """Set the status and tell the kiosk of it, within the caller's transaction. The dossier has its official code."""
    assert dossier.official_code is not None
    dossier.status = status
    _add(session, dossier.machine, "status", now, dossier_id=dossier.id, status=status, official_code=dossier.told_code)


def ask_for_papers(database: Database, dossier_id: str, rows: Sequence[SupplementRow], *, now: datetime) -> bool:
    """An officer asks for papers of a processed dossier, whose status becomes SUPPLEMENT_ASKED. False when it is not processed."""
    with database.writing() as session:
        dossier = _processed(session, dossier_id)
        if dossier is None:
            return False
        if dossier.status != DossierStatus.SUPPLEMENT_ASKED:
            add_event(session, dossier, DossierStatus.SUPPLEMENT_ASKED, now=now)
        # After the status, which would end it.
        body = {"temporary_number": dossier.temporary_number, "rows": [row.model_dump(mode="json") for row in rows]}
        _add(session, dossier.machine, "supplement", now, dossier_id=dossier.id, body=body)
        return True


def tell_staff(database: Database, machine: str | None, text: str, *, now: datetime) -> int:
    """A message for the staff at one kiosk, or at all that are let in (None); returns at how many. Raises Refusal(422)."""
    text = " ".join(text.split())
    if not 1 <= len(text) <= MOST_MESSAGE:
        raise Refusal(422, "invalid", f"Tin nhắn dài từ 1 đến {MOST_MESSAGE} ký tự.")
    if _NUMBER_OF_SOMEBODY.search(text):
        raise Refusal(422, "personal", "Tin nhắn không được có số định danh, số điện thoại hay số tài khoản.")
    with database.writing() as session:
        wanted = select(Kiosk.machine).where(Kiosk.revoked_at.is_(None)).order_by(Kiosk.machine)
        machines = session.scalars(wanted if machine is None else wanted.where(Kiosk.machine == machine)).all()
        for each in machines:
            _add(session, each, "message", now, body={"text": text})
    return len(machines)


def events(database: Database, machine: str, after: int, at: int | None = None) -> EventPage:
    """What a machine has not heard yet after a cursor, oldest first, at most EVENTS_A_PAGE.

    `at`: the moment of the event `after`, as the kiosk heard it [ms since 1970]. Another moment than ours: this database was restored
    from a back-up since, and gives the same numbers to other events. All is told anew then, which does no harm.
    """
    restored = False
    with database.reading() as session:
        if at is not None and after > 0:
            last = session.get(Event, (machine, after))
            restored = last is None or milliseconds(last.at) != at
            after = 0 if restored else after
        wanted = select(Event).where(Event.machine == machine, Event.sequence > after).order_by(Event.sequence).limit(EVENTS_A_PAGE)
        found = session.scalars(wanted).all()
    return EventPage(
        events=tuple(
            StatusEvent.model_validate(_columns(event, "sequence", "dossier_id", "status", "official_code", "at"))
            for event in found
            if event.kind == "status"
        ),
        supplements=tuple(
            SupplementRequest.model_validate(_columns(event, "sequence", "dossier_id", "at") | (event.body or {}))
            for event in found
            if event.kind == "supplement"
        ),
        messages=tuple(
            StaffMessage.model_validate(_columns(event, "sequence", "at") | (event.body or {}))
            for event in found
            if event.kind == "message"
        ),
        next=found[-1].sequence if found else after,
        restored=restored,
    )


def _add(session: Session, machine: str, kind: str, now: datetime, **columns: Any) -> None:
    session.add(Event(machine=machine, sequence=next_value(session, f"events:{machine}"), kind=kind, at=now, **columns))


def _columns(event: Event, *names: str) -> dict[str, Any]:
    return {name: getattr(event, name) for name in names}


def _processed(session: Session, dossier_id: str) -> Dossier | None:
    dossier = session.scalars(select(Dossier).where(Dossier.id == dossier_id).with_for_update()).one_or_none()
    return dossier if dossier is not None and dossier.state == PackageState.PROCESSED else None
