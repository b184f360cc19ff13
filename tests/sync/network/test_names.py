"""The portal has a name, and nobody to ask for it: refused, silent, slow; then it comes back."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.network.link import PORTAL, why_not
from tests.sync.network.scene import Scene, scene

pytestmark = [pytest.mark.skipif(bool(why_not()), reason=why_not()), pytest.mark.slow, pytest.mark.timeout(400)]
NAME = "cong.example.vn"


@contextlib.contextmanager
def resolver(here: Scene, delay: float = 0.0) -> Iterator[None]:
    command = [*here.link.inside("portal"), sys.executable, str(Path(__file__).parent / "resolver.py"), PORTAL, NAME, PORTAL, str(delay)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n"
        yield
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Scene]:
    with scene(tmp_path, resolver=f"nameserver {PORTAL}\noptions timeout:2 attempts:2\n") as made:
        with resolver(made):
            made.enrol(f"http://{NAME}:{made.portal.port}")
        yield made


@pytest.mark.parametrize("gone", ["refused", "silent"])
def test_gone_and_back(here: Scene, gone: str) -> None:
    sealed = here.machine.file(100_000)
    here.machine.tune(timeout=5, retry_first=0.5)
    here.link.change(up=gone == "refused")
    here.start()
    here.wait(lambda: len(here.machine.logged("portal_left_alone")) >= 2, 60)
    assert {line["code"] for line in here.machine.logged("portal_left_alone")} == {"portal.unreachable"}
    busy, began, packets = here.busy(), time.monotonic(), here.link.counts()["kiosk_packets_in"]
    time.sleep(5)
    assert here.busy() - busy < 0.1 * (time.monotonic() - began)
    assert here.link.counts()["kiosk_packets_in"] - packets < 60
    here.link.change(up=True)
    with resolver(here):
        here.wait_until_processed(sealed)


def test_slow(here: Scene) -> None:
    sealed = here.machine.file(100_000)
    with resolver(here, delay=1.5):
        here.start()
        here.wait_until_processed(sealed)
