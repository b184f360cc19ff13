"""The two ends of bench_feeder, each in a process of its own: the feeder, and the kiosk that straightens, judges and keeps.

python -m tests.bench.feeder device FOLDER SHEETS     prints SANE's name; at the end of stdin, how long sides lay ready
python -m tests.bench.feeder kiosk FOLDER NAME        scans both sides of all, prints times and memory
"""

from __future__ import annotations

import json
import resource
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import cv2

from kiosk.devices.contract import ScanRequest
from kiosk.devices.scanner.sane_scanner import SaneScanner
from kiosk.devices.virtual.escl import EsclScanner
from kiosk.devices.virtual.papers import encode, on_scanner, text_page
from tests.visit.booth import PAPER
from tests.visit.office import Office, saved

SIDES_A_MINUTE = 160
DPI = 300
_FRAME = 1 / 60


def device(folder: Path, sheets: int) -> None:
    # Each another page: one that came before is known again at the first look at it, others cost a look each.
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        sides = list(pool.map(_side, range(2 * sheets)))
    with EsclScanner(two_sided=True) as escl:
        escl.seconds_a_page = 60 / SIDES_A_MINUTE
        escl.load_feeder(list(zip(sides[::2], sides[1::2], strict=True)))
        print(escl.write_sane_config(folder / "sane"), flush=True)
        sys.stdin.read()
        print(json.dumps(escl.kept_waiting))


def _side(seed: int) -> bytes:
    scan = on_scanner(text_page(seed, DPI), (seed % 4 - 1.5) * 1.3, "dark", seed=seed).image
    return encode(cv2.resize(scan, (2480, 3508)), DPI, "JPEG")


def kiosk(folder: Path, name: str) -> None:
    cv2.setNumThreads(1)
    scanner = SaneScanner(device=name, config_dir=str(folder / "sane"), runtime=folder / "run")
    office = Office(folder / "state", scanner=scanner)  # type: ignore[arg-type]
    draft = saved(office)
    lateness, stop = Lateness(), threading.Event()
    clock = threading.Thread(target=lateness.run, args=(stop,))
    clock.start()
    began, used, worst, sides = time.monotonic(), time.process_time(), 0.0, 0
    for raw in scanner.scan(ScanRequest("feeder", DPI, both_sides=True), page_deadline=60):
        start = time.monotonic()
        draft, _, _ = office.desk.keep(draft, PAPER, raw)
        worst, sides = max(worst, time.monotonic() - start), sides + 1
        driver = peak_mb(scanner.driver_pid or 0)
        del raw
    took = time.monotonic() - began
    stop.set()
    clock.join()
    scanner.close()
    office.store.close()
    late = sorted(lateness.late)
    told = {
        "sides": sides,
        "known_again": sum(page.same_as != "" for page in draft.pages()),
        "seconds": took,
        "cpu": time.process_time() - used,
        "worst_keep": worst,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "driver_peak_mb": driver,
        "late_p50": late[len(late) // 2],
        "late_p99": late[len(late) * 99 // 100],
    }
    print(json.dumps(told))


class Lateness:
    """How late a thread of the same process comes that wants to run sixty times a second, as the screen's does."""

    def __init__(self) -> None:
        self.late: list[float] = []

    def run(self, stop: threading.Event) -> None:
        due = time.monotonic()
        while not stop.is_set():
            due = max(due, time.monotonic()) + _FRAME
            time.sleep(due - time.monotonic())
            self.late.append(time.monotonic() - due)


def peak_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    if sys.argv[1] == "device":
        device(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        kiosk(Path(sys.argv[2]), sys.argv[3])
