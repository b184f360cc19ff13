"""The file for Prometheus' node exporter: of the text format, to the letter; whole at each moment; readable; about machines only."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.exchange import Heartbeat, OutboxCounts
from kiosk.store import OutboxSums, ScreenHealth
from kiosk.sync import metrics
from tests.portal.kiosk_side import PERSON
from tests.portal.live import LivePortal
from tests.sync.machine import Machine

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]
NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"'


def parse(text: str) -> Samples:
    """The text format 0.0.4, read strictly: as promtool's check wants it."""
    assert text.endswith("\n")
    samples: Samples = {}
    kinds: dict[str, str] = {}
    helped: set[str] = set()
    family = ""
    for line in text[:-1].split("\n"):
        if comment := re.fullmatch(rf"# (HELP|TYPE) ({NAME}) (.+)", line):
            word, name, rest = comment.groups()
            if word == "HELP":
                assert name not in helped, "one HELP a family"
                helped.add(name)
                family = name
            else:
                assert name == family, "TYPE stands by its HELP, before the samples"
                assert name not in kinds
                assert rest in ("gauge", "counter")
                kinds[name] = rest
            continue
        sample = re.fullmatch(rf"(?P<name>{NAME})(?:\{{(?P<labels>{LABEL}(?:,{LABEL})*)\}})? (?P<value>-?[0-9.e+-]+)", line)
        assert sample, line
        assert sample["name"] == family, "the samples of a family stand together"
        assert family in kinds
        labels = frozenset((each[1], each[2]) for each in re.finditer(LABEL, sample["labels"] or ""))
        assert (family, labels) not in samples, "each once"
        samples[family, labels] = float(sample["value"])
    for name, kind in kinds.items():
        assert name.endswith("_total") == (kind == "counter"), name
        assert not name.endswith(("_ms", "_mb", "_minutes")), "base units"
    return samples


def of(samples: Samples, name: str, **labels: str) -> float:
    return samples[name, frozenset(labels.items())]


def test_after_a_round(machine: Machine, portal: LivePortal) -> None:
    machine.health.keep_screen(ScreenHealth(screen="attract", devices={"scanner": False, "reader": None}, version="1"))
    machine.news.trouble("news.catalogue_invalid", "x")
    sealed = machine.file()
    assert machine.sync().done
    file = machine.settings.metrics_file
    assert file == machine.state / "metrics" / "kiosk.prom"
    assert file.stat().st_mode & 0o777 == 0o644
    assert [each.name for each in file.parent.iterdir()] == ["kiosk.prom"]
    samples = parse(file.read_text())
    assert of(samples, "kiosk_outbox_dossiers", state="queued") == 0
    assert of(samples, "kiosk_sync_processed_total") == 1
    assert of(samples, "kiosk_sync_sent_bytes_total") == len(sealed.package)
    assert of(samples, "kiosk_portal_reached") == 1
    assert of(samples, "kiosk_screen", screen="attract") == 1
    assert of(samples, "kiosk_device_present", device="scanner") == 0
    assert ("kiosk_device_present", frozenset({("device", "reader")})) not in samples, "not known is no number"
    assert abs(of(samples, "kiosk_clock_offset_seconds")) < 5
    assert of(samples, "kiosk_disk_free_bytes") > 0
    text = file.read_text()
    assert not any(word in text for word in (PERSON.number, PERSON.name, "KIOSK-", sealed.id))


def test_when_the_portal_is_away(machine: Machine) -> None:
    machine.file()
    machine.tune(url="http://127.0.0.1:9")
    machine.sync()
    samples = parse(machine.settings.metrics_file.read_text())
    assert of(samples, "kiosk_portal_reached") == 0
    assert of(samples, "kiosk_outbox_dossiers", state="queued") == 1
    assert of(samples, "kiosk_outbox_bytes", state="queued") > 20_000
    assert of(samples, "kiosk_sync_failures_total", code="portal.unreachable") == 1
    assert ("kiosk_portal_heard_timestamp_seconds", frozenset()) not in samples


def test_a_folder_that_cannot_be_written_stops_nothing(new_machine: Callable[[], Machine], portal: LivePortal) -> None:
    machine = new_machine()
    machine.enrol(portal)
    (machine.state / "metrics").write_text("a file stands in the way")
    machine.file()
    assert machine.sync().done


@pytest.mark.parametrize("odd", ['a"b', "a\\b", "a\nb", "", "đ"])
def test_odd_values_are_escaped(odd: str) -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    beat = Heartbeat(sent_at=now, catalogue=odd, outbox=OutboxCounts(oldest=1e9), clock_offset=-1e-7)
    sums = {"queued": OutboxSums(10**9, 10**15, now - timedelta(days=3))}
    text = metrics.render(beat, sums, metrics.Counts(), machine="K01", reached=True, heard_at=None, now=0.5)
    samples = parse(text)
    assert of(samples, "kiosk_outbox_bytes", state="queued") == 1e15
    assert of(samples, "kiosk_clock_offset_seconds") == -1e-7
