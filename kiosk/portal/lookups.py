"""How a dossier stands, for a resident who shows its number and knows the last digits of their own.

A number that is not there and digits that are wrong get the same answer, after the same time, and are counted in the same way: by the
number that was asked for, whoever asks. So nobody learns which numbers there are, nor tries the ten thousand digits of one.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kiosk.dossier import numbers
from kiosk.dossier.lookup import unseal
from kiosk.dossier.package import Manifest, PackageError
from kiosk.exchange import Lookup, LookupAnswer, LookupState, PackageState, TrackedDossier
from kiosk.portal.database import Database, insert_once
from kiosk.portal.refusal import Refusal
from kiosk.portal.supplements import asked, people
from kiosk.portal.tables import Dossier, Event, Tries

ANSWERED_AFTER = 0.1
"""Every answer takes so long at least: opening a manifest takes a millisecond more than finding none [s]."""
MOST_WRONG = 5
"""Wrong digits for one number, until it is closed."""
CLOSED = timedelta(hours=24)
"""After the first wrong digits: so an attacker gets five of ten thousand a day."""
MOST_ASKED, WHILE = 60, timedelta(minutes=10)
"""Questions of one kiosk: a person needs half a minute for one."""
_NOBODY = "-" * 12


def answer(database: Database, machine: str, lookup: Lookup, keys: Sequence[str], *, now: datetime) -> LookupAnswer:
    """`keys`: the portal's secret age keys. Raises Refusal: 422 sealed, 429 busy."""
    try:
        question = unseal(lookup, keys)
    except PackageError:
        raise Refusal(422, "sealed", "Không mở được câu hỏi: được niêm phong cho một Cổng khác.") from None
    number = numbers.canonical_code(question.number)
    digest = hashlib.sha256(lookup.question.encode()).hexdigest()
    with database.writing() as session:
        session.execute(delete(Tries).where(Tries.since < now - CLOSED))
        _count_kiosk(session, machine, digest, now)
        tries = _tries(session, f"number:{hashlib.sha256(number.encode()).hexdigest()}", now)
        if tries.count >= MOST_WRONG and tries.last != digest:
            return LookupAnswer(state=LookupState.LOCKED)
        found = _find(session, number)
        known = people(Manifest.model_validate(found.manifest)) if found is not None else (_NOBODY,)
        right = sum(hmac.compare_digest(each[-4:].encode(), question.digits.encode()) for each in known) > 0
        if not right or found is None:
            if tries.last != digest:
                tries.count, tries.last = tries.count + 1, digest
            return LookupAnswer(state=LookupState.NOT_FOUND)
        tries.count = 0
        return LookupAnswer(state=LookupState.FOUND, dossier=_tracked(session, found))


def _count_kiosk(session: Session, machine: str, digest: str, now: datetime) -> None:
    tries = _tries(session, f"kiosk:{machine}", now)
    if now - tries.since > WHILE:
        tries.count, tries.since = 0, now
    if tries.last == digest:
        return
    if tries.count >= MOST_ASKED:
        wait = WHILE - (now - tries.since)
        raise Refusal(429, "busy", "Ki-ốt này tra cứu quá nhiều lần, xin chờ.", {"Retry-After": str(max(round(wait.total_seconds()), 1))})
    tries.count, tries.last = tries.count + 1, digest


def _tries(session: Session, name: str, now: datetime) -> Tries:
    """The row of a name, locked; made when it is not there."""
    wanted = select(Tries).where(Tries.name == name).with_for_update()
    found = session.scalars(wanted).one_or_none()
    if found is None:
        insert_once(session, Tries, name=name, count=0, since=now, last="")
        found = session.scalars(wanted).one()
    return found


def _find(session: Session, number: str) -> Dossier | None:
    """The processed dossier of a number; of a supplement's, the one that it was joined to."""
    column = Dossier.temporary_number if numbers.is_temporary(number) else Dossier.official_code
    wanted = select(Dossier).where(column == number, Dossier.state == PackageState.PROCESSED).order_by(Dossier.announced_at.desc())
    found = session.scalars(wanted.limit(1)).one_or_none()
    return session.get_one(Dossier, found.supplement_to) if found is not None and found.supplement_to is not None else found


def _tracked(session: Session, dossier: Dossier) -> TrackedDossier:
    latest = select(Event.at).where(Event.dossier_id == dossier.id, Event.kind == "status").order_by(Event.sequence.desc()).limit(1)
    return TrackedDossier(
        dossier_id=dossier.id,
        temporary_number=dossier.temporary_number,
        official_code=dossier.official_code or "",
        procedure_code=dossier.procedure_code,
        case_id=Manifest.model_validate(dossier.manifest).case_id,
        status=dossier.status or 0,
        at=session.scalars(latest).one(),
        rows=asked(session, dossier),
    )
