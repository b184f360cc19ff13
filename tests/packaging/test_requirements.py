"""What is installed is pinned, hashed, and says nothing of where it comes from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = ["requirements.txt", "requirements-dev.txt", "packaging/requirements-build.txt"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def entries(name: str) -> dict[str, list[str]]:
    """Each entry of a requirements file by its normalised name: its lines, comments left out."""
    text = (ROOT / name).read_text("utf-8")
    found: dict[str, list[str]] = {}
    for entry in re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n?", "", text, flags=re.MULTILINE)):
        lines = [line.strip(" \\") for line in entry.splitlines() if line.strip()]
        if lines:
            found.setdefault(normal(re.split(r"[=<>\[ ;]", lines[0])[0]), []).extend(lines)
    return found


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[=<>!~\[ ;]", requirement)[0]) for requirement in requirements}


@pytest.mark.parametrize("name", FILES)
def test_every_entry_is_pinned_and_hashed(name: str) -> None:
    found = entries(name)
    assert found
    for package, lines in found.items():
        pins = [line for line in lines if not line.startswith("--hash=")]
        assert all(re.match(r"[A-Za-z0-9._-]+==[^ ]+", pin) for pin in pins), f"{package} is not pinned: {pins}"
        assert any(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in lines), f"{package} has no hash"


@pytest.mark.parametrize("name", FILES)
def test_no_address_of_a_registry(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--(extra-)?index-url|--find-links|--trusted-host)\b", text, re.MULTILINE)


def test_what_the_project_needs_is_there() -> None:
    assert wanted(PROJECT["dependencies"]) <= set(entries("requirements.txt"))
    assert wanted(PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]) <= set(entries("requirements-dev.txt"))


def test_exact_versions_of_the_project_are_the_ones_installed() -> None:
    exact = [r for r in PROJECT["dependencies"] if "==" in r]
    assert exact, "PySide6-Essentials must be pinned in pyproject.toml"
    for requirement in exact:
        name, version = requirement.split("==")
        assert any(line.split("==")[1].startswith(version) for line in entries("requirements.txt")[normal(name)] if "==" in line)


@pytest.mark.parametrize("name", ["requirements-dev.txt", "packaging/requirements-build.txt"])
def test_all_files_agree_on_versions(name: str) -> None:
    runtime, other = entries("requirements.txt"), entries(name)
    for package in runtime.keys() & other.keys():
        assert [x for x in runtime[package] if "==" in x] == [x for x in other[package] if "==" in x]


def test_what_is_built_from_source_needs_no_unhashed_tool() -> None:
    """python-sane is the one package without a wheel; its build tool is installed first, hashed, and pip's isolated build is off."""
    assert set(entries("packaging/requirements-build.txt")) == {"setuptools"}
    for script in ("packaging/setup.sh", "packaging/build-deb.sh"):
        text = (ROOT / script).read_text("utf-8")
        for option in ("--require-hashes", "--only-binary :all: --no-binary python-sane", "--no-build-isolation"):
            assert option in text, f"{script} lacks {option}"
