"""Lines that lose, delay, choke and break, made by tests/sync/network/link.py. Nothing lost, nothing double, no busy loop, all processed.

One story runs with the fast tests; all of them by `make networks`. docs/networks.md has what was measured.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.network.link import why_not
from tests.sync.network.scene import Scene, scene

pytestmark = [pytest.mark.skipif(bool(why_not()), reason=why_not()), pytest.mark.timeout(400)]
slow = pytest.mark.slow


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Scene]:
    with scene(tmp_path) as made:
        made.enrol()
        yield made


@pytest.fixture
def lossy(tmp_path: Path) -> Iterator[Scene]:
    """Where the kernel has no BBR."""
    with scene(tmp_path, only="reno cubic") as made:
        made.enrol()
        yield made


def test_the_cable_is_pulled_and_put_back(here: Scene) -> None:
    """In mid-upload, for longer than the time-out: nothing moves, nobody is busy, and then it goes on where it was."""
    here.machine.tune(timeout=2, slowest_kbit=500, retry_first=0.5)
    here.link.change(kbit=4000, delay=0.02)
    small, large = here.machine.file(20_000), here.machine.file(2_000_000)
    here.start()
    here.wait(lambda: here.machine.item(large).state == "announced", 30)
    time.sleep(1.5)
    here.link.change(up=False)
    busy, began, packets = here.busy(), time.monotonic(), here.link.counts()["kiosk_packets_in"]
    time.sleep(6)
    span = time.monotonic() - began
    assert here.busy() - busy < 0.1 * span, "a dead line costs next to no processor time"
    assert here.link.counts()["kiosk_packets_in"] - packets < 20 * span, "and next to no packets"
    here.link.change(up=True)
    here.wait_until_processed(small, large)
    sent = here.link.counts()["kiosk_bytes_in"]
    assert sent < 3_500_000, f"sent again after the cut: {sent - 2_000_000} bytes with all that was around"


@slow
def test_two_percent_lost_at_300_ms(lossy: Scene) -> None:
    lossy.link.change(kbit=10_000, delay=0.15, jitter=0.02, loss=0.02)
    sealed = [lossy.machine.file(size) for size in (20_000, 300_000, 3_000_000)]
    lossy.start()
    lossy.wait_until_processed(*sealed)


@slow
def test_64_kbit(here: Scene) -> None:
    """300 KB take 40 s: no time-out cuts what moves."""
    here.machine.tune(timeout=5, slowest_kbit=16, chunk_mb=1)
    here.link.change(kbit=64, delay=0.1, queue=32_000)
    sealed = [here.machine.file(size) for size in (20_000, 300_000)]
    here.start()
    here.wait_until_processed(*sealed)
    assert here.machine.logged("portal_left_alone") == []
    assert here.machine.logged("dossier_put_off") == []


@slow
def test_64_kbit_with_a_deep_queue(lossy: Scene) -> None:
    """What a modem does that never drops: half a minute of the line's time stands in its queue."""
    lossy.machine.tune(timeout=5, slowest_kbit=16, chunk_mb=1)
    lossy.link.change(kbit=64, delay=0.1, queue=256_000)
    sealed = [lossy.machine.file(size) for size in (20_000, 300_000)]
    lossy.start()
    lossy.wait_until_processed(*sealed)
    assert lossy.machine.logged("dossier_put_off") == []


@slow
@pytest.mark.parametrize("only", ["", "reno cubic"])
def test_the_cable_is_pulled_every_five_seconds(tmp_path: Path, only: str) -> None:
    with scene(tmp_path, only=only) as here:
        here.enrol()
        here.machine.tune(timeout=2, retry_first=0.5, retry_most=2, chunk_mb=2)
        here.link.change(kbit=4000, delay=0.05, loss=0.005, pull=(5.0, 3.0))
        sealed = [here.machine.file(size) for size in (20_000, 1_000_000, 6_000_000)]
        here.start()
        here.wait_until_processed(*sealed)
        size = sum(len(each.package) for each in sealed)
        assert here.link.counts()["kiosk_bytes_in"] < 2 * size + 6_000_000


@slow
def test_half_open(here: Scene) -> None:
    """A router forgets the connection in mid-upload: the kiosk's packets vanish, and the portal goes on waiting for them."""
    here.machine.tune(timeout=2, slowest_kbit=500, retry_first=0.2)
    here.link.change(kbit=4000, delay=0.02)
    large = here.machine.file(2_000_000)
    here.start()
    here.wait(lambda: here.machine.item(large).state == "announced", 30)
    time.sleep(1)
    here.link.change(up=False)
    time.sleep(1)
    here.kill()  # its port is forgotten with it: nothing ever comes on the old connection
    here.link.change(up=True)
    here.start()
    here.wait_until_processed(large, seconds=30)


@slow
def test_killed_and_started_again_in_the_middle_of_many_connections(lossy: Scene) -> None:
    lossy.machine.tune(chunk_mb=2)
    lossy.link.change(kbit=10_000, delay=0.05, loss=0.02)
    large = lossy.machine.file(6_000_000)
    for _ in range(3):
        lossy.start()
        time.sleep(2.5)
        lossy.kill()
    lossy.start()
    lossy.wait_until_processed(large)
    again = lossy.link.counts()["kiosk_bytes_in"] / len(large.package)
    assert again < 2.2, f"three cuts at a chunk of a third each, and what the line lost: {again:.2f} times the package"


@slow
def test_the_portal_is_killed_in_the_middle_of_many_connections(lossy: Scene) -> None:
    lossy.machine.tune(chunk_mb=2, retry_first=0.2, timeout=5)
    lossy.link.change(kbit=10_000, delay=0.05, loss=0.02)
    large = lossy.machine.file(6_000_000)
    lossy.start()
    for _ in range(2):
        time.sleep(3)
        lossy.portal.kill()
        lossy.portal.start()
    lossy.wait_until_processed(large)
