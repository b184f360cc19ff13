"""Settings: declared once; a wrong value names the file, the line, the key and what would be right."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from kiosk import settings
from kiosk.errors import SettingsError
from kiosk.settings import DEFAULT_FILE, Settings, load
from kiosk.settings.page import DOCS_PAGE, default_toml, markdown


def site(folder: Path, text: str) -> Path:
    file = folder / "site.toml"
    file.write_text(text, "utf-8")
    return file


@pytest.fixture
def nothing(tmp_path: Path) -> Path:
    """A site file that changes nothing: this machine's own is not asked."""
    file = tmp_path / "nothing.toml"
    file.touch()
    return file


def refusal(file: Path | None, env: dict[str, str] | None = None, **more: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        load(file, env=env or {}, **more)
    assert caught.value.code == "settings"
    return caught.value.cause


WRONG = {
    "text for a number": ("[visit]\nidle = 90\ncountdown = 'long'\n", 3, "visit.countdown", ("valid number", "'long'", "WCAG")),
    "below the range": ("[visit]\n\n# short\nidle = 5\n", 4, "visit.idle", ("greater than or equal to 10", "5")),
    "above the range": ("[printer]\nport = 70000\n", 2, "printer.port", ("less than or equal to 65535", "70000")),
    "not a number at all": ("[visit]\nidle = nan\n", 2, "visit.idle", ("Input should be", "nan")),
    "not one of the words": ("[scanner]\ndriver = 'twain'\n", 2, "scanner.driver", ("'sane', 'simulated' or 'none'", "'twain'")),
    "not one of the numbers": ("[scanner]\ndpi = 150\n", 2, "scanner.dpi", ("200 or 300", "150")),
    "number for text": ("[reader]\nport = 3\n", 2, "reader.port", ("valid string", "3")),
    "not a boolean": ("[screen]\nfullscreen = 'perhaps'\n", 2, "screen.fullscreen", ("valid boolean", "'perhaps'")),
    "whole number with a fraction": ("[reader]\nbaud = 9600.5\n", 2, "reader.baud", ("valid integer", "9600.5")),
    "against the pattern": (
        "[kiosk]\nmachine = 'máy 1'\n",
        2,
        "kiosk.machine",
        ("^[A-Z0-9]{2,8}$", "'máy 1'", "2 to 8 capitals and digits"),
    ),
    "no address": ("[portal]\nurl = 'cong.example.vn'\n", 2, "portal.url", ("https?://", "'cong.example.vn'")),
    "too short": ("[kiosk]\ncentre = ''\n", 2, "kiosk.centre", ("at least 1 character", "''")),
    "unknown key": ("[scanner]\ndriver = 'sane'\nresolution = 300\n", 3, "scanner.resolution", ("no such setting", "dpi")),
    "unknown section": ("[visit]\nidle = 60\n[scaner]\ndpi = 300\n", 3, "scaner", ("no such setting", "scanner")),
    "value in a table of its own": ("[scanner.dpi]\nvalue = 300\n", 1, "scanner.dpi", ("200 or 300",)),
    "dotted key": ("scanner.dpi = 250\n", 1, "scanner.dpi", ("200 or 300", "250")),
    "wrong SANE option": ("[scanner.options]\nmode = ['Color']\n", 1, "scanner.options", ("['Color']", "SANE options")),
    "section that is no table": ("visit = 3\n", 1, "visit", ("should be a table, [visit]", "3")),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_value_names_file_line_key_and_what_would_be_right(case: str, tmp_path: Path) -> None:
    text, line, key, wishes = WRONG[case]
    file = site(tmp_path, text)
    cause = refusal(file)
    assert cause.startswith(f"{file}, line {line}: {key}: "), cause
    for wish in wishes:
        assert wish in cause


def test_every_setting_refuses_a_table_in_its_place(tmp_path: Path) -> None:
    """No setting is left out: each one, given something that it cannot be, says so with its own line."""
    for section in Settings.model_fields:
        for key in settings.section_model(section).model_fields:
            file = site(tmp_path, f"[{section}]\n{key} = [[1]]\n")
            assert refusal(file).startswith(f"{file}, line 2: {section}.{key}: "), (section, key)


def test_not_toml_says_where(tmp_path: Path) -> None:
    file = site(tmp_path, "[visit]\nidle == 3\n")
    cause = refusal(file)
    assert cause.startswith(f"{file}: not TOML: ")
    assert "line 2" in cause


def test_not_utf8(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_bytes("centre = 'Một cửa'".encode("utf-16"))
    assert refusal(file).startswith(f"{file}: cannot be read: ")


def test_missing_file(tmp_path: Path) -> None:
    file = tmp_path / "nowhere.toml"
    assert refusal(file) == f"{file}: there is no such file"
    assert refusal(None, {"KIOSK_CONFIG": str(file)}) == f"{file}: there is no such file"
    assert refusal(None, default=file).startswith(f"{file}: cannot be read: ")


WRONG_VARIABLES = {
    "value": ("KIOSK_SCANNER__DPI", "150", ("scanner.dpi", "200 or 300", "it is 150")),
    "lower case": ("KIOSK_scanner__dpi", "150", ("scanner.dpi", "200 or 300")),
    "unknown key": ("KIOSK_SCANNER__DPY", "300", ("no such setting", "KIOSK_<SECTION>__<KEY>")),
    "unknown section": ("KIOSK_SCANER__DPI", "300", ("no such setting",)),
    "a whole section": ("KIOSK_SCANNER", '{"dpi": 300}', ("no such setting", "KIOSK_<SECTION>__<KEY>")),
    "not JSON where JSON is wanted": ("KIOSK_SCANNER__OPTIONS", "mode=Color", ("should be JSON",)),
    "number": ("KIOSK_VISIT__IDLE", "a while", ("visit.idle", "valid number", "'a while'")),
}


@pytest.mark.parametrize("case", WRONG_VARIABLES)
def test_wrong_variable_is_named(case: str, nothing: Path) -> None:
    name, value, wishes = WRONG_VARIABLES[case]
    cause = refusal(nothing, {name: value})
    assert cause.startswith(f"environment variable {name}: "), cause
    for wish in wishes:
        assert wish in cause


def test_default_then_site_file_then_environment(tmp_path: Path) -> None:
    file = site(tmp_path, "[visit]\nidle = 60\ncountdown = 20\n[scanner]\noptions = {mode = 'Color'}\n")
    env = {"KIOSK_VISIT__IDLE": "45", "HOME": "/root", "KIOSK_SHARE": "/nowhere"}
    found = load(file, env=env)
    assert (found.visit.idle, found.visit.countdown, found.visit.goodbye) == (45, 20, 15)
    assert load(file, env={}).visit.idle == 60
    assert load(None, env={"KIOSK_CONFIG": str(file)}).visit.idle == 60
    assert found.scanner.options == {"mode": "Color"}
    assert load(file, env={"KIOSK_SCANNER__OPTIONS": '{"mode": "Gray"}'}).scanner.options == {"mode": "Gray"}


def test_environment_gives_text_for_every_kind(nothing: Path) -> None:
    env = {"KIOSK_SCANNER__DPI": "300", "KIOSK_PRINTER__DOTS": "384", "KIOSK_SCREEN__FULLSCREEN": "false", "KIOSK_KIOSK__STATE": "/srv"}
    found = load(nothing, env=env)
    assert (found.scanner.dpi, found.printer.dots, found.screen.fullscreen, found.kiosk.state) == (300, 384, False, Path("/srv"))


def test_defaults_of_the_code_are_those_of_the_file(nothing: Path) -> None:
    assert load(nothing, env={}).model_dump() == {name: settings.section_model(name)().model_dump() for name in Settings.model_fields}


def test_immutable(nothing: Path) -> None:
    found = load(nothing, env={})
    with pytest.raises(ValidationError):
        found.visit = found.visit  # type: ignore[misc]
    with pytest.raises(ValidationError):
        found.visit.idle = 1  # type: ignore[misc]


def test_two_loads_share_nothing(nothing: Path) -> None:
    load(nothing, env={}).scanner.options["mode"] = "Gray"
    assert load(nothing, env={}).scanner.options == {}


def test_catalogue_dir_is_the_shipped_one_unless_set(nothing: Path, tmp_path: Path) -> None:
    assert load(nothing, env={}).catalogue_dir == settings.SHARE / "catalogue"
    assert load(nothing, env={"KIOSK_KIOSK__CATALOGUE": str(tmp_path)}).catalogue_dir == tmp_path


def test_default_file_is_what_the_code_makes() -> None:
    assert DEFAULT_FILE.read_text("utf-8") == default_toml(), "run: python -m kiosk.settings"


def test_docs_page_is_what_the_code_makes() -> None:
    assert DOCS_PAGE.read_text("utf-8") == markdown(), "run: python -m kiosk.settings"


def test_default_file_explains_each_setting_on_the_line_above() -> None:
    lines = default_toml().splitlines()
    for section in Settings.model_fields:
        for key, field in settings.section_model(section).model_fields.items():
            start = lines.index(f"[{section}]")
            at = next(n for n in range(start, len(lines)) if lines[n].startswith(f"{key} = "))
            assert lines[at - 1] == f"# {field.description}", (section, key)
    assert tomllib.loads(default_toml()).keys() == Settings.model_fields.keys()


def test_docs_page_has_a_whole_row_for_each_setting() -> None:
    rows = [line for line in markdown().splitlines() if line.startswith("| `")]
    names = [f"`{key}`" for section in Settings.model_fields for key in settings.section_model(section).model_fields]
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows] == names
    assert "| `idle` | number, 10 to 3600 | `90` | s | Without a touch for so long, ask whether anybody is there |" in rows
    assert "| `dpi` | `200` or `300` | `200` | dpi | Resolution of the stored page; the law asks for 200 or more |" in rows
    for row in rows:
        cells = row.replace("\\|", "").strip("|").split("|")
        assert len(cells) == 5
        assert all(cell.strip() for cell in cells), row
