"""`kiosk demo`: kiosk, sync service and portal on embedded defaults, with devices at the far end of real wires. One command."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from kiosk import logs
from kiosk.cli.common import Config, Json, fail, read_settings, refuse_as_usage, say
from kiosk.errors import KioskError


def demo(
    tour: Annotated[
        Path | None, typer.Option(help="Play a whole visit unattended; its pictures, slip, PDFs and times go into this folder")
    ] = None,
    size: Annotated[str, typer.Option(help="Size of the window; default: 1080x1920 for a tour, else 1024x768")] = "",
    language: Annotated[str, typer.Option(help="Language of the visit: vi or en")] = "vi",
    offline: Annotated[bool, typer.Option("--offline", help="The portal is away during the visit, and comes back afterwards")] = False,
    glass: Annotated[
        bool, typer.Option("--glass", help="A scanner with a glass only (libsane's pnm), not the one with a feeder (airscan)")
    ] = False,
    whole_stack: Annotated[bool, typer.Option("--stack", help="All papers go into the feeder at once, to be sorted on the board")] = False,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Try the kiosk with nothing attached. Without --tour, a window opens and stays until it is closed."""
    from kiosk.cli.stage import Stage, Tour

    if config is not None:
        read_settings(config, as_json)  # only to say what is wrong with it: the demo has settings of its own
    if language not in ("vi", "en"):
        refuse_as_usage("vi or en", "--language")
    if whole_stack and glass:
        refuse_as_usage("a whole stack needs a feeder", "--stack")
    if tour is None and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM")):
        fail(KioskError("demo.no_screen", cause="neither DISPLAY nor WAYLAND_DISPLAY is set"), as_json)
    # The kiosk's own size for pictures; a window that fits every desk to touch it.
    width, height = _size(size or ("1080x1920" if tour else "1024x768"))
    logs.configure(tour / "log" if tour else None, "demo")
    # Ended from outside, it still stops its processes and clears its folder.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    folder = tour or Path(tempfile.mkdtemp(prefix="kiosk-demo-"))
    try:
        if tour is not None:
            _empty(tour)
        with Stage(folder, width=width, height=height, offline=offline, feeder=not glass) as stage:
            if tour is None:
                stage.serve()
                return
            outcome = Tour(stage, language=language, stack=whole_stack).play()
    except KioskError as error:
        fail(error, as_json)
    finally:
        if tour is None:
            shutil.rmtree(folder, ignore_errors=True)
    lines = [
        f"The visit was played to its end: {outcome['pictures']} pictures in {tour}",
        f"Temporary number {outcome['temporary_number']} → mã hồ sơ {outcome['official_code']}",
        *(f"{name}: {value}" for name, value in outcome["times"].items()),
        f"Look at: {tour}/slip.png, {tour}/*.pdf, {tour}/portal.json, {tour}/timings.json",
    ]
    say({"done": True, **outcome}, "\n".join(lines), as_json)


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        refuse_as_usage("width x height in pixels, such as 1080x1920", "--size")
    return int(width), int(height)


def _empty(folder: Path) -> None:
    """The folder of an earlier tour is emptied; any other that holds something is left alone."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / "timings.json").exists() and not (folder / "plan.json").exists() and [f.name for f in folder.iterdir()] != ["log"]:
            raise KioskError("demo.folder", cause=f"{folder} is not empty and holds no earlier tour: name another folder")
        for item in folder.iterdir():
            shutil.rmtree(item) if item.is_dir() else item.unlink()
    folder.mkdir(parents=True, exist_ok=True)
