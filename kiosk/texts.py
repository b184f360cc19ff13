"""Every sentence that a person reads, in Vietnamese and English, from config/texts/<language>/*.toml.

Keys are dotted (`papers.scan`); a sentence may hold {placeholders}. A centre may change the files; `check` says what is missing.
"""

from __future__ import annotations

import hashlib
import string
import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from kiosk.errors import KioskError, SettingsError
from kiosk.settings import SHARE

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")


class Texts:
    """The sentences of all languages. Build it with `load`."""

    def __init__(self, sentences: Mapping[Language, Mapping[str, str]]) -> None:
        self._sentences = sentences

    def say(self, language: Language, key: str, /, **values: object) -> str:
        """The sentence for `key`; the key itself in brackets when nobody wrote it, so that a gap is seen and nothing crashes.

        A sentence whose placeholders a centre has spoilt is shown as it stands.
        """
        sentence = self._sentences[language].get(key)
        if sentence is None:
            return f"[{key}]"
        if not values:
            return sentence
        try:
            return sentence.format_map(_Lenient(values))
        except (ValueError, AttributeError, LookupError, TypeError):
            return sentence

    def error(self, language: Language, error: KioskError) -> str:
        """The sentence for an expected failure."""
        return self.say(language, f"error.{error.code}", **error.values)

    def version(self, language: Language, prefix: str) -> str:
        """Which wording of the sentences below `prefix` it is: 12 hex digits, others as soon as a letter changes."""
        sentences = sorted(pair for pair in self._sentences[language].items() if pair[0].startswith(prefix))
        return hashlib.sha256(repr(sentences).encode()).hexdigest()[:12]

    def all(self, language: Language) -> Mapping[str, str]:
        return self._sentences[language]

    def check(self) -> list[str]:
        """What differs between the languages: missing keys, other placeholders. Empty when all is well."""
        first, second = LANGUAGES
        a, b = self._sentences[first], self._sentences[second]
        complaints = [f"{second}: {key} is missing" for key in sorted(a.keys() - b.keys())]
        complaints += [f"{first}: {key} is missing" for key in sorted(b.keys() - a.keys())]
        complaints += [
            f"{language}: {key}: the placeholders are spoilt (a brace too many or too few?)"
            for language in LANGUAGES
            for key, sentence in sorted(self._sentences[language].items())
            if _placeholders(sentence) is None
        ]
        complaints += [
            f"{key}: the placeholders differ between {first} and {second}"
            for key in sorted(a.keys() & b.keys())
            if _placeholders(a[key]) != _placeholders(b[key])
        ]
        return complaints


def load(folder: Path = SHARE / "texts") -> Texts:
    """Read config/texts. Raises SettingsError, also for a key that stands in two files."""
    sentences: dict[Language, dict[str, str]] = {}
    for language in LANGUAGES:
        found: dict[str, str] = {}
        for file in sorted((folder / language).glob("*.toml")):
            try:
                table = tomllib.loads(file.read_text("utf-8"))
            except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
                raise SettingsError("settings", cause=f"{file}: {error}") from None
            for key, sentence in _flatten(table):
                if key in found:
                    raise SettingsError("settings", cause=f"{file}: {key} stands in another file too")
                found[key] = sentence
        if not found:
            raise SettingsError("settings", cause=f"{folder / language}: there are no texts")
        sentences[language] = found
    return Texts(sentences)


def money(amount: int, language: Language = "vi") -> str:
    """115000 → 115.000; in English 115,000."""
    return f"{amount:,}" if language == "en" else f"{amount:,}".replace(",", ".")


def plain(text: str) -> str:
    """Vietnamese without diacritics, for file names and searching: NFD, marks off, đ → d (which NFD does not split)."""
    marks_off = "".join(ch for ch in unicodedata.normalize("NFD", text) if not unicodedata.combining(ch))
    return marks_off.replace("đ", "d").replace("Đ", "D")


def _flatten(table: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            pairs += _flatten(value, f"{prefix}{key}.")
        else:
            pairs.append((prefix + key, str(value)))
    return pairs


def _placeholders(sentence: str) -> set[str] | None:
    """Their names; None when the sentence can never be filled in."""
    try:
        names = {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
    except ValueError:
        return None
    return names if all(name.isidentifier() for name in names) else None


class _Lenient(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"
