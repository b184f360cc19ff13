"""What came out of a run: for the terminal, and the table in docs/crash-proof.md."""

from __future__ import annotations

import collections
import os
import platform
import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

KINDS = ("kill before", "kill after", "kill half", "power cut")
BEGIN, END = "<!-- made by the command below: begin -->", "<!-- end -->"


def sum_up(found: list[dict[str, Any]]) -> dict[str, Any]:
    """The workers' shares as one document."""
    counts: collections.Counter[str] = collections.Counter()
    for each in found:
        counts.update(each["counts"])
    by_play: dict[str, dict[str, int]] = {}
    for name, count in counts.items():
        play, _, kind = name.partition("|")
        by_play.setdefault(play, {})[kind] = count
    by_kind = {kind: sum(each.get(kind, 0) for each in by_play.values()) for kind in KINDS}
    steps = {play: each for one in found for play, each in one["steps"].items()}
    wrong = [one for each in found for one in each["wrong"]]
    return {"cut_points": sum(by_kind.values()), "by_kind": by_kind, "by_play": by_play, "steps": steps, "wrong": wrong}


def lines(document: dict[str, Any]) -> str:
    told = [f"{'':24}" + "".join(f"{kind:>14}" for kind in KINDS)]
    rows = [*document["by_play"].items(), ("all", document["by_kind"])]
    told += [f"{play:24}" + "".join(f"{counts.get(kind, 0):>14}" for kind in KINDS) for play, counts in rows]
    told += ["", f"{document['cut_points']} cut points in {document['seconds']} s, seed {document['seed']}"]
    told += [f"{len(document['wrong'])} broken promises", *_broken(document)]
    return "\n".join(told)


def put_into(page: Path, document: dict[str, Any], command: str) -> None:
    """Raises ValueError when the page lacks the marks."""
    before, rest = page.read_text("utf-8").split(BEGIN)
    _, after = rest.split(END)
    page.write_text(before + BEGIN + "\n" + _table(document, command) + END + after, "utf-8")


def _table(document: dict[str, Any], command: str) -> str:
    minutes = document["seconds"] / 60
    told = [
        f"`{command}`, {datetime.now(UTC):%Y-%m-%d}: **{document['cut_points']:,} cut points**, {len(document['wrong'])} broken promises; "
        f"seed {document['seed']}, {minutes:.0f} minutes.",
        f"{platform.machine()}, {os.cpu_count()} cores, Linux {platform.release()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}.",
        "",
        "| play | steps | " + " | ".join(KINDS) + " |",
        "| --- | ---: |" + " ---: |" * len(KINDS),
    ]
    for play, counts in sorted(document["by_play"].items()):
        steps = sum(document["steps"].get(play, {}).values())
        told.append(f"| {play} | {steps or '–'} | " + " | ".join(f"{counts.get(kind, 0):,}" for kind in KINDS) + " |")
    told.append("| **all** | | " + " | ".join(f"**{document['by_kind'][kind]:,}**" for kind in KINDS) + " |")
    broken = _broken(document)
    return "\n".join([*told, *(["", "```", *broken, "```"] if broken else [])]) + "\n"


def _broken(document: dict[str, Any]) -> list[str]:
    """The broken promises, alike ones together, with where each was first seen."""
    alike = collections.Counter((each["play"], each["kind"], _same(each["wrong"])) for each in document["wrong"])
    first = {(each["play"], each["kind"], _same(each["wrong"])): each["where"] for each in reversed(document["wrong"])}
    return [f"{count} × {same[0]}, {same[1]} ({first[same]}): {same[2]}" for same, count in alike.most_common(40)]


def _same(sentence: str) -> str:
    """Ids and times taken out, so that the same fault is one."""
    return re.sub(r"[0-9a-f]{32}|\d{4}-\d\d-\d\d[ T][0-9:.Z]+", "*", sentence)
