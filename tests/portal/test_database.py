"""The tables: made from nothing by the migrations, equal to the models, and strict."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from kiosk.errors import SettingsError, StoreError
from kiosk.portal.config import configure
from kiosk.portal.database import MIGRATIONS, open_database
from kiosk.portal.migrations import HEAD
from tests.portal.schema import differences


def test_migrations_make_what_the_models_say(tmp_path: Path) -> None:
    config = configure(tmp_path)
    open_database(config).close()
    open_database(config).close()  # nothing left to do
    assert differences(config.database_url) == []
    engine = create_engine(config.database_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == HEAD
    engine.dispose()


def test_settings_of_the_file_keep_what_was_said(tmp_path: Path) -> None:
    database = open_database(configure(tmp_path))
    with database.reading() as session:
        pragmas = {name: session.execute(text(f"PRAGMA {name}")).scalar_one() for name in ("journal_mode", "synchronous", "foreign_keys")}
    database.close()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_several_that_start_at_once_migrate_once(tmp_path: Path) -> None:
    barrier = threading.Barrier(4)

    def start(_: int) -> None:
        barrier.wait()
        open_database(configure(tmp_path)).close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(start, range(4))) == [None] * 4


def test_head_is_the_last_step() -> None:
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(settings).get_current_head() == HEAD


def test_a_processed_dossier_without_a_code_cannot_be(tmp_path: Path) -> None:
    database = open_database(configure(tmp_path))
    machine = "INSERT INTO kiosks (machine, token_hash, invitation, enrolled_at) VALUES ('K01', 'a', 'b', '2026-11-22')"
    dossier = (
        "INSERT INTO dossiers (id, machine, temporary_number, procedure_code, sha256, size, submitted_at,"
        " announced_at, reason, notes, state) VALUES ('a', 'K01', 'n', 'p', 's', 1, '2026-11-22', '2026-11-22', '', '[]', :state)"
    )
    with database.writing() as session:
        session.execute(text(machine))

    def insert(state: str) -> None:
        with database.writing() as session:
            session.execute(text(dossier), {"state": state})

    with pytest.raises(IntegrityError):
        insert("processed")
    insert("held")
    database.close()


@pytest.mark.parametrize("url", ["nonsense", "nodriver://x/y"])
def test_a_wrong_url_is_a_settings_error(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError):
        open_database(configure(tmp_path, database_url=url))


def test_a_damaged_database_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "portal.sqlite3").write_bytes(b"this is no database, and long enough to be read as one" * 100)
    with pytest.raises(StoreError):
        open_database(configure(tmp_path))
