"""Ten thousand dossiers from the kiosk's outbox into a real portal: does the sync service's memory stay flat, and how long does each take?

`python -m tests.bench.bench_drain [DOSSIERS]` prints it. Minutes long.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.portal.kiosk_side import dossier, pdf
from tests.portal.live import live_portal
from tests.sync.conftest import CATALOGUE
from tests.sync.machine import Machine

DOSSIERS = 10_000
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own in it


def run(dossiers: int = DOSSIERS) -> list[tuple[str, float, str]]:
    """Name, value, unit."""
    # In memory where there is some: what is asked is how the process grows, not how patient the disk is.
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        folder = Path(name)
        with live_portal(folder / "portal", catalogue=CATALOGUE) as portal:
            machine = Machine(folder / "K01", "K01")
            try:
                machine.enrol(portal)
                machine.tune(poll=5, retry_first=1, retry_most=10, timeout=60)
                _fill(machine, dossiers)
                process = machine.start()
                began = time.perf_counter()
                resident = _watch(machine, process.pid, dossiers)
                took = time.perf_counter() - began
                process.terminate()
                process.wait()
                arrived = sum(each["state"] == "processed" for each in portal.dossiers())
            finally:
                machine.close()
    return [
        ("dossiers at the portal", arrived, ""),
        ("a dossier", round(took / dossiers * 1000, 1), "ms"),
        *((f"memory after {share} %", round(kilobytes / 1024, 1), "MB") for share, kilobytes in resident),
    ]


def _fill(machine: Machine, dossiers: int) -> None:
    enrolment = machine.enrolments.load()
    assert enrolment is not None
    for number in range(dossiers):
        # A day has 9,999 numbers.
        day = f"26{1 + number // 9000:02d}22"
        changes = {"temporary_number": f"KIOSK-K01-{day}-{1 + number % 9000:04d}", "submitted_at": datetime.now(UTC)}
        files = {"declaration": pdf(200), "birth_note": pdf(200)}
        sealed = dossier("K01", enrolment.recipient, files=files, **changes)
        machine.queue(sealed.announcement.dossier_id, sealed)


def _watch(machine: Machine, pid: int, dossiers: int) -> list[tuple[int, int]]:
    """Percent done, resident memory [kB]."""
    found: list[tuple[int, int]] = []
    wanted = [1, 10, 25, 50, 75, 100]
    while wanted:
        done = machine.outbox.counts()["processed"] * 100 / dossiers
        while wanted and done >= wanted[0]:
            status = Path(f"/proc/{pid}/status").read_text("ascii")
            resident = re.search(r"VmRSS:\s+(\d+) kB", status)
            assert resident is not None
            found.append((wanted.pop(0), int(resident[1])))
        time.sleep(0.2)
    return found


if __name__ == "__main__":
    for what, value, unit in run(int(sys.argv[1]) if len(sys.argv) > 1 else DOSSIERS):
        print(f"{what:<32}{value:>10} {unit}")
