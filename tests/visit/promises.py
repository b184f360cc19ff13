"""VIEW.md as the tests read it: what each screen is promised, and whether a view keeps it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import kiosk.visit
from tests.visit.booth import Booth

PAGE = (Path(kiosk.visit.__file__).parent / "VIEW.md").read_text("utf-8")
_NAME = re.compile(r"`(\w+)`")


def table() -> dict[str, tuple[set[str], set[str]]]:
    """Screen → what is further in its view, its actions."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))]
        if line.startswith("| ") and len(cells) == 3 and cells[0] not in ("screen", "---"):
            calls = re.sub(r"\{[^}]*\}", "{}", cells[2].split(";")[0])
            actions = set(re.findall(r"(?:^|, )([a-z_]+)(?= \{|,|;|$)", calls))
            names = set(_NAME.findall(re.sub(r"\([^)]*\)", "", cells[1]))) | set(_NAME.findall(cells[2]))
            found[cells[0]] = names, actions
    return found


def listed(kind: str) -> set[str]:
    """The keys of `Field: {…}`, `PaperRow: {…}` or `Sheet: {…}`."""
    (inside,) = re.findall(rf"^{kind}: \{{(.*?)\}}\.", PAGE, re.DOTALL | re.MULTILINE)
    inside = re.sub(r"\([^)]*\)|\{[^}]*\}|\"[^\"]*\"", "", inside)
    return {re.match(r"\s*(\w+)", part)[1] for part in inside.split(",") if part.strip()}  # type: ignore[index]


TABLE = table()
COMMON = {"screen", "language", "centre", "step", "can_back", "help", "idle", "notice", "busy", "clock", "access", "staff"}
ACTIONS = {action for _, actions in TABLE.values() for action in actions}
_OVER = " ".join(re.findall(r"^(?:Access|Staff), on every screen: (.*?)(?:\.|\n\n)", PAGE, re.DOTALL | re.MULTILINE))
"""What lies over the visit, as the page names it."""
COMMON_ACTIONS = set(_NAME.findall(re.findall(r"^On every screen these actions: (.*)$", PAGE, re.MULTILINE)[0])) | set(
    re.findall(r"\b[a-z]+_[a-z_]+\b", re.sub(r"\{[^}]*\}", "", _OVER))
)


def is_plain(value: Any) -> bool:
    """What JSON, and so QML, can hold."""
    if isinstance(value, dict):
        return all(type(key) is str and is_plain(one) for key, one in value.items())
    if isinstance(value, list):
        return all(map(is_plain, value))
    return type(value) in (str, int, bool, float)


def check_view(booth: Booth) -> dict[str, Any]:
    view = booth.view()
    assert is_plain(view), {key: value for key, value in view.items() if not is_plain(value)}
    json.dumps(view)
    assert view.keys() == COMMON | TABLE[view["screen"]][0]
    for field in view.get("fields", []):
        assert field.keys() == listed("Field")
    for row in view.get("rows", []) if view["screen"] != "board" else []:
        assert row.keys() == listed("PaperRow")
    for sheet in view.get("pages", []) if view["screen"] == "pages" else []:
        assert sheet.keys() == listed("Sheet")
    for row in [*view["rows"], {"pages": view["unsorted"] + view["aside"]}] if view["screen"] == "board" else []:
        for sheet in row["pages"]:
            assert sheet.keys() == listed("Sheet") | {"group", "sure", "why"}
    for sentence in sentences(view):
        assert not re.search(r"^\[[\w.]+\]$|\{\w+\}|…\s\S+\s…", sentence), sentence
    return view


def sentences(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [one for inner in value.values() for one in sentences(inner)]
    if isinstance(value, list):
        return [one for inner in value for one in sentences(inner)]
    return [value] if isinstance(value, str) else []
