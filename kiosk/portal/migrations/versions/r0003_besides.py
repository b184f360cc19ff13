"""Supplements joined to their dossier; tries of whoever asks how a dossier stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    # Not Alembic's batch: making the table anew would drop the one that events point to.
    op.execute("ALTER TABLE dossiers ADD COLUMN supplement_to VARCHAR(32) REFERENCES dossiers (id)")
    op.create_index("ix_dossiers_supplement_to", "dossiers", ["supplement_to"])
    op.create_table(
        "tries",
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("since", sa.DateTime, nullable=False),
        sa.Column("last", sa.String(64), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("tries")
    op.drop_index("ix_dossiers_supplement_to", "dossiers")
    op.execute("ALTER TABLE dossiers DROP COLUMN supplement_to")
