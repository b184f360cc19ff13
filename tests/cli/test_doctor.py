"""`kiosk doctor`: one row each, whatever is wrong."""

from __future__ import annotations

import socket
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.exchange import EventPage, StaffMessage
from kiosk.store import Enrolments, StoredEnrolment, open_store, open_sync_store
from kiosk.store.vault import bound_mark, key_file
from kiosk.sync import alone
from tests.cli.conftest import Kiosk

NAMES = [
    *("settings", "catalogue", "texts", "disk", "clock", "keys", "database", "audit", "outbox"),
    *("scanner", "reader", "printer", "voice", "text", "portal", "sync", "news"),
]


def rows(document: dict[str, list[dict[str, str]]]) -> dict[str, tuple[str, str]]:
    return {row["name"]: (row["state"], row["says"]) for row in document["rows"]}


def test_a_kiosk_that_has_just_been_unpacked(kiosk: Kiosk, tmp_path: Path) -> None:
    done = kiosk("doctor", "--json")
    found = rows(done.document)
    assert done.status == 1
    assert done.document["done"] is False
    assert list(found) == NAMES
    assert {name for name, (state, _) in found.items() if state == "fail"} <= {"keys", "portal", "disk"}
    assert found["keys"] == ("fail", "not enrolled: kiosk enrol CODE --portal URL")
    assert found["scanner"][0] == "ok"
    assert found["reader"] == ("warn", "none (reader.driver)")
    assert found["outbox"] == ("ok", "nothing was ever submitted")
    assert found["catalogue"][1].split(" ")[0].isdecimal()
    assert found["texts"] == ("ok", "both languages complete")
    assert {state for state, _ in found.values()} <= {"ok", "warn", "fail", "unknown"}
    assert not (tmp_path / "state").exists(), "looking changes nothing"


def test_an_enrolled_one_whose_portal_is_away(enrolled: Path, kiosk: Kiosk, tmp_path: Path) -> None:
    open_store(tmp_path / "state", now=lambda: datetime.now(UTC)).close()
    done = kiosk("doctor", "--json")
    found = rows(done.document)
    assert found["keys"] == ("ok", "enrolled as K01")
    assert found["portal"][0] == "warn", "dossiers wait: nothing is lost"
    assert found["outbox"] == ("ok", "0 waiting, 0 refused by the portal, 0 in all")
    assert done.status == (0 if found["disk"][0] == "ok" else 1)
    assert done.document["done"] is (done.status == 0)


def test_a_portal_that_answers(config: Path, kiosk: Kiosk, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        stored = StoredEnrolment(url=url, portal="Cổng", machine="K01", recipient="age1x")
        Enrolments(tmp_path / "state").save(stored, "t")
        state, says = rows(kiosk("doctor", "--json").document)["portal"]
        assert state == "warn"
        assert says.startswith(f"{url} answers; enrolled before the portal signed")
        Enrolments(tmp_path / "state").save(stored.model_copy(update={"signing_key": "k"}), "t")
        assert rows(kiosk("doctor", "--json").document)["portal"] == ("ok", f"{url} answers")


def test_what_the_sync_service_found_out(enrolled: Path, kiosk: Kiosk, tmp_path: Path) -> None:
    def told() -> dict[str, tuple[str, str]]:
        return rows(kiosk("doctor", "--json").document)

    def now() -> datetime:
        return datetime.now(UTC)

    with closing(open_sync_store(tmp_path / "state", now=now)) as store:
        found = told()
        assert found["clock"][0] == "unknown"
        assert found["sync"] == ("warn", "does not run: systemctl start kiosk-sync; the portal was not heard since the start")
        assert found["news"][0] == "ok"
        store.health.keep_portal_time(now() + timedelta(seconds=300), 300.0)
        store.news.trouble("portal.unreachable", "ConnectionError")
        store.news.hear(EventPage(events=(), messages=(StaffMessage(sequence=1, text="Giấy in sắp hết", at=now()),), next=1))
        with alone(tmp_path / "state"):
            found = told()
        assert found["clock"][0] == "warn"
        assert "behind the portal" in found["clock"][1]
        assert found["sync"][0] == "warn"
        assert found["sync"][1].startswith("runs; the portal was heard ")
        assert "portal.unreachable since" in found["sync"][1]
        assert found["news"] == ("warn", "1 messages not read (kiosk sync --status), papers asked for 0 dossiers")
        store.news.trouble("portal.revoked")
        assert told()["sync"][0] == "fail"


def test_a_key_that_others_can_read(enrolled: Path, kiosk: Kiosk, tmp_path: Path) -> None:
    open_store(tmp_path / "state", now=lambda: datetime.now(UTC)).close()
    (tmp_path / "state" / "keys" / "kiosk.key").chmod(0o644)
    state, says = rows(kiosk("doctor", "--json").document)["keys"]
    assert state == "fail"
    assert "chmod 600" in says


def test_a_key_that_is_bound_to_the_machine(enrolled: Path, kiosk: Kiosk, tmp_path: Path) -> None:
    assert rows(kiosk("doctor", "--json").document)["keys"] == ("warn", "the kiosk's key is made at its first start")
    open_store(tmp_path / "state", now=lambda: datetime.now(UTC)).close()
    file = key_file(tmp_path / "state")
    bound_mark(file).touch()
    state, says = rows(kiosk("doctor", "--json").document)["keys"]
    assert state == "warn"
    assert "kiosk key bind takes it away" in says
    file.unlink()
    assert rows(kiosk("doctor", "--json").document)["keys"] == ("ok", "enrolled as K01; the key is bound to this machine")


@pytest.mark.parametrize(
    ("file", "content", "row"),
    [("portal/enrolment.json", b"{", "keys"), ("kiosk.db", b"this is no database, however long it may be" * 50, "outbox")],
)
def test_damage_is_a_row_and_ends_no_other(file: str, content: bytes, row: str, enrolled: Path, kiosk: Kiosk, tmp_path: Path) -> None:
    (tmp_path / "state" / file).write_bytes(content)
    done = kiosk("doctor", "--json")
    found = rows(done.document)
    assert done.status == 1
    assert list(found) == NAMES
    assert found[row][0] == "fail"
    assert "Traceback" not in done.err


def test_for_people(kiosk: Kiosk) -> None:
    done = kiosk("doctor")
    assert done.status == 1
    assert all(name in done.out for name in NAMES)
    assert "not enrolled" in done.out


@pytest.mark.parametrize(
    ("settings", "row"),
    [
        ('driver = "none"', ("warn", "none (speech.driver)")),
        ('device = "null"\nheadphones = "always"', ("ok", "headphones plugged in: yes")),
        (
            'device = "hw:CARD=none"',
            ("warn", "nothing is heard: are espeak-ng and alsa-utils installed, is speech.device right (`aplay -L`)?"),
        ),
    ],
)
def test_the_voice_is_tried(config: Path, kiosk: Kiosk, settings: str, row: tuple[str, str]) -> None:
    config.write_text(config.read_text("utf-8") + f"\n[speech]\n{settings}\n", "utf-8")
    assert rows(kiosk("doctor", "--json").document)["voice"] == row


@pytest.mark.parametrize(
    ("languages", "text_layer", "state", "words"),
    [
        ({"vie", "eng"}, True, "ok", "titles, card backs, searchable papers"),
        ({"vie", "eng"}, False, "ok", "titles, card backs"),
        (set(), False, "ok", "none read, the kiosk serves without"),
        ({"eng"}, True, "warn", "no Vietnamese can be read: install tesseract-ocr"),
    ],
)
def test_what_can_be_read(
    config: Path, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, languages: set[str], text_layer: bool, state: str, words: str
) -> None:
    monkeypatch.setattr("kiosk.documents.ocr._languages", lambda: frozenset(languages))
    config.write_text(config.read_text("utf-8") + f"\n[pdf]\ntext_layer = {str(text_layer).lower()}\n", "utf-8")
    found = rows(kiosk("doctor", "--json").document)["text"]
    assert found[0] == state
    assert words in found[1]
