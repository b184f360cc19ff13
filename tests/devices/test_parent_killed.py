"""The kiosk is killed with -9 in the middle of everything. Its drivers go with it, also those that hang."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.devices.virtual.escl import EsclScanner

PARENT = """
import sys, threading, time
from pathlib import Path
from kiosk.devices.contract import ScanRequest
from kiosk.devices.process import DriverProcess
from kiosk.devices.scanner.sane_scanner import SaneScanner

device, config, runtime = sys.argv[1:]
scanner = SaneScanner(device=device, config_dir=config, runtime=Path(runtime))

def scan():
    for page in scanner.scan(ScanRequest("feeder", 100), page_deadline=60):
        print("page", scanner.driver_pid, flush=True)

# From a thread that ends: the driver must not end with the thread.
starter = threading.Thread(target=scanner.sources)
starter.start()
starter.join()
time.sleep(0.2)
print("still", scanner.driver_pid, flush=True)
scan()
"""


@pytest.mark.parametrize("stopped", [False, True], ids=["driver runs", "driver hangs"])
def test_parent_killed(escl: EsclScanner, paper: Callable, gone: Callable, tmp_path: Path, stopped: bool) -> None:
    escl.load_feeder([paper(1), paper(2)])
    escl.hang_at = 2
    arguments = [escl.write_sane_config(tmp_path), str(tmp_path), str(tmp_path / "run")]
    parent = subprocess.Popen([sys.executable, "-c", PARENT, *arguments], stdout=subprocess.PIPE, text=True)
    try:
        pids: dict[str, int] = {}
        for line in parent.stdout:
            word, *rest = line.split()
            if word in ("still", "page") and rest:
                pids[word] = int(rest[0])
            if word == "page":
                break
        assert pids["still"] == pids["page"]
        assert escl.hanging.wait(10)
        if stopped:
            os.kill(pids["page"], signal.SIGSTOP)
        parent.kill()
        parent.wait()
        assert gone(pids["page"])
    finally:
        parent.kill()
        parent.wait()
        parent.stdout.close()
