"""What the migrations made, beside what the models say."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from kiosk.portal.tables import Table


def differences(database_url: str) -> list[Any]:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Table.metadata)
    engine.dispose()
    return list(found)
