"""What must hold after a cut. Each broken promise is one sentence; an empty list is what is wanted."""

from __future__ import annotations

import contextlib
import functools
import json
import sqlite3
from pathlib import Path
from typing import Any

from kiosk.store.gate import FILE
from tests.crash import scenes
from tests.crash.world import Run


def promises(run: Run) -> list[dict[str, Any]]:
    """In the order in which they were made. The last line may be half: then it was not made."""
    if not run.promises_file.exists():
        return []
    lines = run.promises_file.read_text("utf-8").splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith("\n")]


@functools.cache
def secrets() -> list[bytes]:
    return scenes.secrets()


def plaintext(run: Run, *, logs_only: bool = False) -> list[str]:
    """Where something personal stands in clear: state, log, temporary files, names."""
    found = []
    for path in sorted((run.folder / "tmp").rglob("*")) + [run.out] + ([] if logs_only else sorted(run.state.rglob("*"))):
        content = path.read_bytes() if path.is_file() else b""
        found += [f"in clear in {_short(run, path)}: {each!r}" for each in secrets() if each in content or each in path.name.encode()]
    return found


def forgotten(run: Run, *, when: str) -> list[str]:
    """Traces of what was forgotten for good."""
    gone = [bytes.fromhex(trace) for each in promises(run) if each["what"] == "forgot" for trace in each["traces"]]
    if not gone:
        return []
    found = []
    for path in run.state.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        if any(trace in content for trace in gone):
            found.append(f"{when}: a forgotten draft's key or body in {_short(run, path)}")
    return found


def kept(run: Run, *, rebuilt: bool = False) -> list[str]:
    """Every draft and page that the resident was told of is there and opens, as the restarted program found it.

    `rebuilt`: the database was damaged; what had its key in it only, drafts that nobody had submitted, may be lost.
    """
    told = promises(run)
    found = {each["draft"]: each for each in told if each["what"] == "found"}
    submitting = {each["draft"] for each in told if each["what"] == "submitting"}
    begun = {each["draft"] for each in told if each["what"] == "begun"}
    forgetting = {each["draft"] for each in told if each["what"] == "forgetting"}
    dropping = {each["page"] for each in told if each["what"] == "dropping"}
    versions = {each["draft"]: each["version"] for each in told if each["what"] == "saved"}
    wrong = [f"the audit chain: {each['wrong']}" for each in told if each["what"] == "audit" and each["wrong"]]
    for draft, version in versions.items():
        now = found.get(draft)
        if now is None:
            wrong.append(f"draft {draft}: nobody looked")
        elif draft in forgetting:
            if any(each["what"] == "forgot" and each["draft"] == draft for each in told) and now["state"] is not None:
                wrong.append(f"draft {draft}: forgotten, and back")
        elif now["state"] is None:
            if rebuilt:
                continue
            wrong.append(f"draft {draft}: saved, and lost")
        else:
            if now["version"] < version:
                wrong.append(f"draft {draft}: answers {version} were saved, {now['version']} are there")
            if not now["whole"]:
                wrong.append(f"draft {draft}: a page is not what was kept")
            wanted = {each["page"] for each in told if each["what"] == "kept" and each["draft"] == draft} - dropping
            if not wanted <= set(now["pages"]):
                wrong.append(f"draft {draft}: {len(wanted - set(now['pages']))} kept pages are lost")
            states = {"submitted"} if draft in begun else {"open", "submitted"} if draft in submitting else {"open"}
            if now["state"] not in states:
                wrong.append(f"draft {draft}: is {now['state']}")
    return wrong


def tidy(run: Run, *, synced: bool) -> list[str]:
    """No half state: the schema's own checks, and no file that nothing names."""
    wrong = []
    with contextlib.closing(sqlite3.connect(run.state / FILE, timeout=20)) as database:
        for check in ("integrity_check", "foreign_key_check"):
            answer = database.execute(f"PRAGMA {check}").fetchall()
            if answer not in ([], [("ok",)]):
                wrong.append(f"{check}: {answer}")
        rows = {row[0] for row in database.execute("SELECT id FROM page")}
        outbox = database.execute("SELECT dossier_id, state, temporary_number FROM outbox").fetchall()
        drafts = {row[0] for row in database.execute("SELECT id FROM draft")}
        unfinished = database.execute("SELECT count(*) FROM draft WHERE state = 'submitting'").fetchone()[0]
    if unfinished:
        wrong.append(f"{unfinished} submissions are unfinished")
    if len({number for _, _, number in outbox}) != len(outbox):
        wrong.append("a temporary number was given twice")
    states = {state for _, state, _ in outbox}
    if synced and states - {"processed"}:
        wrong.append(f"the outbox is not empty: {sorted(states)}")
    # Of each folder: what may be there, and what must.
    may = {
        "pages": {f"{each}.sealed" for each in rows},
        "outbox": {f"{each}{suffix}" for each, _, _ in outbox for suffix in (".age", ".json")},
        "intents": {f"{each}.json" for each in drafts},
    }
    must = {"pages": may["pages"], "outbox": {f"{each}.age" for each, state, _ in outbox if state != "processed"}, "intents": set[str]()}
    for folder, names in may.items():
        there = {path.name for path in (run.state / folder).iterdir()} if (run.state / folder).exists() else set()
        wrong += [f"{folder}: a file that nothing names ({name[32:]})" for name in there - names]
        wrong += [f"{folder}: a file is missing ({name[32:]})" for name in must[folder] - there]
    wrong += [f"left over: {_short(run, path)}" for path in run.state.rglob("*") if path.name.endswith((".part", ".new", ".tmp"))]
    return wrong


def to_deliver(run: Run) -> bool:
    """Whether there is anything that the portal should have."""
    with contextlib.closing(sqlite3.connect(run.state / FILE, timeout=20)) as database:
        (count,) = database.execute("SELECT count(*) FROM outbox WHERE state <> 'processed'").fetchone()
    return bool(count) or any(each["what"] == "submitting" for each in promises(run))


def purged(run: Run) -> list[str]:
    """Nothing is left of what had been processed."""
    with contextlib.closing(sqlite3.connect(run.state / FILE, timeout=20)) as database:
        (rows,) = database.execute("SELECT count(*) FROM outbox").fetchone()
    left = [f"outbox: {rows} rows are left"] if rows else []
    return left + [f"left over: {_short(run, path)}" for path in (run.state / "outbox").iterdir()]


def counted(run: Run) -> list[str]:
    """No queue number was given twice, and each rating that was confirmed counts."""
    told = promises(run)
    numbers = [each["number"] for each in told if each["what"] == "ticket"]
    wrong = [] if numbers == sorted(set(numbers)) else [f"queue numbers {numbers}"]
    (*_, counts) = (each["ratings"] for each in told if each["what"] == "counted")
    rated = sum(each["what"] == "rated" for each in told)
    # The one that was under way may count or not; its reason with it, or not at all.
    if len(set(counts)) != 1 or not rated <= counts[0] <= rated + 1:
        wrong.append(f"{rated} ratings were confirmed, {counts} counted")
    return wrong


def delivered(run: Run, *, gone: bool = False) -> list[str]:
    """Every submission that was promised is at the portal exactly once, whole, and nothing else is.

    `gone`: the kiosk has purged its own.
    """
    told = promises(run)
    wanted = {each["draft"]: each for each in told if each["what"] == "submitting"}
    promised = {each["draft"]: each["number"] for each in told if each["what"] in ("begun", "submitted")}
    found = {each["draft"]: each for each in told if each["what"] == "found"}
    there = [each for each in run.portal.dossiers() if each["id"] in {*wanted, *found}]
    with contextlib.closing(sqlite3.connect(run.state / FILE, timeout=20)) as database:
        outbox = {row[0]: row[1:] for row in database.execute("SELECT dossier_id, sha256, temporary_number, official_code FROM outbox")}
    wrong = [f"dossier {each}: submitted, and not at the portal" for each in promised.keys() - {row["id"] for row in there}]
    wrong += [f"dossier {each}: in the outbox, though nobody submitted it" for each in outbox.keys() - wanted.keys()]
    for row in there:
        name = f"dossier {row['id']}"
        if row["id"] not in wanted:
            wrong.append(f"{name}: at the portal, though nobody submitted it")
            continue
        if row["state"] != "processed":
            wrong.append(f"{name}: is {row['state']} at the portal ({row['reason']})")
            continue
        sealed = outbox.get(row["id"])
        if not (gone and sealed is None) and sealed != (row["held_sha256"], row["temporary_number"], row["official_code"]):
            wrong.append(f"{name}: the kiosk's row and the portal's differ")
        if row["temporary_number"] != promised.get(row["id"], row["temporary_number"]):
            wrong.append(f"{name}: has another number than was told")
        content = b"".join(row["files"].values())
        if any(scenes.jpeg(page) not in content for page in wanted[row["id"]]["pages"]):
            wrong.append(f"{name}: a page is missing in it")
        if row["manifest"]["answers"]["child_name"] != f"{scenes.CHILD} {wanted[row['id']]['version']}":
            wrong.append(f"{name}: other answers")
    for column in ("official_code", "temporary_number"):
        if len({row[column] for row in there}) != len(there):
            wrong.append(f"two dossiers with one {column}")
    return wrong


def _short(run: Run, path: Path) -> str:
    """Without ids, so that the same fault has the same name."""
    parts = path.relative_to(run.folder).parts
    return "/".join("*" + part[32:] if len(part) >= 32 else part for part in parts)
