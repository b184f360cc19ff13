"""Requests for papers and messages among the events; heartbeats; since when what is signed holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_WHOLE = (
    "(kind = 'status' AND dossier_id IS NOT NULL AND status IS NOT NULL AND official_code IS NOT NULL)"
    " OR (kind = 'supplement' AND dossier_id IS NOT NULL AND body IS NOT NULL) OR (kind = 'message' AND body IS NOT NULL)"
)


def upgrade() -> None:
    with op.batch_alter_table("events") as events:
        events.add_column(sa.Column("kind", sa.String(12), nullable=False, server_default="status"))
        events.add_column(sa.Column("body", sa.JSON(none_as_null=True)))
        events.alter_column("dossier_id", existing_type=sa.String(32), nullable=True)
        events.alter_column("status", existing_type=sa.Integer, nullable=True)
        events.alter_column("official_code", existing_type=sa.String(60), nullable=True)
        events.create_check_constraint("event_is_whole", _WHOLE)
    op.create_table(
        "pulses",
        sa.Column("machine", sa.String(8), sa.ForeignKey("kiosks.machine"), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_table(
        "publications",
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("issued_at", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("publications")
    op.drop_table("pulses")
    op.execute("DELETE FROM events WHERE kind <> 'status'")
    with op.batch_alter_table("events") as events:
        events.drop_constraint("event_is_whole", type_="check")
        events.alter_column("official_code", existing_type=sa.String(60), nullable=False)
        events.alter_column("status", existing_type=sa.Integer, nullable=False)
        events.alter_column("dossier_id", existing_type=sa.String(32), nullable=False)
        events.drop_column("body")
        events.drop_column("kind")
