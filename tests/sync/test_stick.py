"""A centre with no network: dossiers go to the portal on a stick, and the receipts come back on it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kiosk.cli import build
from tests.portal.kiosk_side import PERSON
from tests.portal.live import LivePortal
from tests.sync.machine import Machine, assert_arrived, filed, wait_until

ROOT = Path(__file__).resolve().parents[2]


def call(*words: object) -> tuple[int, dict[str, Any]]:
    done = CliRunner().invoke(build([str(words[0])]), [*map(str, words), "--json"])
    assert done.stdout, done.stderr
    return done.exit_code, json.loads(done.stdout)


def export(machine: Machine, stick: Path) -> Path:
    status, said = call("outbox", "export", stick, "--config", machine.config)
    assert status == 0, said
    return Path(said["folder"])


def take_in(portal: LivePortal, folder: Path, *, wait: float = 0) -> tuple[int, dict[str, Any]]:
    return call("portal", "import", folder, "--data", portal.data, "--wait", wait)


def settle(machine: Machine, folder: Path) -> tuple[int, dict[str, Any]]:
    return call("outbox", "settle", folder, "--config", machine.config)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def remote(new_machine: Callable[[], Machine], own_portal: LivePortal) -> Machine:
    """Enrolled in the province's office, then carried to where no network is; its portal is switched off meanwhile."""
    machine = new_machine()
    machine.enrol(own_portal)
    own_portal.stop()
    return machine


def test_there_and_back_again(remote: Machine, own_portal: LivePortal, stick: Path) -> None:
    small, large = remote.file(), remote.file(3_000_000)
    folder = export(remote, stick)
    assert [remote.item(sealed).state for sealed in (small, large)] == ["queued", "queued"]

    # The portal does not run: the packages are in, nobody has opened them yet.
    status, said = take_in(own_portal, folder)
    assert (status, [receipt["state"] for receipt in said["receipts"]]) == (0, ["held", "held"])
    assert settle(remote, folder)[1]["held"] == [sealed.announcement.temporary_number for sealed in (small, large)]
    assert [remote.item(sealed).state for sealed in (small, large)] == ["held", "held"]

    own_portal.start()
    status, said = take_in(own_portal, folder, wait=30)
    assert (status, [receipt["state"] for receipt in said["receipts"]]) == (0, ["processed", "processed"])
    assert len(settle(remote, folder)[1]["processed"]) == 2
    assert_arrived(own_portal, remote, small, large)

    # Everything once more, in any order: nothing happens twice.
    before = filed(own_portal, remote)
    assert take_in(own_portal, folder)[0] == settle(remote, folder)[0] == 0
    assert filed(own_portal, remote) == before
    assert call("outbox", "export", stick, "--config", remote.config)[1]["folder"] is None


def test_what_is_on_the_stick_tells_nobody_who_filed(machine: Machine, stick: Path) -> None:
    machine.file()
    folder = export(machine, stick)
    everything = b"".join(file.name.encode() + file.read_bytes() for file in folder.iterdir())
    for secret in (PERSON.name, PERSON.number, machine.enrolments.token()):
        assert secret.encode() not in everything
        assert secret.encode("utf-16-le") not in everything


def test_network_that_came_back_meanwhile_does_no_harm(remote: Machine, own_portal: LivePortal, stick: Path) -> None:
    sealed = remote.file()
    folder = export(remote, stick)
    own_portal.start()
    assert remote.sync().done
    status, said = take_in(own_portal, folder)
    assert (status, [receipt["state"] for receipt in said["receipts"]]) == (0, ["processed"])
    assert settle(remote, folder)[1] == {"done": True, "processed": [], "held": [], "refused": [], "waiting": []}
    assert_arrived(own_portal, remote, sealed)


def test_half_sent_over_the_network_the_rest_on_the_stick(remote: Machine, own_portal: LivePortal, stick: Path) -> None:
    sealed = remote.file(2_000_000)
    folder = export(remote, stick)
    own_portal.start()
    process = remote.start("--once")
    wait_until(lambda: remote.item(sealed).state != "queued")
    process.kill()
    process.wait()
    own_portal.stop()
    assert take_in(own_portal, folder)[0] == 0
    own_portal.start()
    assert take_in(own_portal, folder, wait=30)[0] == 0
    settle(remote, folder)
    assert_arrived(own_portal, remote, sealed)


def test_damaged_on_the_way(remote: Machine, own_portal: LivePortal, stick: Path) -> None:
    good, bad, lost = remote.file(), remote.file(), remote.file()
    folder = export(remote, stick)
    file = folder / f"{bad.id}.age"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    (folder / f"{lost.id}.age").unlink()
    status, said = take_in(own_portal, folder)
    assert (status, said["error"]) == (1, "stick.partly")
    assert {refusal["number"] for refusal in said["refusals"]} == {sealed.announcement.temporary_number for sealed in (bad, lost)}
    told = settle(remote, folder)[1]
    assert (len(told["held"]), len(told["waiting"])) == (1, 2)
    assert [remote.item(sealed).state for sealed in (good, bad, lost)] == ["held", "queued", "queued"]

    folder = export(remote, stick.parent)  # a better stick
    assert take_in(own_portal, folder)[0] == 0
    own_portal.start()
    assert take_in(own_portal, folder, wait=30)[0] == 0
    settle(remote, folder)
    assert_arrived(own_portal, remote, good, bad, lost)


def test_package_that_is_damaged_here_stays_and_the_others_go(machine: Machine, stick: Path) -> None:
    good, bad = machine.file(), machine.file()
    file = machine.outbox.package(bad.id)
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    status, said = call("outbox", "export", stick, "--config", machine.config)
    assert (status, said["error"]) == (1, "outbox.package_damaged")
    assert (said["dossiers"], said["damaged"]) == ([good.announcement.temporary_number], [bad.announcement.temporary_number])
    assert {file.name for file in Path(said["folder"]).iterdir()} == {f"{good.id}.age", "manifest.json"}


@pytest.mark.parametrize("name", ["manifest.json", "receipts.json"])
def test_somebody_changes_the_stick(machine: Machine, portal: LivePortal, stick: Path, name: str) -> None:
    sealed = machine.file()
    folder = export(machine, stick)
    assert take_in(portal, folder)[0] == 0
    file = folder / name
    changed = file.read_text().replace(sealed.announcement.sha256, "0" * 64)
    assert changed != file.read_text()
    file.write_text(changed)
    status, said = take_in(portal, folder) if name == "manifest.json" else settle(machine, folder)
    assert (status, said["error"]) == (1, "stick.stamp")
    assert machine.item(sealed).state == "queued"


def test_receipts_of_another_kiosk(machine: Machine, portal: LivePortal, new_machine: Callable[[], Machine], stick: Path) -> None:
    other = new_machine()
    other.enrol(portal)
    other.file()
    folder = export(other, stick)
    assert take_in(portal, folder)[0] == 0
    assert settle(machine, folder)[1]["error"] == "stick.other_kiosk"


def test_kiosk_that_the_portal_does_not_know_or_has_shut_out(machine: Machine, portal: LivePortal, stick: Path, tmp_path: Path) -> None:
    machine.file()
    folder = export(machine, stick)
    status, said = call("portal", "import", folder, "--data", tmp_path / "another portal")
    assert (status, said["error"]) == (1, "stick.unknown_kiosk")
    portal.revoke(machine.name)
    assert take_in(portal, folder)[1]["error"] == "stick.revoked"


def test_no_stick_no_manifest_no_receipts(machine: Machine, portal: LivePortal, stick: Path) -> None:
    machine.file()
    assert call("outbox", "export", stick / "gone", "--config", machine.config)[1]["error"] == "stick.no_folder"
    assert take_in(portal, stick)[1]["error"] == "stick.no_manifest"
    assert settle(machine, stick)[1]["error"] == "stick.no_receipts"
    (stick / "receipts.json").write_text("{}")
    assert settle(machine, stick)[1]["error"] == "stick.no_receipts"


def test_stick_that_is_too_small(machine: Machine, tmp_path: Path) -> None:
    if subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("this machine lets nobody mount a small disk in a namespace of its own")
    sealed = machine.file(9_000_000)
    small = tmp_path / "small"
    small.mkdir()
    machine.store.close()
    script = f'mount -t tmpfs -o size=5m none {small} && "$@"; status=$?; ls {small}; exit $status'
    command = [sys.executable, "-m", "kiosk", "outbox", "export", str(small), "--config", str(machine.config)]
    done = subprocess.run(["unshare", "-rm", "sh", "-c", script, "sh", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "[stick.full]" in done.stderr
    assert done.stdout == ""  # nothing half is left there
    shutil.rmtree(small)
    assert sealed.package
