"""Between the kiosk and the portal stands a log-in page, a redirect, another program, a wrong certificate: the problem says so, nothing
is lost, nothing is sent to strangers, and nobody is flooded with requests."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.portal.kiosk_side import Sealed
from tests.portal.live import LivePortal
from tests.sync.machine import Machine, assert_arrived, unchanged
from tests.sync.strangers import LOGIN_PAGE, Reply, Stranger, stranger

JSON = {"Content-Type": "application/json"}
NO_NEWS = b'{"events": [], "next": 0}'
STRANGERS: dict[str, tuple[str, Reply]] = {
    "log-in page": ("portal.not_ours", LOGIN_PAGE),
    "log-in page that claims to be JSON": ("portal.not_ours", (200, JSON, b"<html>")),
    "another program's JSON": ("portal.not_ours", (200, JSON, b'{"ok": true}')),
    "redirect": ("portal.not_ours", (302, {"Location": "http://127.0.0.1:9/login"}, b"")),
    "forbidden by a proxy": ("portal.not_ours", (403, {"Content-Type": "text/html"}, b"<html>blocked")),
    "not found": ("portal.not_ours", (404, {"Content-Type": "text/html"}, b"<html>no such page")),
    "network authentication required": ("portal.not_ours", (511, {"Content-Type": "text/html"}, b"<html>")),
    "an answer without an end": ("portal.not_ours", (200, JSON, b" " * 5_000_000)),
    "bad gateway": ("portal.busy", (502, {}, b"")),
    "token not known": ("portal.token", (401, JSON, b'{"code": "unauthorized"}')),
}


def rounds(machine: Machine, seconds: float) -> None:
    """So much of the loop's time, by a clock that does not sleep."""
    clock = [0.0]
    service = machine.service(monotonic=lambda: clock[0])
    while clock[0] < seconds:
        service.round()
        clock[0] += 0.05
    service.close()


@pytest.fixture
def older(machine: Machine) -> Machine:
    """Enrolled when the portal did not sign yet: who is there is known by what they answer only."""
    machine.enrolled_before()
    return machine


@pytest.mark.parametrize("kind", STRANGERS)
def test_a_stranger_is_not_shown_the_token(machine: Machine, portal: LivePortal, kind: str) -> None:
    sealed = machine.file()
    before = machine.item(sealed)
    with stranger(lambda *_: STRANGERS[kind][1]) as other:
        machine.tune(url=other.url)
        rounds(machine, 5)
    assert other.tokens == {""}
    assert {asked.split("?")[0] for asked in other.asked} == {"GET /v1/identity"}
    assert 5 <= len(other.asked) <= 12
    assert unchanged(before, machine.item(sealed))

    machine.tune()
    assert machine.sync().done
    assert_arrived(portal, machine, sealed)


@pytest.mark.parametrize("kind", STRANGERS)
def test_nothing_lost_and_no_busy_loop(older: Machine, portal: LivePortal, kind: str) -> None:
    machine = older
    code, answer = STRANGERS[kind]
    sealed = machine.file()
    before = machine.item(sealed)
    with stranger(lambda *_: answer) as other:
        machine.tune(url=other.url)
        rounds(machine, 5)
    assert machine.item(sealed).problem.startswith(code)
    assert [each.code for each in machine.news.troubles()] == [code]
    assert unchanged(before, machine.item(sealed))
    assert machine.here(sealed)
    # Waits of 0.1, 0.2, 0.4, 0.8 and then 1 s: eight in five seconds, and the shortest jitter adds a third.
    assert 5 <= len(other.asked) <= 12
    assert {asked.split("?")[0] for asked in other.asked} == {"GET /v1/events"}, "one cheap request, no dossier is touched"

    machine.tune()
    assert machine.sync().done
    assert_arrived(portal, machine, sealed)


@pytest.mark.parametrize("step", ["PUT", "POST", "HEAD", "PATCH", "GET /v1/dossiers"])
def test_the_log_in_page_comes_in_the_middle(older: Machine, portal: LivePortal, step: str) -> None:
    """The network's pass runs out between two requests of one dossier."""
    machine = older
    sealed = machine.file()
    with playing_portal(sealed, lambda asked: LOGIN_PAGE if asked.startswith(step) else None) as other:
        machine.tune(url=other.url)
        rounds(machine, 3)
    assert other.asked
    assert machine.item(sealed).problem == "portal.not_ours"
    assert machine.item(sealed).state in ("queued", "announced")
    assert machine.here(sealed)
    assert len([asked for asked in other.asked if asked.startswith(step)]) <= 8

    machine.tune()
    assert machine.sync().done
    assert_arrived(portal, machine, sealed)


def test_the_token_does_not_follow_an_upload_to_another_host(older: Machine) -> None:
    machine = older
    sealed = machine.file()
    with stranger(lambda *_: LOGIN_PAGE) as thief:
        away: Reply = (201, {"Location": f"http://127.0.0.1:{thief.url.rpartition(':')[2]}/v1/uploads/1", "Tus-Resumable": "1.0.0"}, b"")
        with playing_portal(sealed, lambda asked: away if asked.startswith("POST") else None) as other:
            machine.tune(url=other.url)
            rounds(machine, 1)
        assert machine.item(sealed).problem == "portal.not_ours"
    assert thief.asked == []


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_kept(older: Machine, form: str) -> None:
    machine = older
    sealed = machine.file()
    # The stranger's clock, which it tells, is right; ours is not.
    now = datetime(2014, 1, 1, 8, 0, tzinfo=UTC)
    after = "60" if form == "seconds" else format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    clock = [0.0]
    with stranger(lambda *_: (429, {"Retry-After": after}, b"")) as other:
        machine.tune(url=other.url)
        service = machine.service(monotonic=lambda: clock[0], now=lambda: now)
        for seconds in (0, 30, 58, 62):
            clock[0] = seconds
            service.round()
        service.close()
    assert len(other.asked) == 2
    assert machine.item(sealed).state == "queued"


def test_a_wrong_certificate(older: Machine, portal: LivePortal, tmp_path: Path) -> None:
    machine = older
    sealed = machine.file()
    ours, theirs = certificate(tmp_path / "ours"), certificate(tmp_path / "theirs")
    with stranger(lambda *_: (200, JSON, NO_NEWS), certificate=theirs) as other:
        for ca_file in ("", str(ours[0])):
            machine.tune(url=other.url, ca_file=ca_file)
            outcome = machine.sync()
            assert outcome.error is not None
            assert outcome.error.code == "portal.certificate"
            assert machine.item(sealed).problem == "portal.certificate"
        assert other.asked == [], "the token is not shown before the certificate is believed"
        # With the centre's own authority named in the settings, it is believed.
        machine.tune(url=other.url, ca_file=str(theirs[0]))
        rounds(machine, 0.05)
        assert "GET /v1/events?after=0" in other.asked
        machine.tune(url=other.url, ca_file=str(tmp_path / "nowhere"))
        outcome = machine.sync()
        assert outcome.error is not None
        assert outcome.error.code == "portal.ca_file"
    assert machine.here(sealed)


def playing_portal(sealed: Sealed, but: Callable[[str], Reply | None]) -> AbstractContextManager[Stranger]:
    """Answers the first of each kind of request as the portal would, until `but` says otherwise."""
    told = sealed.announcement
    offset = [0]

    def reply(method: str, path: str) -> Reply:
        other = but(f"{method} {path}")
        if other is not None:
            return other
        tus = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset[0])}
        match method:
            case "GET" if path.startswith("/v1/events"):
                return 200, JSON, NO_NEWS
            case "POST":
                return 201, tus | {"Location": "/v1/uploads/1"}, b""
            case "HEAD":
                return 200, tus, b""
            case "PATCH":
                offset[0] = told.size
                return 204, tus | {"Upload-Offset": str(told.size)}, b""
        return 200, JSON, f'{{"dossier_id": "{sealed.id}", "state": "announced"}}'.encode()

    return stranger(reply)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed one for 127.0.0.1: certificate file, key file."""

    folder.mkdir()
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, folder.name)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    pkcs8, clear = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, pkcs8, clear))
    return files
