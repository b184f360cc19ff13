"""A whole visit on real parts: libsane with a network scanner, a pty as the code reader, a TCP printer, a portal process of its own."""

from __future__ import annotations

import io
import json
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import segno
import zxingcpp
from PIL import Image

from kiosk.catalogue import Component
from kiosk.cli.stage import Stage, Tour, descendants
from kiosk.devices.virtual.papers import sample_paper
from kiosk.documents import extract_jpegs

NAME = "Nguyễn Văn An"
NUMBER = "077098001234"


def marked_paper(component: Component, page: int) -> Image.Image:
    """A paper that says which one it is, so that at the portal each page can be told from every other."""
    paper = sample_paper(component.name.vi, page).convert("RGB")
    png = io.BytesIO()
    segno.make(f"{component.id}:{page}", error="m").save(png, kind="png", scale=8, border=4)
    paper.paste(Image.open(png).convert("RGB"), (paper.width // 2 - 120, paper.height // 3))
    return paper


@dataclass
class Played:
    """What a tour left."""

    folder: Path
    outcome: dict[str, Any]
    plan: dict[str, Any]
    stage: Stage
    slips: list[Image.Image] = field(default_factory=list)

    @property
    def portal(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads((self.folder / "portal.json").read_text("utf-8"))["dossiers"]
        return found

    def _pages(self) -> Iterator[tuple[str, Image.Image]]:
        for pdf in sorted(self.folder.glob("KIOSK-*.pdf")):
            for jpeg in extract_jpegs(pdf.read_bytes()):
                image = Image.open(io.BytesIO(jpeg))
                for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode):
                    yield code.text, image

    def pages_at_portal(self) -> dict[str, list[str]]:
        """Component → the marks of its pages, in their order, read from the PDFs that the portal holds."""
        found: dict[str, list[str]] = {}
        for mark, _ in self._pages():
            found.setdefault(mark.partition(":")[0], []).append(mark)
        return found

    def page_at_portal(self, mark: str) -> Image.Image:
        return next(image for found, image in self._pages() if found == mark)

    def pages_wanted(self) -> dict[str, list[str]]:
        return {row: [f"{row}:{page}" for page in range(count)] for row, count in self.plan["rows"].items()}


class Plug:
    """Kills a process the first time that something happens."""

    def __init__(self) -> None:
        self.plans: list[tuple[str, Callable[[Mapping[str, Any]], bool]]] = []
        self.pulled: list[str] = []
        self.stage: Stage | None = None

    def when(self, process: str, **event: Any) -> None:
        """Kill `process` (kiosk, sync, portal, scanner) when the tour says `event`, such as at="form"."""
        self.plans.append((process, lambda seen: all(seen.get(key) == value for key, value in event.items())))

    def __call__(self, event: Mapping[str, Any]) -> None:
        for plan in list(self.plans):
            process, applies = plan
            if applies(event):
                self.plans.remove(plan)
                self._pull(process)

    def _pull(self, process: str) -> None:
        assert self.stage is not None
        self.pulled.append(process)
        if process == "scanner":
            for pid, command in descendants(self.stage.processes["kiosk"].pid).items():
                if "scanner" in command:
                    os.kill(pid, signal.SIGKILL)
        else:
            self.stage.kill(process)


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Played]:
    """Plays a tour to its end and gives what it left; the processes are gone afterwards. Temporary files stay in sight, in `temp`."""
    (tmp_path / "temp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temp"))

    def played(
        *,
        offline: bool = False,
        feeder: bool = True,
        language: str = "vi",
        stack: bool = False,
        size: tuple[int, int] = (1080, 1920),
        plug: Plug | None = None,
    ) -> Played:
        folder = tmp_path / "tour"
        with Stage(folder, width=size[0], height=size[1], offline=offline, feeder=feeder) as stage:
            if plug is not None:
                plug.stage = stage
            tour = Tour(stage, language=language, stack=stack, papers=marked_paper, on_event=plug or (lambda _: None))
            outcome = tour.play()
            slips = list(stage.printer.slips)
        return Played(folder, outcome, tour.plan, stage, slips)

    return played
