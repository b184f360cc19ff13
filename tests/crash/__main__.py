"""`python -m tests.crash`: cut everything everywhere, and say what did not hold. docs/crash-proof.md tells what comes out of it."""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.crash import shim

# The programs that are played are to be loaded with the shim.
if __name__ == "__main__":
    shim.ensure_loaded(["-m", "tests.crash", *sys.argv[1:]])

from tests.crash import report
from tests.crash.plays import PLAYS, Play, PowerCuts
from tests.crash.world import Cut, World

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it


def main() -> int:
    options = _options()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kiosk-crash-", dir=options.folder) as name:
        folder = Path(name)
        if options.workers == 1:
            found = [_work(options, folder, 0)]
        else:
            fork = multiprocessing.get_context("fork")
            with fork.Pool(options.workers) as pool:
                found = pool.starmap(_work, [(options, folder, each) for each in range(options.workers)])
    document = report.sum_up(found) | {"seed": options.seed, "seconds": round(time.monotonic() - began)}
    if options.page is not None:
        report.put_into(options.page, document, "python -m tests.crash " + " ".join(sys.argv[1:]))
    print(json.dumps(document, ensure_ascii=False, indent=1) if options.json else report.lines(document))
    return 1 if document["wrong"] else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--play", action="append", help="only this one; may be repeated")
    parser.add_argument("--kind", action="append", choices=["kill", "power"], help="only this kind of cut")
    parser.add_argument("--every", type=int, default=1, help="only each n-th step")
    parser.add_argument("--images", type=int, default=3, help="how many disks to try for each moment of a power cut")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--minutes", type=float, default=0, help="stop after that; 0: when all is done")
    parser.add_argument("--folder", default=str(_MEMORY) if _MEMORY.is_dir() else None, help="where to play")
    parser.add_argument("--page", type=Path, help="put the table into this page, between its marks")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _work(options: argparse.Namespace, folder: Path, me: int) -> dict[str, Any]:
    """One worker's share."""
    end = time.monotonic() + options.minutes * 60 if options.minutes else float("inf")
    own = folder / f"world-{me}"
    own.mkdir()
    world = World(own)
    plays = [play for play in PLAYS.values() if not options.play or play.name in options.play]
    counts: collections.Counter[str] = collections.Counter()
    steps: dict[str, dict[str, int]] = {}
    wrong: list[dict[str, str]] = []

    def note(play: str, kind: str, where: str, found: list[str]) -> None:
        counts[f"{play}|{kind}"] += 1
        wrong.extend({"play": play, "kind": kind, "where": where, "wrong": each} for each in found)

    try:
        work: list[tuple[str, Trial]] = []
        for play in plays:
            if play.perform is not None and (not options.kind or "kill" in options.kind):
                there, found = play.steps(world)
                steps[play.name] = dict(collections.Counter(each.kind.name.lower() for each in there))
                note(play.name, "no cut", "", found)
                work += [(play.name, each) for each in _kills(world, play, there, options, me)]
            if play.record is not None and (not options.kind or "power" in options.kind):
                cuts = PowerCuts(world, play)
                note(play.name, "recorded", "", cuts.wrong)
                work += [(play.name, each) for each in _power_cuts(cuts, options, me)]
        # Whatever the time is enough for is a fair part of all.
        random.Random(options.seed).shuffle(work)
        for name, trial in work:
            if time.monotonic() > end:
                break
            try:
                note(name, *trial())
            except TimeoutError:
                note(name, "", "", ["a process does not end"])
    finally:
        world.close()
    return {"counts": dict(counts), "steps": steps, "wrong": wrong}


Trial = Callable[[], tuple[str, str, list[str]]]
"""Does it, and tells the kind, where it was, and what did not hold."""


def _kills(world: World, play: Play, steps: list[shim.Record], options: argparse.Namespace, me: int) -> Iterator[Trial]:
    def trial(step: int, how: shim.How) -> tuple[str, str, list[str]]:
        outcome = play.cut(world, Cut(step, how))
        if outcome.killed_at is None:
            return "not reached", f"step {step}", outcome.wrong
        return f"kill {how.name.lower()}", f"step {step}: {outcome.killed_at.name}", outcome.wrong

    turn = 0
    for step in steps:
        for how in shim.How:
            if how is not shim.How.HALF or step.kind in (shim.Kind.WRITE, shim.Kind.SEND):
                turn += 1
                if _mine(turn, play, options, me):
                    yield partial(trial, step.step, how)


def _power_cuts(cuts: PowerCuts, options: argparse.Namespace, me: int) -> Iterator[Trial]:
    tried: set[bytes] = set()

    def trial(number: int, moment: int, seed: int) -> tuple[str, str, list[str]]:
        images = cuts.images(moment, seed)
        # The same disk under the same promises is no other case.
        key = hashlib.sha256(repr((images, cuts.promised(moment))).encode()).digest()
        if key in tried:
            return "same disk", "", []
        tried.add(key)
        return "power cut", f"moment {number} of {len(cuts.moments)}, disk {seed}", cuts.try_out(moment, *images)

    turn = 0
    for number, moment in enumerate(cuts.moments):
        for each in range(options.images):
            turn += 1
            if _mine(turn, cuts.play, options, me):
                yield partial(trial, number, moment, each if each == 0 else options.seed * 1000 + each)


def _mine(turn: int, play: Play, options: argparse.Namespace, me: int) -> bool:
    every = options.every * play.share
    return bool(turn % every == options.seed % every and turn // every % options.workers == me)


if __name__ == "__main__":
    raise SystemExit(main())
