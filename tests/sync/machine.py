"""A kiosk for tests of the sync service: a state folder with real sealed packages in its outbox, and the service on it."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from kiosk import settings
from kiosk.errors import KioskError
from kiosk.exchange import PackageState
from kiosk.portal import register
from kiosk.portal.config import configure
from kiosk.portal.database import open_database
from kiosk.portal.storage import Storage
from kiosk.store import OutboxItem, open_sync_store
from kiosk.store.database import write_durably
from kiosk.sync import Outcome, Service, Stop, enrol
from tests.portal.kiosk_side import Sealed, dossier, pdf
from tests.portal.live import LivePortal
from tests.sync.child import serve


def code(error: KioskError) -> str:
    """In place of the sentence: tests look for the code, translators may change the words."""
    return f"{error.code} {error.values.get('reason', '')}".strip()


# A fork server with the imports done: a busy machine needs seconds for them, and these tests start many.
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.sync.child"])


class Running:
    """A sync process."""

    def __init__(self, process: BaseProcess) -> None:
        self._process = process
        self.terminate = process.terminate
        self.kill = process.kill

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def wait(self, seconds: float = 30) -> int:
        """The exit code; minus the signal's number when one ended it."""
        self._process.join(seconds)
        assert self._process.exitcode is not None, "it does not end"
        return self._process.exitcode


class Machine:
    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True)
        self.name = name
        self.state = folder / "state"
        self.config = folder / "kiosk.toml"
        self.tune()
        self.store = open_sync_store(self.state, now=lambda: datetime.now(UTC))
        self.outbox, self.enrolments, self.news, self.health = self.store.outbox, self.store.enrolments, self.store.news, self.store.health
        self._serial = 0
        self._started: list[BaseProcess] = []

    def tune(self, *, ca_file: str = "", url: str = "", **sync: float) -> None:
        """Write the settings file: short waits, small chunks."""
        values = {"poll": 0.2, "retry_first": 0.1, "retry_most": 1, "chunk_mb": 0.1, "timeout": 10} | sync
        lines = ["[kiosk]", f'machine = "{self.name}"', f'state = "{self.state}"', "[portal]", f'ca_file = "{ca_file}"', f'url = "{url}"']
        lines += ["[sync]", *(f"{name} = {value}" for name, value in values.items())]
        self.config.write_text("\n".join(lines), "utf-8")
        self.reload()

    def slow(self, bandwidth: str, **sync: float) -> None:
        """`bandwidth`: as in sync.bandwidth."""
        self.tune(**sync)
        self.config.write_text(self.config.read_text("utf-8") + f'\nbandwidth = "{bandwidth}"', "utf-8")
        self.reload()

    def reload(self) -> None:
        self.settings = settings.load(self.config, env={})

    def enrol(self, portal: LivePortal) -> None:
        enrol(self.settings, portal.invite(self.name), portal.url)

    def enrolled_before(self) -> None:
        """As if by a portal or a program that signed nothing yet."""
        enrolment = self.enrolments.load()
        assert enrolment is not None
        self.enrolments.save(enrolment.model_copy(update={"signing_key": ""}), self.enrolments.token())

    def file(self, size: int = 20_000, **changes: Any) -> Sealed:
        """A dossier of about `size` bytes, sealed and queued as a visit leaves it."""
        self._serial += 1
        enrolment = self.enrolments.load()
        assert enrolment is not None
        files = {"declaration": pdf(1000), "birth_note": pdf(size)}
        sealed = dossier(self.name, self.news.recipients(enrolment)[0], serial=self._serial, files=files, **changes)
        self.queue(sealed.announcement.dossier_id, sealed)
        return sealed

    def queue(self, dossier_id: str, sealed: Sealed) -> None:
        told = sealed.announcement
        write_durably(self.outbox.package(dossier_id), sealed.package)
        self.outbox.add(dossier_id, told.temporary_number, told.procedure_code, told.sha256, told.size, told.submitted_at)

    def item(self, sealed: Sealed) -> OutboxItem:
        item = self.outbox.get(sealed.id)
        assert item is not None
        return item

    def here(self, sealed: Sealed) -> bool:
        """Whether the kiosk still has its copy."""
        return self.outbox.package(sealed.id).exists()

    def service(self, stop: Stop | None = None, **given: Any) -> Service:
        return Service(self.settings, self.store, stop=stop or Stop(), say=code, **given)

    def sync(self) -> Outcome:
        """One pass in this process."""
        service = self.service()
        try:
            return service.run_once()
        finally:
            service.close()

    def start(self, *words: str) -> Running:
        """The sync service in a process of its own; its log goes to `log`."""
        process = _processes.Process(target=serve, args=([*words, "--config", str(self.config)], str(self.log), str(self.out)))
        process.start()
        self._started.append(process)
        return Running(process)

    def told(self) -> dict[str, Any]:
        """What the last `--json` run printed, which is one document and nothing else."""
        document: dict[str, Any] = json.loads(self.out.read_text("utf-8"))
        return document

    @property
    def log(self) -> Path:
        return self.state.parent / "sync.log"

    @property
    def out(self) -> Path:
        return self.state.parent / "sync.json"

    def logged(self, event: str = "") -> list[dict[str, Any]]:
        """The lines of the log so far, or those of one event."""
        text = self.log.read_text("utf-8") if self.log.exists() else ""
        lines = [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]
        return [line for line in lines if event in ("", line["event"])]

    def close(self) -> None:
        for process in self._started:
            process.kill()
            process.join()
            process.close()
        self.store.close()


def forged(sealed: Sealed, package: bytes) -> Sealed:
    """The same dossier with another package, announced as it is: not a fault of the transport but of what is inside."""
    told = sealed.announcement.model_copy(update={"sha256": hashlib.sha256(package).hexdigest(), "size": len(package)})
    other = Sealed(sealed.manifest, package)
    other.announcement = told
    return other


def unchanged(before: OutboxItem, after: OutboxItem) -> bool:
    """Nothing lost: the same dossier, still waiting."""
    return replace(after, state=before.state, attempts=0, problem="", upload_url=None) == replace(
        before, attempts=0, problem="", upload_url=None
    )


@dataclass(frozen=True)
class Filed:
    """What the portal has of a dossier; `files`: digests of what is on its disk now."""

    state: str
    sha256: str | None
    official_code: str | None
    processed_at: datetime | None
    files: frozenset[str]


def filed(portal: LivePortal, machine: Machine) -> dict[str, Filed]:
    """Read from the portal's own database and folder, whether it runs or not."""
    config = configure(portal.data)
    database, storage = open_database(config), Storage(config.storage)
    try:
        return {
            each.id: Filed(
                str(each.state),
                each.held_sha256,
                each.official_code,
                each.processed_at,
                frozenset(hashlib.sha256(path.read_bytes()).hexdigest() for path in storage.files(each.id)),
            )
            for each in register.each_in(database, *PackageState)
            if each.machine == machine.name
        }
    finally:
        database.close()


def assert_arrived(portal: LivePortal, machine: Machine, *wanted: Sealed) -> None:
    """Each of these is at the portal exactly once, whole, and nothing else of this machine."""
    there = filed(portal, machine)
    assert there.keys() == {sealed.id for sealed in wanted}
    for sealed in wanted:
        dossier, item = there[sealed.id], machine.item(sealed)
        assert (dossier.state, item.state) == ("processed", "processed")
        assert dossier.sha256 == hashlib.sha256(sealed.package).hexdigest()
        assert dossier.files == {file.sha256 for row in sealed.manifest.rows for file in row.files}
        assert dossier.official_code == item.official_code
        assert machine.here(sealed), "for some days: a portal restored from its back-up may ask for it again"
    assert len({dossier.official_code for dossier in there.values()}) == len(wanted)


def wait_until(what: Callable[[], bool], seconds: float = 30.0) -> None:
    """For what another process does and tells nobody of: look until it is so."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it does not come to pass"
        time.sleep(0.01)
