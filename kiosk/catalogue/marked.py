"""YAML read together with the line of each entry, so that a mistake can be pointed at.

YAML guesses types from how a value looks: `3.000347` becomes a number, `no` a falsehood, `0912` an octal. Whatever would lose
its spelling that way is refused here, in a sentence that says what to write instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML built without libyaml: slower, the same result
    from yaml import SafeLoader  # type: ignore[assignment]

Place = tuple[str | int, ...]
"""The way down to an entry: keys and positions (from 0), such as ("cases", 0, "components", 2)."""
Value = str | int | bool | None | list["Value"] | dict[str, "Value"]

_INT = re.compile(r"-?(0|[1-9]\d*)", re.ASCII)
_DEEPEST = 30


@dataclass(frozen=True)
class Complaint:
    """One mistake, for the person who edits the file."""

    file: str
    line: int
    """From 1; 0 when it concerns the file as a whole."""
    place: Place
    sentence: str

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        path = ".".join(map(str, self.place))
        return f"{where}: {path}: {self.sentence}" if path else f"{where}: {self.sentence}"


@dataclass
class Document:
    """A file's values, where each stands, and what is wrong with how they are written."""

    file: str
    value: Value = None
    lines: dict[Place, int] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)

    def line(self, place: Place) -> int:
        """The line of an entry; of the nearest one around it when it does not exist."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 0)

    def complain(self, place: Place, sentence: str, *, line: int | None = None) -> None:
        self.complaints.append(Complaint(self.file, self.line(place) if line is None else line, place, sentence))


def read(path: Path, name: str) -> Document:
    """Read one YAML file. Never raises for what is in it: a file that cannot be read is a document with a complaint."""
    document = Document(name)
    try:
        # A byte order mark is what Windows' Notepad leaves.
        node = yaml.compose(path.read_text("utf-8-sig"), Loader=SafeLoader)
    except OSError as error:
        document.complain((), f"cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        document.complain((), f"is not UTF-8 (byte {error.start}): save it with the encoding UTF-8")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        document.complain((), f"is not YAML: {error.problem or error.context}", line=mark.line + 1 if mark else 0)
    except yaml.YAMLError as error:
        document.complain((), f"is not YAML: {error}")
    else:
        document.value = None if node is None else _convert(document, node, (), ())
        if document.value is None and not document.complaints:
            document.complain((), "is empty")
    return document


def _convert(document: Document, node: yaml.Node, place: Place, above: tuple[int, ...]) -> Value:
    document.lines.setdefault(place, node.start_mark.line + 1)
    if id(node) in above or len(above) > _DEEPEST:
        document.complain(place, "refers to itself, or is nested too deep")
        return None
    above = (*above, id(node))
    if isinstance(node, yaml.MappingNode):
        return {key: _convert(document, child, (*place, key), above) for key, child in _entries(document, node, place)}
    if isinstance(node, yaml.SequenceNode):
        return [_convert(document, child, (*place, n), above) for n, child in enumerate(node.value)]
    assert isinstance(node, yaml.ScalarNode)
    return _scalar(document, node, place)


def _entries(document: Document, node: yaml.MappingNode, place: Place) -> Iterator[tuple[str, yaml.Node]]:
    seen: set[str] = set()
    for key, child in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or key.tag == "tag:yaml.org,2002:merge":
            document.complain(place, "an entry's name must be plain text", line=line)
        elif key.value in seen:
            document.complain((*place, key.value), "stands here twice; YAML would keep the last one only", line=line)
        else:
            seen.add(key.value)
            document.lines[(*place, key.value)] = line  # where the eye looks for it; a list begins a line further down
            yield key.value, child


def _scalar(document: Document, node: yaml.ScalarNode, place: Place) -> Value:
    text: str = node.value
    match node.tag.removeprefix("tag:yaml.org,2002:"):
        case "str":
            return " ".join(unicodedata.normalize("NFC", text).split())
        case "null":
            return None
        case "bool":
            return text.lower() in ("yes", "true", "on")
        case "int" if _INT.fullmatch(text):
            return int(text)
        case "int":
            document.complain(place, f'YAML reads {text} as another number: write text in quotes ("{text}"), a number as plain digits')
        case "float":
            document.complain(
                place,
                f"YAML reads {text} as a decimal number and would change its digits: "
                'write a code in quotes ("3.000347"), an amount of money without dots (135000)',
            )
        case "timestamp":
            return text  # a date stays as written; whoever expects one checks it
        case tag:
            document.complain(place, f"{tag} is not used in this catalogue")
    return None
