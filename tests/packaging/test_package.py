"""What the Debian package brings: units that systemd takes, settings that load, users who share just what they must."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk import settings

ROOT = Path(__file__).resolve().parents[2]
TREE = ROOT / "packaging" / "debian" / "root"
UNITS = TREE / "usr/lib/systemd/system"
REGISTRIES = re.compile(rb"pypi\.org|pythonhosted|deb\.debian\.org|security\.debian\.org|npmjs|snapshot\.debian|docker\.io")


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None, comment_prefixes=("#",), delimiters=("=",))
    parser.optionxform = str
    parser.read(UNITS / name, "utf-8")
    return parser


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks to systemd-analyze like a machine with the package on it."""
    root = tmp_path_factory.mktemp("system")
    source = next(folder for folder in (Path("/usr/lib/systemd/system"), Path("/lib/systemd/system")) if (folder / "basic.target").exists())
    shutil.copytree(source, root / "usr/lib/systemd/system", symlinks=True, ignore_dangling_symlinks=True)
    (root / "lib").symlink_to("usr/lib")
    shutil.copytree(TREE, root, dirs_exist_ok=True)
    for program in ("usr/bin/weston", "usr/bin/kiosk"):
        (root / program).parent.mkdir(parents=True, exist_ok=True)
        (root / program).write_text("#!/bin/sh\n")
        (root / program).chmod(0o755)
    return root


@pytest.mark.parametrize("name", ["kiosk-session.service", "kiosk-sync.service"])
def test_systemd_takes_the_unit(system: Path, name: str) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", f"--root={system}", "--man=no", "--recursive-errors=no", name],
        capture_output=True,
        text=True,
        check=False,
    )
    complaints = [line for line in done.stderr.splitlines() if "kiosk" in line]
    assert (done.returncode, complaints) == (0, [])


@pytest.mark.parametrize(("name", "most"), [("kiosk-sync.service", 20), ("kiosk-session.service", 65)])
def test_services_are_not_exposed_more_than_they_must(system: Path, name: str, most: int) -> None:
    """`most` is systemd's exposure level times ten."""
    command = ["systemd-analyze", "security", "--offline=yes", f"--root={system}", "--no-pager", f"--threshold={most}", name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["kiosk-session.service", "kiosk-sync.service"])
def test_services_come_back_and_leave_nothing_of_a_resident(name: str) -> None:
    parsed = unit(name)
    assert parsed["Service"]["Restart"] == "always"
    assert parsed["Unit"]["StartLimitIntervalSec"] == "0"
    assert parsed["Service"]["LimitCORE"] == "0"
    assert parsed["Service"]["MemorySwapMax"] == "0"
    assert parsed["Service"]["UMask"] == "0007"


def test_the_users_of_the_units_are_made_by_the_package() -> None:
    made = set(re.findall(r"^[ug] (\S+)", (TREE / "usr/lib/sysusers.d/kiosk-motcua.conf").read_text("utf-8"), re.MULTILINE))
    for name in ("kiosk-session.service", "kiosk-sync.service"):
        assert {unit(name)["Service"]["User"], unit(name)["Service"]["Group"]} <= made


def test_the_sync_service_reads_no_keys() -> None:
    folders = {
        path: (mode, user, group)
        for path, mode, user, group in re.findall(
            r"^d (\S+) (\d+) (\S+) (\S+)", (TREE / "usr/lib/tmpfiles.d/kiosk-motcua.conf").read_text("utf-8"), re.MULTILINE
        )
    }
    assert folders["/var/lib/kiosk/keys"] == ("0700", "kiosk", "kiosk")
    assert folders["/var/lib/kiosk"] == folders["/var/lib/kiosk/outbox"] == ("2770", "kiosk", "kiosk-store")
    assert folders["/var/lib/kiosk/portal"] == ("2750", "kiosk", "kiosk-store")
    assert "-/var/lib/kiosk/keys" in unit("kiosk-sync.service")["Service"]["InaccessiblePaths"].split()


def test_settings_in_the_package_load_as_they_are_and_with_every_line_uncommented(tmp_path: Path) -> None:
    shipped = (TREE / "etc/kiosk/kiosk.toml").read_text("utf-8")
    as_shipped, filled = tmp_path / "shipped.toml", tmp_path / "filled.toml"
    as_shipped.write_text(shipped, "utf-8")
    assert settings.load(as_shipped, env={}).model_dump() == settings.load(settings.DEFAULT_FILE, env={}).model_dump()
    filled.write_text(re.sub(r"^# (?=\w+ = )", "", shipped, flags=re.MULTILINE), "utf-8")
    assert settings.load(filled, env={}).reader.port == "/dev/ttyACM0"


def test_weston_starts_the_session_and_ends_with_it() -> None:
    parsed = configparser.ConfigParser(comment_prefixes=("#",))
    parsed.read(TREE / "etc/kiosk/weston.ini", "utf-8")
    assert parsed["autolaunch"]["watch"] == "true"
    assert (TREE / parsed["autolaunch"]["path"].lstrip("/")).is_file()


@pytest.mark.parametrize(
    "script", ["postinst", "prerm", "postrm", "root/usr/bin/kiosk", "root/usr/lib/kiosk-motcua/python", "root/usr/lib/kiosk-motcua/session"]
)
def test_scripts_are_sound(script: str) -> None:
    file = ROOT / "packaging" / "debian" / script
    assert file.read_text("utf-8").startswith("#!/bin/sh\n")
    subprocess.run(["sh", "-n", file], check=True)


def test_screens_import_only_what_the_package_has() -> None:
    """The same check as the build's, against the list of what stays of Qt."""
    keep = [line.strip() for line in (ROOT / "packaging/qt-keep.txt").read_text("utf-8").splitlines() if line.startswith("Qt/qml/")]
    kept = {re.sub(r"/\*+$", "", line).removeprefix("Qt/qml/").replace("/", ".") for line in keep}
    files = list((ROOT / "kiosk" / "ui").rglob("*.qml"))
    assert files
    imports = {found for file in files for found in re.findall(r"^\s*import\s+(Qt[\w.]*)", file.read_text("utf-8"), re.MULTILINE)}
    assert imports <= kept


def test_no_file_here_names_a_registry() -> None:
    files = [p for p in (ROOT / "packaging").rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    files += [ROOT / "Makefile", ROOT / ".ci/run", ROOT / "pyproject.toml", *ROOT.glob("requirements*.txt")]
    assert [str(file) for file in files if REGISTRIES.search(file.read_bytes())] == []
