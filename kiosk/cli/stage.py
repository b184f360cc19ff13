"""The stage of the demo: virtual devices on real wires, and the kiosk's processes, restarted when they die, as systemd does."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import structlog
import tomlkit
from PIL import Image

from kiosk.catalogue import Catalogue, Component
from kiosk.catalogue import load as load_catalogue
from kiosk.cli.stack import mixed_stack
from kiosk.devices.virtual.escl import EsclScanner, Side
from kiosk.devices.virtual.papers import sample_paper
from kiosk.devices.virtual.printer import VirtualPrinter
from kiosk.devices.virtual.serial_wire import SerialWire
from kiosk.errors import KioskError
from kiosk.settings import SHARE

MACHINE = "DEMO1"
CARD = "077098001234|012345678|Nguyễn Văn An|15081998|Nam|Số 1 Lê Lợi, Phường 1, Vũng Tàu, Bà Rịa - Vũng Tàu|25052021"
"""A person who does not exist (domain: QR payload)."""
PROCEDURE = "3.000347"
CASE = "car"
SEARCH = "bang lai"
PACE = 0.75
"""A feeder of 80 pages a minute: the screens can be seen at work [s]."""
CARD_AFTER = 4.0
READY = 30.0
"""A process that does not answer by then has failed [s]."""
DELIVERED = 60.0

log = structlog.get_logger()
Papers = Callable[[Component, int], Side]
"""Component, page from 0 → the paper that lies there."""


class Stage:
    """Everything around the kiosk. `processes` are the running ones by name: portal, sync, kiosk."""

    def __init__(self, folder: Path, *, width: int = 1080, height: int = 1920, offline: bool = False, feeder: bool = True) -> None:
        """`feeder`: a network scanner with feeder and glass (SANE backend airscan); without: one sheet on a glass (libsane's own pnm)."""
        self.folder = folder
        self.feeder = feeder
        self.state = folder / "state"
        self.offline = offline
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.restarts: dict[str, int] = {}
        self._width, self._height = width, height
        self._open = contextlib.ExitStack()
        self._url = ""

    def __enter__(self) -> Stage:
        try:
            self._set()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for name in ("kiosk", "sync", "portal"):
            self.stop(name)
        self._open.close()

    def _set(self) -> None:
        self.state.mkdir(parents=True, exist_ok=True)
        self.scanner = self._open.enter_context(EsclScanner())
        self.scanner.seconds_a_page = PACE
        self.wire = self._open.enter_context(SerialWire(self.state / "code-reader"))
        self.printer = self._open.enter_context(VirtualPrinter())
        self.config = self._write_config()
        self.start_portal()
        invited = self.command("portal", "invite", MACHINE, "--data", str(self.state / "portal"), "--json")
        self.command("enrol", invited["code"], "--portal", self._url, "--json", "--config", str(self.config))
        if self.offline:
            self.stop("portal")
        self.start("sync", "sync", "--config", str(self.config))

    def _write_config(self) -> Path:
        sane = self.state / "sane"
        sane.mkdir(exist_ok=True)
        settings: dict[str, dict[str, Any]] = {
            "kiosk": {
                "machine": MACHINE,
                "centre": "Trung tâm Phục vụ hành chính công phường Vũng Tàu",
                "centre_en": "Vung Tau Ward Public Administration Service Centre",
                "state": str(self.state / "kiosk"),
                "log": str(self.state / "kiosk" / "log"),
            },
            "screen": {"fullscreen": False, "width": self._width, "height": self._height},
            "visit": {"goodbye": 3},
            "scanner": {"driver": "sane", "config_dir": str(sane)},
            "reader": {"driver": "serial", "port": str(self.wire.path)},
            "printer": {"driver": "network", "host": self.printer.host, "port": self.printer.port},
            "sync": {"poll": 0.5, "retry_first": 0.5, "retry_most": 5},
        }
        if self.feeder:
            settings["scanner"]["device"] = self.scanner.write_sane_config(sane)
        else:
            (sane / "dll.conf").write_text("pnm\n", "utf-8")
            settings["scanner"] |= {"device": "pnm:0", "options": {"filename": str(self._glass)}}
        file = self.state / "kiosk.toml"
        file.write_text(tomlkit.dumps(settings), "utf-8")
        return file

    @property
    def _glass(self) -> Path:
        return self.state / "glass.ppm"

    def lay(self, sheets: Sequence[Side], *, flatbed: bool) -> None:
        """Put papers into the feeder, or the first of them on the glass."""
        if not self.feeder:
            sheet = sheets[0]
            image = sheet if isinstance(sheet, Image.Image) else Image.open(io.BytesIO(sheet))
            image.convert("RGB").save(self._glass)
        elif flatbed:
            self.scanner.put_on_glass(sheets[0] if sheets else None)
        else:
            self.scanner.load_feeder(sheets)

    # Processes

    def start_portal(self) -> None:
        """Start the portal, at the address it had before."""
        ready = self.state / "portal-ready.json"
        ready.unlink(missing_ok=True)
        port = self._url.rpartition(":")[2] or "0"
        data = self.state / "portal"
        self.start("portal", "portal", "serve", "--port", port, "--data", str(data), "--ready-file", str(ready))
        end = time.monotonic() + READY
        while not ready.exists():
            if self.processes["portal"].poll() is not None or time.monotonic() > end:
                raise KioskError("demo.portal", cause=f"the portal did not start: {self.log_of('portal')}")
            time.sleep(0.02)
        self._url = json.loads(ready.read_text("utf-8"))["url"]

    def start(self, name: str, *arguments: str, talk: bool = False) -> subprocess.Popen[bytes]:
        """Start a command of the kiosk's as a process. `talk`: its stdin and stdout are ours."""
        with self._log(name).open("ab") as output:
            pipe: int | IO[bytes] = subprocess.PIPE if talk else output
            process = subprocess.Popen(
                [sys.executable, "-m", "kiosk", *arguments],
                stdin=subprocess.PIPE if talk else subprocess.DEVNULL,
                stdout=pipe,
                stderr=output,
            )
        self.processes[name] = process
        return process

    def stop(self, name: str) -> None:
        process = self.processes.pop(name, None)
        if process is None:
            return
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def kill(self, name: str) -> None:
        """As a power cut would."""
        if name in self.processes:
            self.processes[name].send_signal(signal.SIGKILL)

    def revive(self) -> None:
        """Start again whatever died: portal and sync service."""
        for name in ("portal", "sync"):
            process = self.processes.get(name)
            if process is not None and process.poll() is not None:
                self.restarts[name] = self.restarts.get(name, 0) + 1
                log.warning("restarted", process=name, status=process.returncode)
                if name == "portal":
                    self.start_portal()
                else:
                    self.start("sync", "sync", "--config", str(self.config))

    def command(self, *arguments: str) -> dict[str, Any]:
        """Run a command to its end and return its JSON document. Raises KioskError."""
        done = subprocess.run([sys.executable, "-m", "kiosk", *arguments], capture_output=True, check=False)
        if done.returncode:
            raise KioskError(
                "demo.command", cause=f"kiosk {' '.join(arguments[:2])}: {done.stderr.decode(errors='replace').strip()[-500:]}"
            )
        document: dict[str, Any] = json.loads(done.stdout)
        return document

    def serve(self) -> None:
        """The interactive demo: the kiosk in a window until it is closed. Papers lie in the scanner; the card is shown after a while."""
        catalogue = load_catalogue(SHARE / "catalogue")
        paper = sample_paper(catalogue.procedures[0].name.vi, 0)
        self.scanner.put_on_glass(paper)
        process = self.start("kiosk", "run", "--windowed", "--config", str(self.config))
        print(
            f"The kiosk is open in its window. Papers lie in its feeder and on its glass; a card is shown {CARD_AFTER:.0f} s after it asks."
        )
        print(f"For officers: {self._url} (any user name, the password in {self.state / 'portal' / 'officer-password'})")
        print("Close the window to end; nothing is kept.")
        asked = self._asked_for_card()
        while process.poll() is None:
            self.revive()
            if self.scanner.sheets_left == 0:
                self.scanner.load_feeder([paper])
            if next(asked):
                # Time enough to choose typing by hand instead.
                time.sleep(CARD_AFTER)
                self.wire.send(CARD.encode() + b"\r\n")
            time.sleep(0.5)

    def _asked_for_card(self) -> Iterator[bool]:
        """Whether the screen that asks for the card has come since the last look, read from the kiosk's log."""
        file, position = self.state / "kiosk" / "log" / "kiosk.log", 0
        while True:
            came = False
            if file.exists():
                with file.open("rb") as stream:
                    stream.seek(position)
                    came = b'"after": "card"' in stream.read()
                    position = stream.tell()
            yield came

    def log_of(self, name: str) -> str:
        with contextlib.suppress(OSError):
            return self._log(name).read_text("utf-8", "replace")[-800:]
        return ""

    def _log(self, name: str) -> Path:
        folder = self.folder / "log"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{name}.txt"


class Tour:
    """One unattended visit on a stage. `on_event` sees each thing the kiosk says it has done, and may pull a plug."""

    def __init__(
        self,
        stage: Stage,
        *,
        language: str = "vi",
        stack: bool = False,
        papers: Papers | None = None,
        on_event: Callable[[Mapping[str, Any]], None] = lambda _: None,
    ) -> None:
        """`stack`: all papers go into the feeder at once, and are sorted on the board."""
        self._stage = stage
        self._papers = papers or (lambda component, page: sample_paper(component.name.vi, page))
        self._on_event = on_event
        self._catalogue: Catalogue = load_catalogue(SHARE / "catalogue")
        case = self._catalogue.procedure(PROCEDURE).case(CASE)
        assert case is not None
        scanned = [component for component in case.components if component.kind != "form" and component.required]
        # Two pages through the feeder for the first row; cards and the photo lie on the glass, and everything when there is no feeder.
        self._rows = {component.id: 2 if number == 0 and stage.feeder else 1 for number, component in enumerate(scanned)}
        self._components = {component.id: component for component in scanned}
        self.plan = {
            "language": language,
            "procedure": PROCEDURE,
            "search": SEARCH,
            "case": case.id,
            "rows": self._rows,
            "flatbed": [component.id for component in scanned if component.on_glass or not stage.feeder],
            "stack": scanned[0].id if stack else None,
        }
        self.timings: list[dict[str, Any]] = []

    def play(self) -> dict[str, Any]:
        """The visit, the delivery, and what they leave. Raises KioskError when the visit does not come to its end."""
        stage = self._stage
        file = stage.folder / "plan.json"
        file.write_text(json.dumps(self.plan, indent=1), "utf-8")
        for attempt in range(10):
            process = stage.start("kiosk", "run", "--windowed", "--tour", str(file), "--config", str(stage.config), talk=True)
            for event in self._events(process):
                self._answer(process, event)
                stage.revive()
            status = process.wait()
            stage.stop("kiosk")
            if status == 0:
                break
            if status > 0:
                raise KioskError("demo.tour", cause=f"the visit stopped: {stage.log_of('kiosk')}")
            log.warning("restarted", process="kiosk", signal=-status, attempt=attempt)
            stage.restarts["kiosk"] = stage.restarts.get("kiosk", 0) + 1
        else:
            raise KioskError("demo.tour", cause="the kiosk was restarted ten times")
        if stage.offline:
            stage.start_portal()
        return self._collect(self._delivered())

    def _events(self, process: subprocess.Popen[bytes]) -> Iterator[dict[str, Any]]:
        assert process.stdout is not None
        for line in process.stdout:
            with contextlib.suppress(ValueError):
                yield json.loads(line)

    def _answer(self, process: subprocess.Popen[bytes], event: Mapping[str, Any]) -> None:
        stage = self._stage
        if "timing" in event:
            self.timings.append(event["timing"])
        if event.get("need") == "card":
            stage.wire.send(CARD.encode() + b"\r\n")
        elif event.get("need") == "papers":
            component = self._components[event["row"]]
            sheets = [self._papers(component, page) for page in range(event["done"], self._rows[component.id])]
            stage.lay(sheets, flatbed=event["flatbed"])
        elif event.get("need") == "stack":
            stage.lay(mixed_stack(list(self._components.values()), self.plan, self._papers, CARD), flatbed=False)
        self._on_event(event)
        if "need" in event and process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.write(b"done\n")
                process.stdin.flush()

    def _delivered(self) -> dict[str, Any]:
        """Wait until the portal has processed all that the kiosk has; a tour that was cut short is not done before."""
        stage = self._stage
        end = time.monotonic() + DELIVERED
        while True:
            stage.revive()
            items: Sequence[dict[str, Any]] = stage.command("outbox", "list", "--all", "--json", "--config", str(stage.config))["dossiers"]
            if items and all(item["state"] == "processed" for item in items):
                return dict(items[-1])
            if time.monotonic() > end:
                raise KioskError(
                    "demo.delivery", cause=f"not delivered: {[(i['state'], i['problem']) for i in items]}; {stage.log_of('sync')}"
                )
            time.sleep(0.2)

    def _collect(self, item: Mapping[str, Any]) -> dict[str, Any]:
        stage, folder = self._stage, self._stage.folder
        portal = stage.command("portal", "dossiers", "--data", str(stage.state / "portal"), "--json")
        (folder / "portal.json").write_text(json.dumps(portal, ensure_ascii=False, indent=1), "utf-8")
        for pdf in sorted((stage.state / "portal").rglob("*.pdf")):
            shutil.copyfile(pdf, folder / pdf.name)
        slips = stage.printer.slips
        if slips:
            slips[-1].save(folder / "slip.png")
        (folder / "timings.json").write_text(json.dumps({"summary": times(self.timings), "all": self.timings}, indent=1), "utf-8")
        return {
            "temporary_number": item["temporary_number"],
            "official_code": item["official_code"],
            "dossiers": len(portal["dossiers"]),
            "slips": len(slips),
            "pictures": len(list(folder.glob("[0-9][0-9]-*.png"))),
            "restarts": stage.restarts,
            "times": times(self.timings),
        }


def times(timings: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """The figures of issue and bench: medians, the worst tap [ms], and how often somebody touched."""

    def of(what: str) -> list[float]:
        return [timing["ms"] for timing in timings if timing["what"] == what]

    found: dict[str, float] = {}
    for name, what in (
        ("process start → first frame, ms", "first_frame"),
        ("process start → ready for a visit, ms", "ready"),
        ("tap → next screen, ms (median)", "tap_to_screen"),
        ("page in → page kept, ms (median)", "page_kept"),
        ("submit tap → durable, ms", "submit_durable"),
        ("whole visit, ms", "visit"),
    ):
        if of(what):
            found[name] = round(statistics.median(of(what)), 1)
    if of("tap_to_screen"):
        found["tap → next screen, ms (worst)"] = max(of("tap_to_screen"))
    for timing in timings:
        if timing["what"] == "touches":
            found["touches, beside typing and signing"] = timing["count"]
    return found


def descendants(pid: int) -> dict[int, str]:
    """Child processes of a process, all the way down: pid → command line. For tests that kill a driver."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    found: dict[int, str] = {}
    for child in parents:
        above = child
        while above in parents and above != pid:
            above = parents[above]
        if above == pid and child != pid:
            with contextlib.suppress(OSError):
                found[child] = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return found
