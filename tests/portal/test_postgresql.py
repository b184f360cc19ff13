"""What only PostgreSQL can get wrong: its own types, its own locks, its own idea of a transaction."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from kiosk.errors import StoreError
from kiosk.portal.config import configure
from kiosk.portal.database import next_value, open_database
from tests.portal.postgres import Cluster
from tests.portal.schema import differences


def test_migrations_make_what_the_models_say(postgres: Cluster, tmp_path: Path) -> None:
    config = configure(tmp_path, database_url=postgres.fresh())
    open_database(config).close()
    open_database(config).close()  # nothing left to do
    assert differences(config.database_url) == []


def test_several_machines_that_start_at_once_migrate_once(postgres: Cluster, tmp_path: Path) -> None:
    url = postgres.fresh()
    barrier = threading.Barrier(4)

    def start(number: int) -> None:
        barrier.wait()
        open_database(configure(tmp_path / str(number), database_url=url)).close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(start, range(4))) == [None] * 4


def test_numbers_have_no_gap_and_no_double(postgres: Cluster, tmp_path: Path) -> None:
    """Eight threads over two connection pools, and every fifth transaction fails after it was given its number."""
    config = configure(tmp_path, database_url=postgres.fresh())
    with closing(open_database(config)) as one, closing(open_database(config)) as other:
        given: list[int] = []

        def take(number: int) -> None:
            try:
                with (one, other)[number % 2].writing() as session:
                    value = next_value(session, "codes:test")
                    if number % 5 == 0:
                        raise ZeroDivisionError
                    given.append(value)
            except ZeroDivisionError:
                pass

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(take, range(60)))
    assert sorted(given) == list(range(1, 49))


def test_a_processed_dossier_without_a_code_cannot_be(postgres: Cluster, tmp_path: Path) -> None:
    with closing(open_database(configure(tmp_path, database_url=postgres.fresh()))) as database:
        with database.writing() as session:
            session.execute(text("INSERT INTO kiosks (machine, token_hash, invitation, enrolled_at) VALUES ('K01', 'a', 'b', now())"))
        dossier = (
            "INSERT INTO dossiers (id, machine, temporary_number, procedure_code, sha256, size, submitted_at,"
            " announced_at, reason, notes, state) VALUES ('a', 'K01', 'n', 'p', 's', 1, now(), now(), '', '[]', 'processed')"
        )
        with pytest.raises(IntegrityError), database.writing() as session:
            session.execute(text(dossier))


def test_a_database_that_is_not_there(postgres: Cluster, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as raised:
        open_database(configure(tmp_path, database_url=postgres.url("nowhere")))
    assert raised.value.code == "portal.database"
