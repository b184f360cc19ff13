"""`kiosk catalogue`, as scripts use it: one JSON document, exit 0 done, 1 not done, 2 wrong usage."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from kiosk.cli.catalogue import app
from kiosk.settings import SHARE


def run(*arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, list(arguments))


def document(result: Result) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(result.stdout)
    return parsed


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    folder = tmp_path / "catalogue"
    shutil.copytree(SHARE / "catalogue", folder)
    file = folder / "procedures/1.001193.yaml"
    file.write_text(file.read_text("utf-8").replace("agency: ubnd_xa", "agency: ubnd_huyen"), "utf-8")
    return folder


@pytest.fixture
def config(tmp_path: Path, broken: Path) -> Path:
    file = tmp_path / "kiosk.toml"
    file.write_text(f'[kiosk]\ncatalogue = "{broken}"\n', "utf-8")
    return file


def test_check_of_the_shipped_catalogue() -> None:
    result = run("check", "--json")
    assert result.exit_code == 0
    assert document(result) == {"done": True, "folder": str(SHARE / "catalogue"), "procedures": 13, "complaints": []}
    assert "13 procedures" in run("check").stdout


def test_check_tells_each_mistake(broken: Path) -> None:
    result = run("check", str(broken), "--json")
    assert result.exit_code == 1
    told = document(result)
    assert told["done"] is False
    assert told["reason"] == told["complaints"][0]
    assert told["reason"].startswith("procedures/1.001193.yaml, line 4: agency: there is no agency")
    plain = run("check", str(broken))
    assert plain.exit_code == 1
    assert "procedures/1.001193.yaml, line 4" in plain.stdout


def test_the_catalogue_is_the_one_of_the_settings(config: Path) -> None:
    for arguments in (("check",), ("search", "gplx"), ("show", "1.001193")):
        result = run(*arguments, "--config", str(config), "--json")
        assert result.exit_code == 1
        assert document(result)["error"] == "catalogue.invalid"
        assert "ubnd_huyen" in document(result)["reason"]


def test_settings_that_are_not_there_are_a_reason_not_a_crash(tmp_path: Path) -> None:
    result = run("search", "gplx", "--config", str(tmp_path / "none.toml"), "--json")
    assert result.exit_code == 1
    assert document(result)["error"] == "settings"


def test_search() -> None:
    result = run("search", "doi bang lai", "--json")
    assert result.exit_code == 0
    assert [procedure["code"] for procedure in document(result)["procedures"]] == ["3.000347"]
    assert "Đổi giấy phép lái xe" in run("search", "gplx").stdout
    assert "tham khảo" in run("search", "khuyến mại").stdout


def test_search_without_a_hit_is_done_all_the_same() -> None:
    result = run("search", "xyzzy", "--json")
    assert result.exit_code == 0
    assert document(result)["procedures"] == []
    assert "Không tìm thấy" in run("search", "xyzzy").stdout


def test_text_that_cannot_be_printed_is_no_crash() -> None:
    assert document(run("search", "\udce1", "--json"))["procedures"] == []


def test_show() -> None:
    result = run("show", "1.014200", "--json")
    assert result.exit_code == 0
    shown = document(result)
    assert shown["procedure"]["duration"]["verified"] is False
    assert [case["id"] for case in shown["procedure"]["cases"]] == ["lost", "damaged", "changed"]
    assert shown["agency"]["id"] == "so_noi_vu"


@pytest.mark.parametrize("code", ["3.000347", "2.002288", "2.000033", "1.004873", "1.004194"])
def test_show_for_people_marks_what_is_for_reference(code: str) -> None:
    result = run("show", code)
    assert result.exit_code == 0
    assert "[tham khảo]" in result.stdout
    assert "Thành phần hồ sơ" in result.stdout


def test_show_of_an_unknown_code() -> None:
    result = run("show", "9.999999", "--json")
    assert result.exit_code == 1
    assert document(result) == {
        "done": False,
        "error": "catalogue.unknown",
        "reason": "there is no procedure '9.999999'",
        "cause": "there is no procedure '9.999999'",
    }
    plain = run("show", "9.999999")
    assert (plain.exit_code, plain.stdout) == (1, "")
    assert "9.999999" in plain.stderr


@pytest.mark.parametrize("arguments", [("search",), ("show",), ("show", "1.001193", "--yaml"), ("find",), ("search", "x", "--limit", "0")])
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2
