"""The screens beside Chromium in kiosk mode, which shows an equivalent page: start, idle CPU, memory, change of the screen.

Chromium draws its page headless, as the kiosk does offscreen: both without a GPU, both at 1080x1920.
"""

from __future__ import annotations

import http.server
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from kiosk.cli.stage import Stage

VISITS = 1000
CHANGES = 400
IDLE = 20
STARTS = 3
_ASKED = (("idle", IDLE), ("changes", CHANGES), ("busy", CHANGES), ("visits", VISITS))
_LOOK = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><style>
body { margin: 0; font: 31px "Be Vietnam Pro", sans-serif; background: #fbf8f3; color: #1b1f27 }
header { background: #fff; padding: 24px 48px; border-bottom: 2px solid #d8d1c4 } main { padding: 36px 48px } h1 { font-size: 52px }
button { display: block; width: 100%; padding: 36px; margin: 24px 0; font-size: 38px; border-radius: 16px;
  border: 3px solid #0b3d91; background: #fff; color: #0b3d91 }
</style><header>Trung tâm Phục vụ hành chính công phường Vũng Tàu</header><main id="screen"></main><script>
const screens = [0, 1, 2, 3, 4].map(n => `<h1>Quý vị cần làm thủ tục gì?</h1><p>Màn hình ${n}</p>` +
  Array.from({length: 8}, (_, i) => `<button>Thủ tục số ${n * 8 + i + 1}: đổi giấy phép lái xe</button>`).join(""));
const show = n => document.getElementById("screen").innerHTML = screens[n % 5];
const drawn = () => new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now()))));
(async () => {
  show(0); await drawn(); await fetch("/painted");
  const times = [];
  for (let n = 1; n <= COUNT; n++) {
    const began = performance.now();
    show(n);
    times.push(await drawn() - began);
  }
  await fetch("/changes", {method: "POST", body: JSON.stringify(times)});
})();
</script>"""


def run() -> list[tuple[str, float, str]]:
    """(name, value, unit)."""
    with tempfile.TemporaryDirectory() as folder, Stage(Path(folder)) as stage:
        starts = [_first_frame(stage.config, Path(folder)) for _ in range(STARTS + 1)]
        told = {what: _kiosk(stage.config, what, count) for what, count in _ASKED}
    memory = told["visits"]["rss_mb"]
    found = [
        # The first reads the files from the disk.
        ("process start → first frame, warm", statistics.median(starts[1:]), "ms"),
        ("change of the screen, p50", told["changes"]["p50"], "ms"),
        ("change of the screen, p99", told["changes"]["p99"], "ms"),
        ("the same beside straightening, OCR and an upload, p50", told["busy"]["p50"], "ms"),
        ("the same beside straightening, OCR and an upload, p99", told["busy"]["p99"], "ms"),
        ("CPU of an idle kiosk", told["idle"]["cpu_share"] * 100, "% of a core"),
        ("memory of the kiosk's process, idle", told["idle"]["rss_mb"], "MB"),
        (f"memory after the first of {VISITS} visits", memory[0], "MB"),
        (f"memory after {VISITS // 2} visits", memory[len(memory) // 2], "MB"),
        (f"memory after {VISITS} visits", memory[-1], "MB"),
    ]
    if (chromium := shutil.which("chromium")) is None:
        return found
    peers = [_chromium(chromium) for _ in range(STARTS)]
    return [
        *found,
        ("peer: Chromium, process start → page drawn", statistics.median(peer["start"] for peer in peers), "ms"),
        ("peer: Chromium, change of the screen, p50", statistics.median(peer["p50"] for peer in peers), "ms"),
        ("peer: Chromium, change of the screen, p99", statistics.median(peer["p99"] for peer in peers), "ms"),
        ("peer: Chromium, CPU when idle", statistics.median(peer["cpu"] for peer in peers) * 100, "% of a core"),
        ("peer: Chromium, memory of its processes (PSS)", statistics.median(peer["pss"] for peer in peers), "MB"),
    ]


def _first_frame(config: Path, folder: Path) -> float:
    """Of `kiosk run`, as its tour tells it [ms]."""
    plan = folder / "plan.json"
    plan.write_text('{"language": "vi"}')
    command = [sys.executable, "-m", "kiosk", "run", "--windowed", "--tour", str(plan), "--config", str(config)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, env={**os.environ, **_LOOK}) as process:
        assert process.stdout is not None
        told = (json.loads(line) for line in process.stdout)
        found = next(float(line["timing"]["ms"]) for line in told if line.get("timing", {}).get("what") == "first_frame")
        process.terminate()
    return found


def _kiosk(config: Path, what: str, count: int) -> dict[str, Any]:
    environment = {**os.environ, **_LOOK}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.kiosk_alone", str(config), what, str(count)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    told: dict[str, Any] = json.loads(next(line for line in done.stdout.splitlines() if line.startswith("{")))
    return told


def _chromium(program: str) -> dict[str, float]:
    painted, changed = threading.Event(), threading.Event()
    times: list[float] = []

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/painted":
                painted.set()
            body = PAGE.replace("COUNT", str(CHANGES)).encode() if self.path == "/" else b""
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            times.extend(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            changed.set()
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Not to the terminal."""

    with tempfile.TemporaryDirectory() as profile, http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        began = time.perf_counter()
        process = subprocess.Popen(
            [
                program,
                "--headless=new",
                "--kiosk",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--window-size=1080,1920",
                f"--user-data-dir={profile}",
                address,
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            if not painted.wait(60):
                raise RuntimeError("Chromium drew nothing")
            start = (time.perf_counter() - began) * 1000
            changed.wait(120)
            time.sleep(5)
            family = _family(process.pid)
            used, at = _cpu(family), time.monotonic()
            time.sleep(IDLE)
            share = (_cpu(family) - used) / (time.monotonic() - at)
            pss = sum(_pss_mb(pid) for pid in family)
        finally:
            process.terminate()
            process.wait()
            server.shutdown()
    ordered = sorted(times)
    return {"start": start, "p50": ordered[len(ordered) // 2], "p99": ordered[len(ordered) * 99 // 100], "cpu": share, "pss": pss}


def _family(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += _family(int(child))
    return found


def _cpu(pids: list[int]) -> float:
    """Seconds that these processes have used."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids if Path(f"/proc/{pid}").exists()]
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


def _pss_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
