"""The kiosk's key bound to the machine: systemd-creds for real, with a host key of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk import store
from kiosk.errors import StoreError
from kiosk.store.vault import CREDENTIAL, bound_mark, key_file

ROOT = Path(__file__).parents[2]
NAMESPACE = ["unshare", "-rm", "sh", "-c", 'mount -t tmpfs none /var/lib/systemd && exec "$@"', "sh"]


class Machine:
    def __init__(self, folder: Path) -> None:
        self.folder, self.state, self.root = folder, folder / "state", folder / "root"
        self.root.mkdir()
        (folder / "kiosk.toml").write_text(f'[kiosk]\nstate = "{self.state}"\n')

    def run(self, *commands: list[str] | str) -> list[dict[str, object]]:
        """Commands of `kiosk key`, one after the other in one namespace, for systemd's host key is gone with it; a text is the shell's."""
        lines = [
            words
            if isinstance(words, str)
            else " ".join([sys.executable, "-m", "kiosk", "key", *words, "--json", "--config", f"{self.folder}/kiosk.toml"])
            for words in commands
        ]
        done = subprocess.run(
            [*NAMESPACE, "sh", "-c", "; ".join(lines)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=100
        )
        text, found, decoder = done.stdout.strip(), [], json.JSONDecoder()
        while text:
            document, end = decoder.raw_decode(text)
            found.append(document)
            text = text[end:].strip()
        assert len(found) == sum(isinstance(words, list) for words in commands), done.stderr
        return found

    def open(self) -> store.Store:
        return store.open_store(self.state, now=lambda: datetime.now(UTC))


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    probe = [*NAMESPACE, "systemd-creds", "encrypt", "--with-key=host", "--name=x", "/dev/null", "-"]
    if subprocess.run(probe, capture_output=True, check=False).returncode != 0:
        pytest.skip("systemd-creds cannot be used here: no namespaces, or no systemd")
    return Machine(tmp_path)


def test_bound_and_unbound_it_is_the_same_key(machine: Machine) -> None:
    machine.open().close()
    file = key_file(machine.state)
    key = file.read_bytes()
    here = ["--root", str(machine.root)]
    before, bound, again, shown, back = machine.run(
        ["show"], ["bind", "--with-key=host", *here], ["bind", "--with-key=host", *here], ["show"], ["unbind", *here]
    )
    assert (before["place"], bound["done"], shown["place"]) == ("file", True, "bound")
    assert (again["done"], again["error"]) == (False, "store.key_bound")
    assert back["done"]
    assert file.read_bytes() == key
    assert file.stat().st_mode & 0o777 == 0o600
    assert [found for found in machine.root.rglob("*") if found.is_file()] == []


def test_cut_while_the_file_goes_away_it_is_bound_all_the_same(machine: Machine) -> None:
    machine.open().close()
    file = key_file(machine.state)
    key = file.read_bytes()
    here = ["--root", str(machine.root)]
    bind = ["bind", "--with-key=host", *here]
    # What is mounted can be overwritten and not be taken away.
    kept = f"cp {file} {machine.folder}/cut"
    cut, again, back = machine.run(f"mount --bind {file} {file}", bind, f"umount {file}", kept, bind, ["unbind", *here])
    assert (cut["done"], cut["error"]) == (False, "store.write")
    assert (again["done"], back["done"]) == (True, True)
    assert file.read_bytes() == key
    file.write_bytes((machine.folder / "cut").read_bytes())
    with pytest.raises(StoreError, match=r"store\.damaged"):
        machine.open()


def test_bound_key_is_in_no_file_in_clear_and_no_other_is_made_in_its_place(machine: Machine) -> None:
    machine.open().close()
    key = key_file(machine.state).read_bytes()
    machine.run(["bind", "--with-key=host", "--root", str(machine.root)])
    files = [file for file in machine.folder.rglob("*") if file.is_file()]
    assert (machine.root / "etc/credstore.encrypted" / CREDENTIAL) in files
    assert all(key not in file.read_bytes() and key.hex() not in file.read_text("latin-1") for file in files)
    with pytest.raises(StoreError) as caught:
        machine.open()
    assert caught.value.code == "store.key_bound"
    assert not key_file(machine.state).exists()


def test_the_key_that_systemd_gives_opens_what_the_file_sealed(machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.open().close()
    file = key_file(machine.state)
    vault = store.Vault(file)
    wrapped = vault.wrap(b"k" * 32, "draft")
    given = tmp_path / "credentials"
    given.mkdir()
    (given / CREDENTIAL).write_bytes(file.read_bytes())
    bound_mark(file).touch()
    file.unlink()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(given))
    opened = machine.open()
    opened.close()
    assert store.Vault(file, given=given / CREDENTIAL).unwrap(wrapped, "draft") == b"k" * 32
    assert not file.exists()


def test_key_is_for_its_user_alone(machine: Machine) -> None:
    machine.open().close()
    assert key_file(machine.state).stat().st_mode & 0o077 == 0
