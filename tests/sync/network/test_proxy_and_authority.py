"""A centre's network with a proxy in it, and a portal with an authority of its own."""

from __future__ import annotations

import base64
import contextlib
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.settings import load
from kiosk.sync import enrol
from tests.portal.live import ROOT, LivePortal
from tests.sync.machine import Machine, assert_arrived
from tests.sync.network.authority import DAY, Authority
from tests.sync.network.meddler import http_proxy
from tests.sync.network.scene import CATALOGUE

PASSWORD = "p@ss/word:ü"
BASIC = "Basic " + base64.b64encode(f"kiosk:{PASSWORD}".encode()).decode()


@contextlib.contextmanager
def with_tls(folder: Path, certificate: tuple[Path, Path]) -> Iterator[tuple[LivePortal, str]]:
    """The real portal with TLS, and its address."""
    portal = LivePortal(folder / "portal", CATALOGUE)
    command = [sys.executable, str(Path(__file__).parent / "portal_process.py")]
    command += [str(portal.data), str(CATALOGUE), "127.0.0.1", *map(str, certificate)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    try:
        yield portal, process.stdout.readline().strip().removeprefix("portal: ")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def tell(machine: Machine, **portal: str) -> None:
    """Further lines for [portal]."""
    text = machine.config.read_text("utf-8")
    lines = "".join(f'{name} = "{value}"\n' for name, value in portal.items())
    machine.config.write_text(text.replace("[portal]\n", "[portal]\n" + lines), "utf-8")
    machine.settings = load(machine.config, env={})


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    file = tmp_path / "proxy-password"
    file.write_text(f"{PASSWORD}\n", "utf-8")
    return file


def test_through_a_proxy_that_asks_for_a_password(machine: Machine, portal: LivePortal, password_file: Path) -> None:
    sealed = machine.file(300_000)
    with http_proxy(wanted=BASIC) as (url, asked):
        machine.tune()
        tell(machine, proxy=url, proxy_user="kiosk", proxy_password_file=str(password_file))
        service = machine.start("--once", "--json")
        assert service.wait() == 0
        assert any(each.startswith("PUT http://") for each in asked)
    assert_arrived(portal, machine, sealed)
    said = machine.log.read_text("utf-8") + machine.out.read_text("utf-8")
    assert PASSWORD not in said
    assert BASIC not in said


def test_a_wrong_password_is_told_and_nothing_is_lost(machine: Machine, portal: LivePortal) -> None:
    sealed = machine.file()
    with http_proxy(wanted=BASIC) as (url, asked):
        machine.tune()
        tell(machine, proxy=url)
        outcome = machine.sync()
        assert outcome.error is not None
        assert outcome.error.code == "portal.proxy"
        assert len(asked) <= 2
        machine.tune()
        tell(machine, proxy=url, proxy_user="kiosk", proxy_password_file="/nowhere")
        outcome = machine.sync()
        assert outcome.error is not None
        assert outcome.error.code == "portal.proxy_password"
    machine.tune()
    assert machine.sync().done
    assert_arrived(portal, machine, sealed)


def test_what_the_environment_says_does_not_count(machine: Machine, portal: LivePortal, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    sealed = machine.file()
    assert machine.sync().done
    assert_arrived(portal, machine, sealed)


def test_tls_through_a_proxy_to_a_portal_with_its_own_authority(machine: Machine, tmp_path: Path, password_file: Path) -> None:
    authority = Authority(tmp_path / "authority")
    with with_tls(tmp_path / "tls", authority.vouch("127.0.0.1")) as (portal, url), http_proxy(wanted=BASIC) as (proxy, asked):
        machine.tune(ca_file=str(authority.file))
        tell(machine, proxy=proxy, proxy_user="kiosk", proxy_password_file=str(password_file))
        enrol(machine.settings, portal.invite(machine.name), url)
        sealed = machine.file(300_000)
        assert machine.sync().done
        assert asked
        assert all(each.startswith("CONNECT 127.0.0.1:") for each in asked), "the proxy sees no path and no token"
        assert_arrived(portal, machine, sealed)


@pytest.mark.parametrize(
    ("host", "until"),
    [
        pytest.param("portal.example.vn", DAY, id="wrong host", marks=pytest.mark.slow),
        pytest.param("127.0.0.1", -timedelta(hours=1), id="expired"),
    ],
)
def test_a_certificate_that_does_not_hold(machine: Machine, tmp_path: Path, host: str, until: timedelta) -> None:
    authority = Authority(tmp_path / "authority")
    sealed = machine.file()
    with with_tls(tmp_path / "tls", authority.vouch(host, until=until)) as (_, url):
        machine.tune(url=url, ca_file=str(authority.file))
        outcome = machine.sync()
        assert outcome.error is not None
        assert outcome.error.code == "portal.certificate"
    assert machine.here(sealed)
