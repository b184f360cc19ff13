"""Colours that can be read, and words for everything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kiosk.ui
from kiosk.settings import SHARE
from kiosk.texts import LANGUAGES, Language, Texts, load

QML = Path(kiosk.ui.__file__).parent / "qml"
SOURCES = {path: path.read_text("utf-8") for path in sorted(QML.rglob("*.qml"))}
THEME = SOURCES[QML / "Theme.qml"]
CONTRASTS = ("standard", "dark", "yellow")
_COLOUR = r"\"(#[0-9a-f]{6})\""
COLOURS = {
    # One that no theme changes is the same in all.
    theme: dict(re.findall(rf"readonly property color (\w+): {_COLOUR}", THEME))
    | {name: found[place] for name, *found in re.findall(rf"color (\w+): pick\({_COLOUR}, {_COLOUR}, {_COLOUR}\)", THEME)}
    for place, theme in enumerate(CONTRASTS)
}

WORDS = [
    ("ink", "page"), ("ink", "surface"), ("ink", "sunken"), ("goldInk", "gold"),
    ("ink", "primarySoft"), ("muted", "page"), ("muted", "surface"), ("muted", "sunken"),
    ("primary", "page"), ("primary", "surface"), ("primary", "primarySoft"), ("primaryInk", "primary"),
    ("primaryInk", "primaryPressed"), ("disabledInk", "disabled"), ("disabledInk", "page"), ("complete", "completeSoft"),
    ("complete", "page"), ("complete", "surface"), ("missing", "missingSoft"), ("missing", "page"),
    ("missing", "surface"), ("officer", "officerSoft"), ("officer", "surface"), ("fault", "faultSoft"),
    ("fault", "page"), ("fault", "surface"), ("fault", "primarySoft"), ("muted", "primarySoft"),
]  # fmt: skip
EDGES = [
    ("border", "page"), ("border", "surface"), ("primary", "page"), ("fault", "surface"), ("primary", "line"), ("gold", "national"),
    ("focus", "page"), ("focus", "surface"), ("goldInk", "gold"), ("paperMark", "paper"), ("paperInk", "paper"),
]  # fmt: skip


def contrast(first: str, second: str) -> float:
    """By WCAG 2: 1 … 21."""

    def light(colour: str) -> float:
        parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted((light(first), light(second)))
    return (bright + 0.05) / (dark + 0.05)


def test_contrast_is_worked_out_rightly() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_every_colour_of_the_theme_is_known_here() -> None:
    declared = set(re.findall(r"readonly property color (\w+):", THEME)) - {"veil"}  # half transparent
    assert all(set(colours) == declared for colours in COLOURS.values())


@pytest.mark.parametrize("theme", CONTRASTS)
def test_words_can_be_read(theme: str) -> None:
    """tests/ui/test_access_screens.py takes the pairs from what is really drawn; these hold whatever is drawn."""
    colours = COLOURS[theme]
    assert {pair: ratio for pair in WORDS if (ratio := contrast(colours[pair[0]], colours[pair[1]])) < 4.5} == {}


@pytest.mark.parametrize("theme", CONTRASTS)
def test_edges_can_be_seen(theme: str) -> None:
    colours = COLOURS[theme]
    assert {pair: ratio for pair in EDGES if (ratio := contrast(colours[pair[0]], colours[pair[1]])) < 3} == {}


def test_no_colour_is_chosen_outside_the_theme() -> None:
    drawn = {"CardPicture.qml", "SignaturePad.qml"}  # a card has the card's colours, a signature is ink on paper
    stray = [
        (path.name, colour)
        for path, source in SOURCES.items()
        if path.name != "Theme.qml" and path.name not in drawn
        for colour in re.findall(r"\"#[0-9a-fA-F]{3,8}\"", source)
    ]
    assert stray == []


def _own(language: Language, tmp_path: Path) -> set[str]:
    """The keys of screens.toml alone."""
    for each in LANGUAGES:
        (tmp_path / each).mkdir(exist_ok=True)
        (tmp_path / each / "screens.toml").write_text((SHARE / "texts" / each / "screens.toml").read_text("utf-8"), "utf-8")
    return set(load(tmp_path).all(language))


def _used() -> tuple[set[str], set[str]]:
    """Whole keys that the screens name, and beginnings of keys (`steps.` + number)."""
    literals = {word for source in SOURCES.values() for word in re.findall(r"\"([a-z_]+(?:\.[a-z0-9_]*)+|busy)\"", source)}
    literals = {word for word in literals if not word.startswith(".")}
    begun = set(re.findall(r"\"((?:[a-z_]+\.)+[a-z_]*)\" \+", "\n".join(SOURCES.values())))
    return {word for word in literals - begun if not word.endswith(".js")}, begun


def test_every_label_on_the_screens_has_its_words(sentences: Texts) -> None:
    whole, begun = _used()
    assert len(whole) > 100
    for language in LANGUAGES:
        words = sentences.all(language)
        assert sorted(key for key in whole if key not in words) == []
        assert sorted(start for start in begun if not any(key.startswith(start) for key in words)) == []


def test_no_label_is_left_over(tmp_path: Path) -> None:
    whole, begun = _used()
    ends = {"_other"}  # "attract.card" + "_other"
    unused = {
        key
        for key in _own("vi", tmp_path)
        if key not in whole
        and not any(key.startswith(start) for start in begun)
        and not any(key.endswith(end) and key.removesuffix(end) in whole for end in ends)
    }
    assert unused == set()


def test_both_languages_say_the_same_things(tmp_path: Path) -> None:
    assert _own("vi", tmp_path) == _own("en", tmp_path)
    assert load(tmp_path).check() == []


def test_what_is_asked_for_is_in_every_context_property() -> None:
    """Only Visit.qml may touch the bridges."""
    for path, source in SOURCES.items():
        if path.name != "Visit.qml":
            assert not re.search(r"(?<![\w.])(visit|keyboard|speech)\.(view|t|act|touched|press|explore|arrived|readScreen)\b", source), (
                path.name
            )
