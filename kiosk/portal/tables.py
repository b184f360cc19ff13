"""The portal's tables. What must never break is a constraint here; how they came to be is in migrations/."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, DateTime, Dialect, ForeignKey, String, Text, TypeDecorator, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcTime(TypeDecorator[datetime]):
    """An instant, kept as UTC without a zone so that every database agrees; comes back aware."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        return None if value is None else value.replace(tzinfo=UTC)


class Table(DeclarativeBase):
    type_annotation_map = {datetime: UtcTime, dict[str, Any]: JSON, list[str]: JSON}  # noqa: RUF012 - SQLAlchemy's own way


class Invitation(Table):
    """A one-time code that lets one machine in."""

    __tablename__ = "invitations"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    machine: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Kiosk(Table):
    """A machine that was let in. A new enrolment of the same machine takes the place of the old one; its dossiers stay."""

    __tablename__ = "kiosks"

    machine: Mapped[str] = mapped_column(String(8), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invitation: Mapped[str] = mapped_column(String(64))
    """Hash of the code that the token was given for."""
    enrolled_at: Mapped[datetime]
    token_used_at: Mapped[datetime | None]
    """When the token was first shown; from then on its code cannot be repeated."""
    revoked_at: Mapped[datetime | None]


class Dossier(Table):
    """One dossier from its announcement on. `manifest` is personal data."""

    __tablename__ = "dossiers"
    __table_args__ = (
        UniqueConstraint("unit", "day", "serial", name="one_code_each"),
        CheckConstraint("state <> 'processed' OR (official_code IS NOT NULL AND manifest IS NOT NULL)", name="processed_has_all"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    machine: Mapped[str] = mapped_column(ForeignKey("kiosks.machine"), index=True)
    temporary_number: Mapped[str] = mapped_column(String(40), index=True)
    procedure_code: Mapped[str] = mapped_column(String(10))
    sha256: Mapped[str] = mapped_column(String(64))
    """As announced."""
    size: Mapped[int]
    submitted_at: Mapped[datetime]
    announced_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), index=True)
    """A PackageState."""
    reason: Mapped[str] = mapped_column(Text, default="")
    upload_id: Mapped[str | None] = mapped_column(String(32), unique=True)
    held_at: Mapped[datetime | None]
    held_sha256: Mapped[str | None] = mapped_column(String(64))
    """As computed from the portal's own disk."""
    processed_at: Mapped[datetime | None]
    unit: Mapped[str | None] = mapped_column(String(40))
    day: Mapped[str | None] = mapped_column(String(8))
    """yyyymmdd in Vietnam."""
    serial: Mapped[int | None]
    official_code: Mapped[str | None] = mapped_column(String(60), unique=True)
    status: Mapped[int | None]
    """A DossierStatus."""
    verdict: Mapped[str | None] = mapped_column(String(10))
    notes: Mapped[list[str]] = mapped_column(default=list)
    """Sentences for the officer: what was accepted though something is amiss."""
    manifest: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    supplement_to: Mapped[str | None] = mapped_column(ForeignKey("dossiers.id"), index=True)
    """The dossier that these papers were asked for; `official_code` is that one's, with `/BS<n>` behind it."""

    @property
    def told_code(self) -> str | None:
        """What kiosks and residents are told: of a supplement, the code of its dossier."""
        return self.official_code.partition("/")[0] if self.official_code is not None else None


class Event(Table):
    """What a kiosk is to hear, numbered without gaps for each machine: the cursor of /v1/events.

    kind "status": a dossier's new status; "supplement": papers are asked for (`body`: a SupplementRequest's rows); "message": for the
    kiosk's staff (`body`: the text).
    """

    __tablename__ = "events"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'status' AND dossier_id IS NOT NULL AND status IS NOT NULL AND official_code IS NOT NULL)"
            " OR (kind = 'supplement' AND dossier_id IS NOT NULL AND body IS NOT NULL) OR (kind = 'message' AND body IS NOT NULL)",
            name="event_is_whole",
        ),
    )

    machine: Mapped[str] = mapped_column(ForeignKey("kiosks.machine"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), default="status", server_default="status")
    dossier_id: Mapped[str | None] = mapped_column(ForeignKey("dossiers.id"), index=True)
    status: Mapped[int | None]
    official_code: Mapped[str | None] = mapped_column(String(60))
    body: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    at: Mapped[datetime]


class Pulse(Table):
    """The last heartbeat of a machine."""

    __tablename__ = "pulses"

    machine: Mapped[str] = mapped_column(ForeignKey("kiosks.machine"), primary_key=True)
    at: Mapped[datetime]
    """By the portal's clock."""
    body: Mapped[dict[str, Any]]
    """A Heartbeat."""


class Publication(Table):
    """What the portal hands out signed, and since when: a kiosk takes nothing older than what it has."""

    __tablename__ = "publications"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime]


class Tries(Table):
    """How often was asked, or asked wrongly, under a name since a moment: what keeps somebody from trying all digits of a number."""

    __tablename__ = "tries"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    count: Mapped[int]
    since: Mapped[datetime]
    last: Mapped[str] = mapped_column(String(64))
    """Digest of the last question: the same one, sent again, is no further try."""


class Counter(Table):
    """The last number given out under a name. Its row is locked until the transaction ends: no gap, no double."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[int]
