"""Enrolment, dossiers, events, counters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "invitations",
        sa.Column("code_hash", sa.String(64), primary_key=True),
        sa.Column("machine", sa.String(8), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.Column("used_at", sa.DateTime),
    )
    op.create_table(
        "kiosks",
        sa.Column("machine", sa.String(8), primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("invitation", sa.String(64), nullable=False),
        sa.Column("enrolled_at", sa.DateTime, nullable=False),
        sa.Column("token_used_at", sa.DateTime),
        sa.Column("revoked_at", sa.DateTime),
    )
    op.create_table(
        "dossiers",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("machine", sa.String(8), sa.ForeignKey("kiosks.machine"), nullable=False, index=True),
        sa.Column("temporary_number", sa.String(40), nullable=False, index=True),
        sa.Column("procedure_code", sa.String(10), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("submitted_at", sa.DateTime, nullable=False),
        sa.Column("announced_at", sa.DateTime, nullable=False),
        sa.Column("state", sa.String(10), nullable=False, index=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("upload_id", sa.String(32), unique=True),
        sa.Column("held_at", sa.DateTime),
        sa.Column("held_sha256", sa.String(64)),
        sa.Column("processed_at", sa.DateTime),
        sa.Column("unit", sa.String(40)),
        sa.Column("day", sa.String(8)),
        sa.Column("serial", sa.Integer),
        sa.Column("official_code", sa.String(60), unique=True),
        sa.Column("status", sa.Integer),
        sa.Column("verdict", sa.String(10)),
        sa.Column("notes", sa.JSON, nullable=False),
        sa.Column("manifest", sa.JSON(none_as_null=True)),
        sa.UniqueConstraint("unit", "day", "serial", name="one_code_each"),
        sa.CheckConstraint("state <> 'processed' OR (official_code IS NOT NULL AND manifest IS NOT NULL)", name="processed_has_all"),
    )
    op.create_table(
        "events",
        sa.Column("machine", sa.String(8), sa.ForeignKey("kiosks.machine"), primary_key=True),
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("dossier_id", sa.String(32), sa.ForeignKey("dossiers.id"), nullable=False, index=True),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("official_code", sa.String(60), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("value", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    for table in ("counters", "events", "dossiers", "kiosks", "invitations"):
        op.drop_table(table)
