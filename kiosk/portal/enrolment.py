"""Who may speak to the portal: one-time codes for staff to hand out, tokens for the machines that showed one.

A code may be repeated by the same machine within ten minutes, as long as the token it was given has never been used: the answer may have
been lost on the way. It then gets a new token, and the first one is worth nothing. Codes and tokens are kept as SHA-256 only: both are
random and long enough (60 and 256 bits) for that.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from kiosk.carried import token_hash
from kiosk.exchange import EnrolmentRequest
from kiosk.portal.database import Database
from kiosk.portal.refusal import Refusal
from kiosk.portal.tables import Invitation, Kiosk

Clock = Callable[[], datetime]
Entropy = Callable[[int], bytes]

REPEAT = timedelta(minutes=10)
CODE_LIFE = timedelta(days=2)
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"  # 32, none that is read for another when both cases are folded
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def invite(
    database: Database,
    machine: str,
    *,
    now: datetime,
    life: timedelta = CODE_LIFE,
    entropy: Entropy = secrets.token_bytes,
) -> str:
    """A new one-time code for `machine`, such as `7GQK-0XMB-2RTD`. It is shown this once."""
    letters = "".join(_LETTERS[byte % 32] for byte in entropy(12))
    with database.writing() as session:
        session.add(Invitation(code_hash=token_hash(letters), machine=machine, created_at=now, expires_at=now + life))
    return "-".join(letters[i : i + 4] for i in (0, 4, 8))


def redeem(database: Database, request: EnrolmentRequest, *, now: datetime, entropy: Entropy = secrets.token_bytes) -> str:
    """Code → token. Raises Refusal(403), with one and the same answer for every code that is no good."""
    code_hash = token_hash(_canonical(request.code))
    token = base64.urlsafe_b64encode(entropy(32)).decode().rstrip("=")
    with database.writing() as session:
        invitation = session.scalars(select(Invitation).where(Invitation.code_hash == code_hash).with_for_update()).one_or_none()
        kiosk = session.scalars(select(Kiosk).where(Kiosk.machine == request.machine).with_for_update()).one_or_none()
        if invitation is None or invitation.machine != request.machine or not _is_good(invitation, kiosk, now):
            raise Refusal(403, "code", "Mã kết nối không đúng, đã dùng hoặc đã hết hạn. Hãy xin mã mới tại Cổng.")
        invitation.used_at = invitation.used_at or now
        if kiosk is None:
            kiosk = Kiosk(machine=request.machine)
            session.add(kiosk)
        kiosk.token_hash, kiosk.invitation = token_hash(token), code_hash
        kiosk.enrolled_at, kiosk.token_used_at, kiosk.revoked_at = now, None, None
    return token


def authenticate(database: Database, authorization: str | None, *, now: datetime) -> str:
    """`Authorization` header → machine. Raises Refusal: 401 unauthorized, 403 revoked."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() == "bearer" and token:
        found = select(Kiosk).where(Kiosk.token_hash == token_hash(token.strip()))
        with database.reading() as session:
            kiosk = session.scalars(found).one_or_none()
        if kiosk is not None:
            if kiosk.revoked_at is not None:
                raise Refusal(403, "revoked", "Cổng đã ngắt kết nối máy này. Hãy liên hệ người quản trị Cổng.")
            if kiosk.token_used_at is None:
                _note_first_use(database, kiosk.token_hash, now)
            return kiosk.machine
    raise Refusal(401, "unauthorized", "Máy này chưa được kết nối với Cổng.", {"WWW-Authenticate": "Bearer"})


def revoke(database: Database, machine: str, *, now: datetime) -> bool:
    """Shut a machine out until it is invited again; False when there is no such machine. What it sent stays."""
    with database.writing() as session:
        kiosk = session.get(Kiosk, machine)
        if kiosk is None:
            return False
        kiosk.revoked_at = kiosk.revoked_at or now
        return True


def _is_good(invitation: Invitation, kiosk: Kiosk | None, now: datetime) -> bool:
    if invitation.used_at is None:
        return now < invitation.expires_at
    return (
        now - invitation.used_at <= REPEAT
        and kiosk is not None
        and kiosk.invitation == invitation.code_hash
        and kiosk.token_used_at is None
        and kiosk.revoked_at is None
    )


def _note_first_use(database: Database, token_hash: str, now: datetime) -> None:
    with database.writing() as session:
        kiosk = session.scalars(select(Kiosk).where(Kiosk.token_hash == token_hash).with_for_update()).one_or_none()
        if kiosk is not None and kiosk.token_used_at is None:
            kiosk.token_used_at = now


def _canonical(code: str) -> str:
    """As a person types it: small letters, blanks, no hyphens, O for 0."""
    return "".join(ch for ch in code.upper() if ch.isalnum()).translate(_LOOKALIKES)
