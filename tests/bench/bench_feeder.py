"""A stack in a feeder of 80 sheets a minute, both sides, 300 dpi in colour: is it ever kept waiting? Run by `make bench`.

Every side is another page, as in a dossier: each that comes in is compared with all before it. They are drawn before the clock runs.

The feeder, which is drawn by this machine too, takes a part of its two cores.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile

from tests.bench.feeder import SIDES_A_MINUTE

SHEETS = 100


def run(sheets: int = SHEETS) -> list[tuple[str, float, str]]:
    """(name, value, unit)."""
    with tempfile.TemporaryDirectory() as folder:
        role = [sys.executable, "-m", "tests.bench.feeder"]
        with subprocess.Popen([*role, "device", folder, str(sheets)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as device:
            assert device.stdout is not None
            name = device.stdout.readline().strip()
            done = subprocess.run([*role, "kiosk", folder, name], check=True, stdout=subprocess.PIPE, text=True)
            waited = json.loads(device.communicate()[0])
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["sides"] == 2 * sheets
    assert told["known_again"] == 0, "each side is another page"
    return [
        (
            f"{told['sides']} sides through the feeder, of which it alone needs {told['sides'] * 60 / SIDES_A_MINUTE:.0f}",
            told["seconds"],
            "s",
        ),
        ("the feeder was kept waiting, in all", sum(waited), "s"),
        ("the feeder was kept waiting, at the worst side", max(waited) * 1000, "ms"),
        ("a side: straighten, judge, seal, on the disk, worst", told["worst_keep"] * 1000, "ms"),
        ("CPU of the kiosk, a side", told["cpu"] / told["sides"] * 1000, "ms"),
        ("peak memory of the kiosk's process (without Qt)", told["peak_mb"], "MB"),
        ("peak memory of the driver's process", told["driver_peak_mb"], "MB"),
        ("a thread that wants 60 turns a second comes late, p50", told["late_p50"] * 1000, "ms"),
        ("a thread that wants 60 turns a second comes late, p99", told["late_p99"] * 1000, "ms"),
    ]
