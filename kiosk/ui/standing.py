"""Between visits: what can be offered now, is there a new catalogue, and how is this process, for the heartbeats."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import structlog
from PySide6.QtCore import QObject, Qt, Signal

from kiosk import __version__, catalogue
from kiosk.catalogue import Catalogue, bundle
from kiosk.clock import now
from kiosk.errors import CatalogueError
from kiosk.settings import Settings
from kiosk.store import ScreenHealth, Store
from kiosk.visit import machine
from kiosk.visit.ready import Check, Ready, Steady, judge
from kiosk.visit.visit import Visit

ANEW = 60.0
"""So often the health is written though nothing has changed [s]."""

_PASSING = ("portal.revoked",)
"""What is looked at here, and so taken back here."""

log = structlog.get_logger()


def load_catalogue(settings: Settings) -> tuple[Path, Catalogue]:
    """The catalogue in use and its folder. One from the portal that cannot be read, as after a change of this program, gives way to the
    shipped one. Raises CatalogueError."""
    folder = settings.catalogue_dir
    try:
        return folder, catalogue.load(folder)
    except CatalogueError as error:
        if folder.parent != settings.catalogue_shelf.resolve():
            raise
        log.error("catalogue refused", code=error.code, cause=error.cause)
        return folder, catalogue.load(settings.shipped_catalogue)


class Standing(QObject):
    """`look` is called on the screen's thread, now and then; disk and database are left to `later`, another thread."""

    judged = Signal(object)
    """What can be offered now: kiosk.visit.ready.Ready."""
    renewed = Signal(object, object)
    filed = Signal(object)
    """Procedure code → how many dossiers lately."""
    offset = Signal(float)
    """By how much the time that is shown differs from the machine's [s]."""

    def __init__(self, settings: Settings, visit: Visit, folder: Path, *, later: Callable[[Callable[[], object]], None]) -> None:
        """`folder`: of the catalogue that `visit` has."""
        super().__init__()
        self._settings = settings
        self._visit = visit
        self._folder = folder
        self._version = ""
        self._later = later
        self._told: ScreenHealth | None = None
        self._told_at = 0.0
        self._limits = machine.limits(settings)
        self._steady = Steady(time.monotonic)
        drivers = {"scanner": settings.scanner.driver, "reader": settings.reader.driver, "printer": settings.printer.driver}
        self._without = {name: False for name, driver in drivers.items() if driver == "none"}
        self.judged.connect(self._stand, Qt.ConnectionType.QueuedConnection)
        self.renewed.connect(self._renew, Qt.ConnectionType.QueuedConnection)
        self.filed.connect(self._know_filed, Qt.ConnectionType.QueuedConnection)

    def look(self, store: Store) -> None:
        screen = self._visit.screen
        kind = screen if screen in ("attract", "out_of_service") else "visit"
        devices = dict(self._visit.devices)
        believed = self._steady.see(devices.items()) | self._without
        self._later(lambda: self._work(store, kind, devices, believed, self._folder))

    def _work(self, store: Store, screen: str, devices: dict[str, bool | None], believed: dict[str, bool | None], folder: Path) -> None:
        self._version = self._version or _version(folder)
        health = ScreenHealth(screen=screen, devices=devices, version=__version__, catalogue=self._version)
        if health != self._told or time.monotonic() - self._told_at >= ANEW:
            store.health.keep_screen(health)
            self._told, self._told_at = health, time.monotonic()
        self.judged.emit(judge(machine.look(self._settings, store, believed, now=now), self._limits))
        self.offset.emit((store.health.shown_now() - now()).total_seconds())
        if screen == "attract":
            self.filed.emit(store.outbox.filed())
        if screen == "attract" and self._settings.catalogue_dir != folder:
            try:
                found, new = load_catalogue(self._settings)
            except CatalogueError as error:
                log.error("catalogue refused", code=error.code, cause=error.cause)
            else:
                self._version = ""
                self.renewed.emit(found, new)

    def _stand(self, ready: Ready) -> None:
        problem, hindrance, before = self._visit.problem, ready.out_of_service, self._visit.ready
        if hindrance is None and self._visit.screen == "out_of_service" and problem is not None and problem.code not in _PASSING:
            # Found by who opens the store and the enrolment, and taken back there.
            ready = replace(ready, checks=(Check("keys", "fail", problem.code), *ready.checks[1:]), out_of_service=problem)
        self._visit.ready = ready
        if before is None or before.closed != ready.closed:
            log.info("offered", closed=ready.closed, notes=ready.notes)
        if hindrance is not None:
            if self._visit.screen == "attract":
                log.error("out of service", code=hindrance.code, cause=hindrance.cause)
            self._visit.close_down(hindrance)
        elif self._visit.screen == "out_of_service" and problem is not None and problem.code in _PASSING:
            self._visit.open_up()

    def _know_filed(self, filed: Mapping[str, int]) -> None:
        # What stands where does not change under somebody's eyes.
        if self._visit.screen == "attract":
            self._visit.filed = filed

    def _renew(self, folder: Path, new: Catalogue) -> None:
        # Somebody may have come meanwhile: another time.
        if self._visit.screen == "attract":
            self._folder = folder
            self._visit.take_catalogue(new)
            log.info("catalogue taken", version=_version(folder))


def _version(folder: Path) -> str:
    try:
        return folder.name if bundle.VERSION.fullmatch(folder.name) else bundle.version(bundle.read(folder))
    except CatalogueError:
        return ""
