"""What the package sets so that no plugged keyboard gets past the kiosk's screen. tests/ui/test_lockdown.py has the screen itself."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "packaging" / "debian" / "root"
SYSTEMD = ROOT / "usr/lib/systemd"


def read(file: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, comment_prefixes=("#",))
    parser.optionxform = str
    assert parser.read(file, "utf-8")
    return parser


def test_no_login_appears_behind_the_screen() -> None:
    login = read(SYSTEMD / "logind.conf.d/60-kiosk-motcua.conf")["Login"]
    assert (login["NAutoVTs"], login["ReserveVT"]) == ("0", "0")
    session = read(SYSTEMD / "system/kiosk-session.service")
    assert session["Unit"]["Conflicts"] == "getty@tty1.service"


@pytest.mark.parametrize("key", ["Power", "Reboot", "Suspend", "Hibernate"])
def test_keys_of_a_keyboard_do_not_turn_the_kiosk_off(key: str) -> None:
    assert read(SYSTEMD / "logind.conf.d/60-kiosk-motcua.conf")["Login"][f"Handle{key}Key"] == "ignore"


def test_ctrl_alt_del_does_nothing_once_or_often() -> None:
    assert (ROOT / "etc/systemd/system/ctrl-alt-del.target").readlink() == Path("/dev/null")
    assert read(SYSTEMD / "system.conf.d/60-kiosk-motcua.conf")["Manager"]["CtrlAltDelBurstAction"] == "none"


def test_the_kernel_takes_no_key_combination() -> None:
    settings = dict(
        re.findall(r"^-?([\w.]+)\s*=\s*(.+)$", (ROOT / "usr/lib/sysctl.d/60-kiosk-motcua.conf").read_text("utf-8"), re.MULTILINE)
    )
    assert settings["kernel.sysrq"] == "0"


def test_weston_has_no_key_of_its_own() -> None:
    weston = read(ROOT / "etc/kiosk/weston.ini")
    assert weston["keyboard"]["vt-switching"] == "false"
    assert weston["shell"]["allow-zap"] == "false"
    command = read(SYSTEMD / "system/kiosk-session.service")["Service"]["ExecStart"]
    # The kiosk shell starts nothing and binds no key; the debug protocol would show and tell everything.
    assert "--shell=kiosk-shell.so" in command
    assert "--debug" not in command
    assert "launcher" not in weston
    assert "terminal" not in weston


def test_what_tells_of_keys_is_closed_to_the_kiosk() -> None:
    rules = (ROOT / "usr/lib/udev/rules.d/70-kiosk-motcua.rules").read_text("utf-8").splitlines()
    opened = [rule for rule in rules if 'SUBSYSTEM=="input"' in rule and "GROUP" in rule]
    assert len(opened) == 1
    assert 'ENV{ID_INPUT_SWITCH}=="1"' in opened[0]
    assert 'ENV{ID_INPUT_KEY}!="1"' in opened[0]


@pytest.mark.parametrize(("config", "line"), [("logind.conf", "NAutoVTs=0"), ("system.conf", "CtrlAltDelBurstAction=none")])
def test_systemd_reads_it(tmp_path: Path, config: str, line: str) -> None:
    shutil.copytree(ROOT, tmp_path, symlinks=True, dirs_exist_ok=True)
    done = subprocess.run(
        ["systemd-analyze", "cat-config", f"--root={tmp_path}", f"systemd/{config}"], capture_output=True, text=True, check=False
    )
    assert line in done.stdout.splitlines(), done.stderr
