"""A kiosk runs for months: its scanner's driver must neither grow nor keep a handle."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.devices.contract import ScanRequest
from kiosk.devices.scanner.sane_scanner import SaneScanner
from kiosk.devices.virtual.escl import EsclScanner

STACK = 10
"""What the feeder of libsane's `test` backend holds."""
_GROWTH = 4.0
"""Less than a tenth of one page more, after thousands, is no leak [MB]."""


def memory_mb(pid: int | str) -> float:
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def handles(pid: int | str) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def run_through(scanner: SaneScanner, pages: int, request: ScanRequest) -> set[int]:
    pids = set()
    for _ in range(pages // STACK):
        came = sum(1 for _ in scanner.scan(request, page_deadline=20))
        assert came == STACK
        pids.add(scanner.driver_pid or 0)
    return pids


def check(scanner: SaneScanner, pages: int, request: ScanRequest, *, device_beside: bool = False) -> None:
    """The first stacks settle what is settled once: caches, arenas. `device_beside`: the virtual scanner is in this process too, and
    its threads' memory cannot be told from the kiosk's."""
    pids = run_through(scanner, 10 * STACK, request)
    (pid,) = pids
    before = (memory_mb(pid), handles(pid), memory_mb("self"), handles("self"))
    assert run_through(scanner, pages, request) == pids
    after = (memory_mb(pid), handles(pid), memory_mb("self"), handles("self"))
    print(f"driver {before[0]:.1f} → {after[0]:.1f} MB, {after[1]} handles; kiosk {before[2]:.1f} → {after[2]:.1f} MB")
    assert after[1::2] == before[1::2]
    assert after[0] - before[0] < _GROWTH
    assert device_beside or after[2] - before[2] < _GROWTH


def test_some_hundred_pages_through_one_child(test_backend: Callable[..., SaneScanner]) -> None:
    check(test_backend(), 300, ScanRequest("feeder", 75))


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_ten_thousand_pages_through_one_child(test_backend: Callable[..., SaneScanner]) -> None:
    check(test_backend(), 10_000, ScanRequest("feeder", 200))


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_thousand_jobs_over_the_network(scanner: SaneScanner, escl: EsclScanner, paper: Callable) -> None:
    """sane-airscan opens a job and some connections for each scan."""

    class Refilled:
        @property
        def driver_pid(self) -> int | None:
            return scanner.driver_pid

        def scan(self, request: ScanRequest, *, page_deadline: float) -> object:
            escl.load_feeder([paper(1)] * STACK)
            escl.requests.clear()
            escl.kept_waiting.clear()
            return scanner.scan(request, page_deadline=page_deadline)

    check(Refilled(), 3_000, ScanRequest("feeder", 100), device_beside=True)  # type: ignore[arg-type]
