"""The door to the portal's database: SQLite by default, any other by its SQLAlchemy URL. Migrates when opened."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, make_url, select, text, update
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, IntegrityError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import Session

from kiosk.errors import SettingsError, StoreError
from kiosk.portal.config import PortalConfig
from kiosk.portal.migrations import HEAD
from kiosk.portal.tables import Counter, Table

MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_LOCK = 0x6B696F736B
"""Any number: PostgreSQL's name for "a portal is migrating"."""


class Database:
    """Transactions on the portal's database. Build it with `open_database`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self._engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: all of it is on disk afterwards, or nothing."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        self._engine.dispose()


def open_database(config: PortalConfig) -> Database:
    """Connect, bring the tables up to date, hand out. Raises SettingsError for a bad URL, StoreError when the database does not answer."""
    try:
        url = make_url(config.database_url)
        engine = _sqlite(url) if url.get_backend_name() == "sqlite" else create_engine(url, hide_parameters=True, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise SettingsError("settings", cause=f"--database-url: {error}") from None
    try:
        _migrate(engine, config)
    except SQLAlchemyError as error:
        engine.dispose()
        raise StoreError("portal.database", cause=str(error)) from None
    return Database(engine)


def next_value(session: Session, name: str) -> int:
    """The next number under a name, from 1. Given for good only when the transaction ends well."""
    step = update(Counter).where(Counter.name == name).values(value=Counter.value + 1)
    if not _changed(session, step):
        insert_once(session, Counter, name=name, value=0)
        _changed(session, step)
    return session.scalars(select(Counter.value).where(Counter.name == name)).one()


def insert_once(session: Session, table: type[Table], **values: Any) -> None:
    """A row, unless another portal has just made it."""
    with suppress(IntegrityError), session.begin_nested():
        session.execute(insert(table).values(**values))


def _changed(session: Session, statement: Any) -> bool:
    return bool(session.execute(statement).rowcount)  # type: ignore[attr-defined]


def _sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        # SQLite gives its journals the mode of the database: nobody else may read any of them.
        Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(url.database, os.O_CREAT | os.O_RDWR, 0o600))
    engine = create_engine(url, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that reads first and writes later would fail when another has written in between: take the lock at once.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")

    return engine


def _migrate(engine: Engine, config: PortalConfig) -> None:
    """Bring the tables up to date; of several that start at once, one does it and the others wait."""
    with (config.data / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with engine.execution_options(writes=True).begin() as connection:
            if engine.dialect.name == "postgresql":  # portals on several machines
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
            if _revision(connection) != HEAD:
                _upgrade(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _upgrade(connection: Connection) -> None:
    from alembic import command  # a tenth of a start, and wanted at one start in a hundred
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")
