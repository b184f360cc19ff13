"""The settings of this machine, from the files and the environment; what is wrong is said with its place and what would be right."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kiosk.errors import SettingsError
from kiosk.settings.sections import DEFAULT_FILE, SITE_FILE, Settings, section_model

_ENV_NAMES_OF_OTHERS = frozenset({"KIOSK_SHARE", "KIOSK_CONFIG"})


def load(config: Path | None = None, *, default: Path = DEFAULT_FILE, env: Mapping[str, str] | None = None) -> Settings:
    """Read and check the settings.

    `config` takes the place of `/etc/kiosk/kiosk.toml` and must exist; `KIOSK_CONFIG` in the environment does the same (the kiosk's own
    child processes get it so). Raises SettingsError.
    """
    env = os.environ if env is None else env
    if config is None and env.get("KIOSK_CONFIG"):
        config = Path(env["KIOSK_CONFIG"])
    if config is not None and not config.is_file():
        raise SettingsError("settings", cause=f"{config}: there is no such file")
    files = [default, *([config] if config is not None else [SITE_FILE] if SITE_FILE.is_file() else [])]
    merged: dict[str, Any] = {}
    for file in files:
        table = _read(file)
        _refuse_no_tables(file, table)
        _merge(merged, table)
    _merge(merged, _of_environment(env))
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError("settings", cause=_explain(first, files, env)) from None


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError("settings", cause=f"{file}: cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError("settings", cause=f"{file}: not TOML: {error}") from None


def _merge(base: dict[str, Any], over: dict[str, Any]) -> None:
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            _merge(base[key], value)
        else:
            base[key] = value


def _of_environment(env: Mapping[str, str]) -> dict[str, Any]:
    """KIOSK_<SECTION>__<KEY> → the tables that a file would have; what is more than one value is written as JSON."""
    found: dict[str, Any] = {}
    for name, text in env.items():
        if not name.startswith("KIOSK_") or name in _ENV_NAMES_OF_OTHERS:
            continue
        section, _, key = name.removeprefix("KIOSK_").lower().partition("__")
        fields = section_model(section).model_fields if section in Settings.model_fields else {}
        if key not in fields:
            raise SettingsError(
                "settings",
                cause=f"environment variable {name}: there is no such setting; KIOSK_<SECTION>__<KEY> has the names of {DEFAULT_FILE}",
            )
        value: Any = text
        if isinstance(fields[key].default, dict):
            try:
                value = json.loads(text)
            except ValueError as error:
                raise SettingsError(
                    "settings", cause=f'environment variable {name}: should be JSON, such as {{"mode": "Color"}}'
                ) from error
        found.setdefault(section, {})[key] = value
    return found


def _refuse_no_tables(file: Path, table: Mapping[str, Any]) -> None:
    """`scanner = 1` would take the place of all that an earlier file said of it."""
    for name, value in table.items():
        if name in Settings.model_fields and not isinstance(value, dict):
            line = _line_of(file, name, "")
            raise SettingsError("settings", cause=f"{file}, line {line}: {name}: should be a table, [{name}], but it is {value!r}")


def _variable(section: str, key: str, env: Mapping[str, str]) -> str | None:
    """The environment's name of a setting, when it is there; case does not count."""
    wanted = f"kiosk_{section}__{key}"
    return next((name for name in env if name.startswith("KIOSK_") and name.lower() == wanted), None)


def _explain(error: ErrorDetails, files: list[Path], env: Mapping[str, str]) -> str:
    """One sentence: where the value stands, the key, and what would be right."""
    location = [str(part) for part in error["loc"]]
    section, key = location[0], location[1] if len(location) > 1 else ""
    name = f"{section}.{key}" if key else section
    variable = _variable(section, key, env) if key else None
    if variable is not None:
        where = f"environment variable {variable}"
    else:
        where = next(
            (f"{file}, line {line}" for file in reversed(files) if (line := _line_of(file, section, key))),
            str(files[0]),
        )
    return f"{where}: {name}: {_wish(error, section, key)}"


def _wish(error: ErrorDetails, section: str, key: str) -> str:
    if error["type"] == "extra_forbidden":
        known = section_model(section).model_fields if section in Settings.model_fields and key else Settings.model_fields
        return f"there is no such setting; known here: {', '.join(known)}"
    field = section_model(section).model_fields[key] if key else None
    return f"{error['msg']}, but it is {error['input']!r}" + (f". {field.description}" if field else "")


def _line_of(file: Path, section: str, key: str) -> int:
    """The line (from 1) where `key` of `[section]` stands; 0 when it does not."""
    inside = False
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        header = re.match(r"\s*\[+\s*([\w.\"-]+)\s*\]+", line)
        if header:
            inside = header[1].split(".")[0].strip('"') == section
            if inside and not key:
                return number
            if inside and header[1].split(".")[1:2] == [key]:
                return number
        elif (inside and key and re.match(rf"\s*\"?{re.escape(key)}\"?\s*[.=]", line)) or re.match(
            rf"\s*{re.escape(section)}(\.{re.escape(key)})?\s*=", line
        ):
            return number
    return 0
