"""Everything behind the screens of a running kiosk: catalogue, store, devices, the visit, and the two threads that do its work."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from functools import partial

import structlog
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from kiosk import devices, logs
from kiosk.clock import ShownClock, now
from kiosk.devices.bell import open_bell
from kiosk.devices.contract import Source
from kiosk.dossier.payment import Account
from kiosk.errors import KioskError, StoreError
from kiosk.settings import Settings
from kiosk.store import Store, open_store
from kiosk.texts import Texts
from kiosk.ui.bridge import VisitBridge
from kiosk.ui.speech import Speech
from kiosk.ui.spoken import words_of
from kiosk.ui.standing import Standing, load_catalogue
from kiosk.visit import jobs
from kiosk.visit.counters import counters
from kiosk.visit.desk import Desk, printer_ready, sources
from kiosk.visit.ready import Check, Ready
from kiosk.visit.state import Outside, Waits
from kiosk.visit.visit import Visit

LOOK_AGAIN = 5_000
"""A kiosk that is out of service looks again whether it can serve; a scanner that is away is looked for [ms]."""
TIDY = 60_000
"""How often, between visits, the printer is looked at, and what was cut short is finished or forgotten [ms]."""

log = structlog.get_logger()


class Workers(QObject):
    """Two lanes: one for the store (in order), one for the scanner (long). Outcomes arrive on the screen's thread."""

    outcome = Signal(object)
    found = Signal(object)
    printer = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._desk: Desk | None = None
        self._store_lane = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._scan_lane = ThreadPoolExecutor(1, thread_name_prefix="scan")

    def serve(self, desk: Desk) -> None:
        """From now on jobs can be done; the first is to finish what a crash cut short."""
        self._desk = desk
        self._store_lane.submit(self._guard, desk.recover)
        self.look_for_scanner()
        self.look_at_printer()

    def do(self, job: jobs.Job) -> None:
        if isinstance(job, jobs.Scan | jobs.ScanStack | jobs.ScanCard):
            # What was to be saved before is saved before: a save that comes late would drop the pages that it does not know.
            self._scan_lane.submit(wait, [self._store_lane.submit(lambda: None)])
            self._scan_lane.submit(self._perform, job)
        else:
            self._store_lane.submit(self._perform, job)

    def take(self, desk: Desk) -> None:
        """Go on with this one."""
        self._desk = desk

    def later(self, work: Callable[[], object]) -> None:
        """Of the store's, when its turn comes."""
        self._store_lane.submit(self._guard, work)

    def recover(self) -> None:
        if self._desk is not None:
            self._store_lane.submit(self._guard, self._desk.recover)

    def look_for_scanner(self) -> None:
        desk = self._desk
        if desk is not None:
            self._scan_lane.submit(self._guard, lambda: self.found.emit(sources(desk.scanner)))

    def look_at_printer(self) -> None:
        desk = self._desk
        if desk is not None:
            self._scan_lane.submit(self._guard, lambda: self.printer.emit(printer_ready(desk.printer)))

    def cancel_scan(self) -> None:
        scanner = self._desk.scanner if self._desk is not None else None
        if scanner is not None:
            # Of its own: the scanner's lane is busy with the very scan, and the screen never waits for a device.
            threading.Thread(target=scanner.cancel, name="cancel", daemon=True).start()

    def close(self) -> None:
        self.cancel_scan()
        self._scan_lane.shutdown(cancel_futures=True)
        self._store_lane.shutdown()

    def _perform(self, job: jobs.Job) -> None:
        if self._desk is None:
            self.outcome.emit(jobs.JobFailed(job.visit, job, StoreError("store.open", cause="not in service")))
            return
        try:
            self._desk.perform(job, self.outcome.emit)
        except Exception as error:  # noqa: BLE001 rule 6: what nobody expected reaches the failsafe screen
            self.outcome.emit(jobs.JobCrashed(job.visit, job, logs.unforeseen(error, job=type(job).__name__)))

    def _guard(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 nobody waits for this work; the log has it
            logs.unforeseen(error)


class Service(QObject):
    """The kiosk at work, behind one bridge."""

    from_device = Signal(object)

    def __init__(self, settings: Settings, texts: Texts, bridge: VisitBridge, speech: Speech) -> None:
        super().__init__()
        self._settings = settings
        self._bridge = bridge
        self._store: Store | None = None
        self._desk: Desk | None = None
        self._sources: tuple[Source, ...] = ()
        self._clock = ShownClock()
        self.workers = Workers()
        self.workers.outcome.connect(bridge.tell, Qt.ConnectionType.QueuedConnection)
        self.workers.found.connect(self._scanner_found, Qt.ConnectionType.QueuedConnection)
        self.workers.printer.connect(self._printer_seen, Qt.ConnectionType.QueuedConnection)
        wait = settings.visit
        folder, found = load_catalogue(settings)
        self.visit = Visit(
            found,
            texts,
            Outside(work=self.workers.do, cancel_scan=self.workers.cancel_scan, now=self._clock, seconds=time.monotonic, new_id=_new_id),
            waits=Waits(idle=wait.idle, countdown=wait.countdown, goodbye=wait.goodbye),
            devices={"reader": None, "scanner": None, "printer": None},
            account=_account(settings),
            counters=counters(settings.tickets),
            province=settings.kiosk.province,
            procedure_page=settings.kiosk.procedure_page,
        )
        self._reader = devices.open_reader(settings.reader)
        self._scanner = devices.open_scanner(settings.scanner, runtime=devices.runtime_folder(settings.kiosk))
        self._printer = devices.open_printer(settings.printer)
        self.from_device.connect(bridge.tell, Qt.ConnectionType.QueuedConnection)
        bridge.attach(self.visit, lambda: self._sources, self._screen_changed)
        if self._reader is not None:
            self._reader.start(
                lambda code: self.from_device.emit(jobs.CodeRead(code)),
                lambda present: self.from_device.emit(jobs.DevicePresence("reader", present)),
            )
        self._speech = speech
        speech.presence.connect(self._voice_seen, Qt.ConnectionType.QueuedConnection)
        speech.headphones.connect(self._headphones_seen, Qt.ConnectionType.QueuedConnection)
        speech.ended.connect(bridge.heard, Qt.ConnectionType.QueuedConnection)
        voice = devices.open_voice(settings.speech)
        if voice is None:
            self.visit.devices["voice"] = False
        else:
            speech.start(voice)
            self._let_speech_know()
        self._standing = Standing(settings, self.visit, folder, later=self.workers.later)
        self._standing.judged.connect(bridge.refresh, Qt.ConnectionType.QueuedConnection)
        self._standing.renewed.connect(self._catalogue_renewed, Qt.ConnectionType.QueuedConnection)
        self._standing.offset.connect(self._clock_compared, Qt.ConnectionType.QueuedConnection)
        self._timers = [self._every(LOOK_AGAIN, self.look), self._every(TIDY, self._tidy)]
        self.look()

    def look(self) -> None:
        """Whether the kiosk can serve; a fault clears by looking again. Once it serves, it goes on."""
        if self._store is not None:
            self._standing.look(self._store)
        if self._desk is not None:
            if not self._sources and self._settings.scanner.driver != "none" and self.visit.screen != "scanning":
                self.workers.look_for_scanner()
            return
        try:
            self._store = self._store or open_store(self._settings.kiosk.state, now=now, keep_days=self._settings.store.keep_days)
            enrolment = self._store.enrolments.load()
            if enrolment is None:
                raise StoreError("kiosk.not_enrolled", cause="there is no enrolment")
        except KioskError as error:
            if self.visit.screen == "attract":
                log.error("out of service", code=error.code, cause=error.cause)
            self.visit.ready = Ready(checks=(Check("keys", "fail", error.code),), out_of_service=error)
            self.visit.close_down(error)
            self._bridge.refresh()
            return
        self._desk = Desk(
            settings=self._settings,
            catalogue=self.visit.catalogue,
            store=self._store,
            enrolment=enrolment,
            scanner=self._scanner,
            printer=self._printer,
            bell=open_bell(self._settings.staff.call_command, most=self._settings.staff.call_timeout),
            now=self._clock,
            new_id=_new_id,
        )
        # Who called before a restart is not waiting at this screen any more.
        self.workers.later(partial(self._store.health.keep_call, None))
        self.workers.serve(self._desk)
        self.visit.ready = None
        self.visit.open_up()
        self._bridge.refresh()
        log.info("in service", machine=enrolment.machine)

    def close(self) -> None:
        for timer in self._timers:
            timer.stop()
        self.workers.close()
        for device in (self._reader, self._scanner, self._printer):
            if device is not None:
                device.close()
        if self._store is not None:
            self._store.close()

    def _tidy(self) -> None:
        # Not while somebody is here: a submission that failed is theirs to change and to try again.
        if self.visit.screen == "attract":
            self.workers.recover()
            self.workers.look_at_printer()

    def _catalogue_renewed(self) -> None:
        if self._desk is not None and self._desk.catalogue is not self.visit.catalogue:
            self._desk = replace(self._desk, catalogue=self.visit.catalogue)
            self.workers.take(self._desk)
            self._let_speech_know()
            self._bridge.refresh()

    def _let_speech_know(self) -> None:
        catalogue = self.visit.catalogue
        self.workers.later(lambda: self._speech.names.emit(words_of(catalogue)))

    def _voice_seen(self, there: bool) -> None:
        log.info("voice", present=there)
        self._bridge.tell(jobs.DevicePresence("voice", there))

    def _headphones_seen(self, plugged: bool | None) -> None:
        self._bridge.tell(jobs.DevicePresence("headphones", plugged))

    def _clock_compared(self, offset: float) -> None:
        # What is measured again differs by milliseconds.
        if abs(offset - self._clock.offset) >= 1:
            self._clock.offset = offset
            self._bridge.refresh()

    def _printer_seen(self, ready: bool | None) -> None:
        self.visit.devices["printer"] = ready
        self._bridge.refresh()

    def _scanner_found(self, found: tuple[Source, ...]) -> None:
        self._sources = found
        self._bridge.tell(jobs.DevicePresence("scanner", bool(found)))

    def _screen_changed(self, before: str, after: str) -> None:
        # After a fault, another way of scanning may be gone, or back.
        if before == "scanning" and after == "scan_fault":
            self.workers.look_for_scanner()
        elif after == "attract":
            # Before the next visit, and not only when its turn comes.
            self.workers.look_at_printer()
            self.look()

    def _every(self, interval: int, work: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval)
        timer.timeout.connect(work)
        timer.start()
        return timer


def _account(settings: Settings) -> Account | None:
    fee = settings.fee
    return Account(fee.bank, fee.account, fee.name) if fee.bank and fee.account else None


def _new_id() -> str:
    return uuid.uuid4().hex
