"""What `python -m kiosk.settings` writes from the settings' declarations: config/kiosk.toml and docs/settings.md."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Literal, cast, get_args, get_origin

import tomlkit
from pydantic.fields import FieldInfo

from kiosk.settings.sections import DEFAULT_FILE, Settings, section_model

DOCS_PAGE = Path(__file__).resolve().parents[2] / "docs" / "settings.md"


def write() -> None:
    DEFAULT_FILE.write_text(default_toml(), "utf-8")
    DOCS_PAGE.write_text(markdown(), "utf-8")


def default_toml() -> str:
    """The text of config/kiosk.toml: every setting with its default, unit and help."""
    document = tomlkit.document()
    document.add(tomlkit.comment("Default settings, made by `python -m kiosk.settings` from kiosk/settings/sections.py: do not edit."))
    document.add(tomlkit.comment("What a centre changes stands in /etc/kiosk/kiosk.toml, with just the lines that differ."))
    for name in Settings.model_fields:
        table = tomlkit.table()
        for key, field in section_model(name).model_fields.items():
            table.add(tomlkit.comment(field.description or ""))
            default = field.get_default()
            table.add(key, tomlkit.inline_table() if default == {} else str(default) if isinstance(default, Path) else default)
        document.add(tomlkit.nl())
        document.add(name, table)
    return tomlkit.dumps(document)


def markdown() -> str:
    """The text of docs/settings.md: every setting with its type and range, default, unit and help."""
    lines = [
        "# Settings",
        "",
        "Made from kiosk/settings/sections.py by `python -m kiosk.settings`: do not edit this page.",
        "",
        "Order, later wins: `config/kiosk.toml` (the defaults), `/etc/kiosk/kiosk.toml` (or the file given with `--config`), then the",
        "environment: `KIOSK_<SECTION>__<KEY>`, such as `KIOSK_SCANNER__DPI=300`. A wrong value stops the program with the file, the",
        "line, the key and what would be right; `kiosk doctor` says the same.",
    ]
    for name in Settings.model_fields:
        lines += ["", f"## [{name}]", "", "| name | type, range | default | unit | help |", "| --- | --- | --- | --- | --- |"]
        for key, field in section_model(name).model_fields.items():
            text, unit = _split_unit(field.description or "")
            default = field.get_default()
            shown = f"`{json.dumps(str(default) if isinstance(default, Path) else default, ensure_ascii=False)}`"
            lines.append(f"| `{key}` | {_range(field)} | {shown} | {unit} | {text} |".replace("|  |", "| – |"))
    return "\n".join(lines) + "\n"


def _split_unit(description: str) -> tuple[str, str]:
    """`How long it stays [s]` → (`How long it stays`, `s`); the unit may stand before a further sentence."""
    match = re.search(r"\s*\[(px|s|min|h|dpi|dots|baud|MB|kbit/s)\]", description)
    return (description, "") if match is None else (description[: match.start()] + description[match.end() :], match[1])


def _range(field: FieldInfo) -> str:
    """What values there may be, in words."""
    if get_origin(field.annotation) is Literal:
        return " or ".join(f"`{json.dumps(choice)}`" for choice in get_args(field.annotation))
    kind = {str: "text", int: "whole number", float: "number", bool: "`true` or `false`", Path: "path"}.get(
        cast("type", field.annotation), "table of text, numbers, booleans"
    )
    bounds: dict[str, Any] = {}
    for rule in field.metadata:
        bounds |= {name: getattr(rule, name) for name in ("ge", "le", "min_length", "max_length", "pattern") if hasattr(rule, name)}
    if "ge" in bounds:
        kind += f", {bounds['ge']} to {bounds['le']}"
    if "max_length" in bounds:
        kind += f", {bounds.get('min_length') or 0} to {bounds['max_length']} characters"
    if bounds.get("pattern"):
        kind += f", `{bounds['pattern']}`".replace("|", "\\|")
    return kind
