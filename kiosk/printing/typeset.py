"""Templates (typst, in config/templates, for a centre to change) and data → picture or PDF.

Data reach the template as JSON in memory (`json(bytes(sys.inputs.data))`): never as markup, never through a file.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

from kiosk.errors import SettingsError
from kiosk.settings import SHARE

TEMPLATES = SHARE / "templates"
_UNKNOWN = "\u25a1"
"""Stands for a character that no font has: PDF/A refuses those."""
_NO_GLYPH = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ROUNDS = 4


def words(folder: Path, name: str) -> dict[str, Any]:
    """The wording of a template, from `<folder>/<name>.toml`. Raises SettingsError("print.template")."""
    file = folder / f"{name}.toml"
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError("print.template", cause=f"{file}: {error}") from None


def word(table: Mapping[str, Any], key: str) -> str:
    """One sentence of the wording, by its dotted key. Raises SettingsError("print.template")."""
    value: Any = table
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if not isinstance(value, str):
        raise SettingsError("print.template", cause=f"the wording lacks {key}")
    return value


def typeset(
    template: Path, data: Mapping[str, Any], *, kind: Literal["png", "pdf"], ppi: float = 72, made_at: datetime | None = None
) -> bytes:
    """Fill a template. `kind` pdf makes PDF/A-2b and needs `made_at`, with its time zone; the same input makes the same bytes.

    Raises SettingsError("print.template") when the template is wrong; its cause holds nothing of the data.
    """
    clean = _without_controls(data)
    for _ in range(_ROUNDS):
        try:
            return _compile(template, clean, kind, ppi, made_at)
        except typst.TypstError as error:
            said = f"{error.message} {error.diagnostic}"
            strange = {_unescape(found) for found in _NO_GLYPH.findall(said)}
            if not strange:
                raise SettingsError("print.template", cause=_redacted(f"{template.name}: {error.message}", clean)) from None
            clean = _replaced(clean, {ord(character): _UNKNOWN for text in strange for character in text})
    raise SettingsError("print.template", cause=f"{template.name}: characters that no font has")


def _compile(template: Path, data: Any, kind: Literal["png", "pdf"], ppi: float, made_at: datetime | None) -> bytes:
    if not template.is_file():
        raise SettingsError("print.template", cause=f"{template}: there is no such file")
    made = typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format=kind,
        ppi=ppi,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["a-2b"] if kind == "pdf" else [],
        timestamp=made_at.replace(microsecond=0) if made_at is not None else None,
    )
    if not isinstance(made, bytes):
        raise SettingsError("print.template", cause=f"{template.name}: more than one page, where one was asked for")
    return made


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    # Only what is shipped: the slip looks the same on every machine.
    return typst.Fonts(include_system_fonts=False, font_paths=[str(files("fontpkg_be_vietnam_pro") / "files")])


def _without_controls(value: Any) -> Any:
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value)
        return "".join(ch if unicodedata.category(ch) not in ("Cc", "Cs", "Cn") else " " for ch in text)
    return _map(value, _without_controls)


def _replaced(value: Any, table: Mapping[int, str]) -> Any:
    if isinstance(value, str):
        return value.translate(table)
    return _map(value, lambda part: _replaced(part, table))


def _map(value: Any, change: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: change(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [change(part) for part in value]
    return value


def _unescape(text: str) -> str:
    text = re.sub(r"\\u\{([0-9a-fA-F]+)\}", lambda match: chr(int(match[1], 16)), text)
    return re.sub(r"\\(.)", r"\1", text)


def _redacted(message: str, data: Any) -> str:
    """typst quotes the values it stumbles over."""
    for text in sorted(set(_texts(data)), key=len, reverse=True):
        if len(text) >= 2:
            message = message.replace(text, "…")
    return message


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
