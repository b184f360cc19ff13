"""`kiosk outbox`: what staff see of the queue."""

from __future__ import annotations

import json
from typing import Any

from typer.testing import CliRunner

from kiosk.cli.outbox import app
from tests.portal.live import LivePortal
from tests.sync.machine import Machine


def call(machine: Machine, *words: str) -> tuple[int, dict[str, Any]]:
    """Exit code and the one JSON document on stdout."""
    done = CliRunner().invoke(app, [*words, "--json", "--config", str(machine.config)])
    return done.exit_code, json.loads(done.stdout)


def test_list_show_retry(machine: Machine, portal: LivePortal) -> None:
    machine.file()
    assert machine.sync().done
    refused = machine.file(procedure_code="9.999999")
    assert machine.sync().refused == 1
    waiting = machine.file()
    number = refused.announcement.temporary_number

    code, told = call(machine, "list")
    assert (code, told["done"]) == (0, True)
    assert {each["dossier_id"]: each["state"] for each in told["dossiers"]} == {refused.id: "refused", waiting.id: "queued"}

    code, told = call(machine, "show", number.lower())
    assert (code, told["dossier_id"], told["package_here"]) == (0, refused.id, True)
    assert "unknown_procedure" in told["problem"]
    assert [each["outcome"] for each in told["tries"]] == ["refused"]
    assert "unknown_procedure" in told["tries"][0]["problem"]
    # Whether the portal was asked while it held the package, or only afterwards, is chance.
    assert [each["what"] for each in told["trail"] if each["what"] != "held"] == ["queued anew", "announced", "refused"]

    code, told = call(machine, "retry", refused.id)
    assert (code, told["state"], machine.item(refused).state) == (0, "queued", "queued")
    code, told = call(machine, "retry", number)
    assert (code, told["done"], told["error"]) == (1, False, "outbox.not_refused")
    code, told = call(machine, "show", "KIOSK-XX-261122-0001")
    assert (code, told["error"]) == (1, "outbox.unknown")
