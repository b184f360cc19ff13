"""A code from the portal's staff → the kiosk is connected; the token goes to its file only."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable

import pytest
import typer
from typer.testing import CliRunner

from kiosk.cli.enrol import enrol as command
from kiosk.errors import InputError
from kiosk.exchange import EventPage
from kiosk.sync import NotOurPortal, TryLater, enrol
from tests.portal.live import LivePortal
from tests.sync.machine import Machine
from tests.sync.strangers import LOGIN_PAGE, Reply, stranger


def test_from_the_command_line(new_machine: Callable[[], Machine], portal: LivePortal) -> None:
    machine = new_machine()
    machine.news.hear(EventPage(events=(), next=41))
    app = typer.Typer()
    app.command()(command)
    done = CliRunner().invoke(app, [portal.invite(machine.name), "--portal", portal.url + "/", "--config", str(machine.config), "--json"])
    told = json.loads(done.stdout)
    assert (done.exit_code, told["done"], told["machine"], told["url"]) == (0, True, machine.name, portal.url)
    enrolment, token = machine.enrolments.load(), machine.enrolments.token()
    assert enrolment is not None
    assert enrolment.recipient == told["recipient"]
    assert enrolment.url == portal.url
    assert token not in done.output
    assert stat.S_IMODE((machine.state / "portal" / "token").stat().st_mode) & 0o007 == 0
    assert machine.news.cursor() == (0, None), "another portal counts its events anew"
    assert machine.sync().done


def test_a_code_that_is_no_good(machine: Machine, portal: LivePortal) -> None:
    before = machine.enrolments.token()
    for code in ("0000-0000-0000", portal.invite("OTHER")):
        with pytest.raises(InputError) as caught:
            enrol(machine.settings, code, portal.url)
        assert caught.value.code == "enrol.refused"
    with pytest.raises(InputError) as caught:
        enrol(machine.settings, "123", portal.url)
    assert caught.value.code == "enrol.code"
    assert machine.enrolments.token() == before, "the old enrolment stays"


@pytest.mark.parametrize(
    "url", ["", "portal", "ftp://portal", "https://", "https://user:word@portal", "https://portal:x", "https://a b/", "https://p/?q"]
)
def test_an_address_that_is_none(machine: Machine, url: str) -> None:
    with pytest.raises(InputError) as caught:
        enrol(machine.settings, "7GQK-0XMB-2RTD", url)
    assert caught.value.code == "enrol.url"


@pytest.mark.parametrize(
    "answer",
    [
        LOGIN_PAGE,
        (301, {"Location": "https://elsewhere.example.vn/"}, b""),
        (200, {"Content-Type": "application/json"}, b'{"portal": "P", "machine": "OTHER", "token": "t", "recipient": "age1qq"}'),
    ],
)
def test_somebody_else_answers(machine: Machine, answer: Reply) -> None:
    before = machine.enrolments.load()
    with stranger(lambda *_: answer) as other, pytest.raises(NotOurPortal):
        enrol(machine.settings, "7GQK-0XMB-2RTD", other.url)
    assert len(other.asked) == 1
    assert machine.enrolments.load() == before


def test_nobody_answers(machine: Machine) -> None:
    with stranger(lambda *_: LOGIN_PAGE) as other:
        pass
    with pytest.raises(TryLater) as caught:
        enrol(machine.settings, "7GQK-0XMB-2RTD", other.url)
    assert caught.value.code == "portal.unreachable"
