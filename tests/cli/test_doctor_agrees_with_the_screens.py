"""`kiosk doctor` and the first screen judge the machine by the same facts and the same rules."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk import settings
from kiosk.cli.doctor import examine
from kiosk.clock import now
from kiosk.settings import Settings
from kiosk.store import open_store, open_sync_store
from kiosk.visit import machine
from kiosk.visit.ready import judge
from tests.store.visit import draft

SHARED = ("disk", "clock", "outbox")


def both(chosen: Settings) -> tuple[dict[str, str], dict[str, str]]:
    """By name: what the doctor says, and what the screens judge."""
    store = open_sync_store(chosen.kiosk.state, now=now)
    found = judge(machine.look(chosen, store, {}, now=now), machine.limits(chosen))
    store.close()
    told = {row.name: row.state for row in examine(chosen)}
    judged = {check.name: check.state for check in found.checks}
    return {name: told[name] for name in SHARED}, {name: judged[name] for name in SHARED}


def chosen(folder: Path, *lines: str) -> Settings:
    file = folder / "kiosk.toml"
    quiet = '[scanner]\ndriver = "none"\n[reader]\ndriver = "none"\n[printer]\ndriver = "none"\n'
    file.write_text(f'[kiosk]\nstate = "{folder / "state"}"\nlog = "{folder / "log"}"\n{quiet}' + "\n".join(lines))
    return settings.load(file, env={})


def submit(folder: Path, count: int) -> None:
    store = open_store(folder / "state", now=lambda: datetime.now(UTC))
    for number in range(1, count + 1):
        store.drafts.save(draft(number))
        store.drafts.begin_submission(f"{number:032x}", "K01")
        kept = store.drafts.get(f"{number:032x}")
        assert kept is not None
        store.drafts.finish_submission(kept.draft, b"x" * number, f"{number:064x}", datetime.now(UTC))
    store.close()


@pytest.mark.parametrize(
    ("lines", "submitted", "offset", "expected"),
    [
        (("[store]", "reserve_mb = 50"), 0, 0.5, {"disk": "ok", "clock": "ok", "outbox": "ok"}),
        (("[store]", "reserve_mb = 1000000"), 0, None, {"disk": "fail", "clock": "unknown", "outbox": "ok"}),
        (("[ready]", "most_waiting = 1", "[store]", "reserve_mb = 50"), 2, 500.0, {"disk": "ok", "clock": "warn", "outbox": "warn"}),
        (("[store]", "reserve_mb = 50"), 1, 90 * 86_400.0, {"disk": "ok", "clock": "fail", "outbox": "warn"}),
    ],
)
def test_they_agree(tmp_path: Path, lines: tuple[str, ...], submitted: int, offset: float | None, expected: dict[str, str]) -> None:
    config = chosen(tmp_path, *lines)
    submit(tmp_path, submitted)
    if offset is not None:
        store = open_sync_store(config.kiosk.state, now=now)
        store.health.keep_portal_time(datetime.fromtimestamp(now().timestamp() + offset, UTC), offset)
        store.close()
    told, judged = both(config)
    assert told == judged == expected
