"""The figures of this kiosk as a text file in Prometheus' format, for the node exporter's textfile collector. Machines only, no person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kiosk.exchange import Heartbeat
from kiosk.store import OutboxSums


@dataclass
class Counts:
    """Since this process was started."""

    rounds: int = 0
    processed: int = 0
    refused: int = 0
    sent_bytes: int = 0
    failures: dict[str, int] | None = None
    """Error code → how often."""

    def failed(self, code: str) -> None:
        self.failures = self.failures or {}
        self.failures[code] = self.failures.get(code, 0) + 1


Sample = tuple[Mapping[str, str], float]


def render(
    beat: Heartbeat,
    sums: Mapping[str, OutboxSums],
    counts: Counts,
    *,
    machine: str,
    reached: bool,
    heard_at: float | None,
    now: float,
) -> str:
    """`beat`: what the next heartbeat would say; `reached`: in the last round; `heard_at`, `now`: seconds since 1970."""
    states = ("queued", "announced", "held", "refused")
    families: list[tuple[str, Literal["gauge", "counter"], str, Iterable[Sample]]] = [
        (
            "kiosk_info",
            "gauge",
            "What runs here; always 1.",
            [({"machine": machine, "version": beat.version, "catalogue": beat.catalogue}, 1)],
        ),
        (
            "kiosk_outbox_dossiers",
            "gauge",
            "Dossiers that the portal has not processed, by what it has of them.",
            [({"state": state}, sums[state].count if state in sums else 0) for state in states],
        ),
        (
            "kiosk_outbox_bytes",
            "gauge",
            "Size of these dossiers' sealed packages.",
            [({"state": state}, sums[state].bytes if state in sums else 0) for state in states],
        ),
        ("kiosk_outbox_oldest_seconds", "gauge", "Age of the oldest dossier that is still to go.", [({}, beat.outbox.oldest or 0.0)]),
        ("kiosk_portal_reached", "gauge", "Whether the portal answered in the last round.", [({}, reached)]),
        (
            "kiosk_portal_heard_timestamp_seconds",
            "gauge",
            "When the portal last answered.",
            [] if heard_at is None else [({}, heard_at)],
        ),
        (
            "kiosk_clock_offset_seconds",
            "gauge",
            "The portal's time minus this kiosk's.",
            [] if beat.clock_offset is None else [({}, beat.clock_offset)],
        ),
        ("kiosk_disk_free_bytes", "gauge", "Free where the dossiers are kept.", [] if beat.disk_free is None else [({}, beat.disk_free)]),
        (
            "kiosk_screen",
            "gauge",
            "What the screen is at; 1 for the one that it is.",
            [({"screen": each}, each == beat.screen) for each in sorted({"attract", "visit", "out_of_service", "unknown", beat.screen})],
        ),
        (
            "kiosk_device_present",
            "gauge",
            "Whether a device is there; missing: not known.",
            [({"device": name}, there) for name, there in sorted(beat.devices.items()) if there is not None],
        ),
        ("kiosk_trouble", "gauge", "What is wrong now, by its code; always 1.", [({"code": code}, 1) for code in beat.troubles]),
        ("kiosk_sync_rounds_total", "counter", "Rounds of the sync service since its start.", [({}, counts.rounds)]),
        ("kiosk_sync_processed_total", "counter", "Dossiers that the portal filed, since the start.", [({}, counts.processed)]),
        ("kiosk_sync_refused_total", "counter", "Dossiers that the portal refused, since the start.", [({}, counts.refused)]),
        ("kiosk_sync_sent_bytes_total", "counter", "Size of the packages that arrived whole, since the start.", [({}, counts.sent_bytes)]),
        (
            "kiosk_sync_failures_total",
            "counter",
            "Failures by their code, since the start.",
            [({"code": code}, number) for code, number in sorted((counts.failures or {}).items())],
        ),
        ("kiosk_metrics_timestamp_seconds", "gauge", "When this file was written.", [({}, now)]),
    ]
    lines: list[str] = []
    for name, kind, text, samples in families:
        told = [f"{name}{_labels(labels)} {_number(value)}" for labels, value in samples]
        if told:
            lines += [f"# HELP {name} {text}", f"# TYPE {name} {kind}", *told]
    return "\n".join(lines) + "\n"


def write(file: Path, text: str) -> None:
    """Whole or not at all, readable for everybody: there is nothing in it to hide. Not made durable: the next round writes it anew.

    Raises OSError.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    # The collector reads *.prom only.
    part = file.with_name(f".{file.name}.part")
    part.write_text(text, "utf-8")
    part.chmod(0o644)
    part.replace(file)


def _labels(labels: Mapping[str, str]) -> str:
    def escaped(value: str) -> str:
        return value.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")

    return "{" + ",".join(f'{name}="{escaped(value)}"' for name, value in labels.items()) + "}" if labels else ""


def _number(value: float) -> str:
    return str(int(value)) if isinstance(value, int) or value.is_integer() else repr(value)
