"""Run by Alembic with the connection that kiosk.portal.database gives it, inside that connection's transaction."""

from __future__ import annotations

from alembic import context

from kiosk.portal.tables import Table

context.configure(connection=context.config.attributes["connection"], target_metadata=Table.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
