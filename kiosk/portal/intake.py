"""From a held package to a filed dossier: open the seal, check, give the code, keep. One worker thread does it, one package at a time.

A package that cannot be taken is refused with a reason and steps aside. What fails on the portal's own side (disk, database) leaves
the package held, and it is tried again. The files are on disk before the one transaction that gives the code, files the manifest and
writes the first event: cut anywhere, the work is done once more and comes out the same, once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import select

from kiosk.catalogue.models import Case, Procedure
from kiosk.clock import VIETNAM
from kiosk.dossier.answers import check_answers, kept, label_of
from kiosk.dossier.behalf import case_for
from kiosk.dossier.numbers import official_code
from kiosk.dossier.package import Manifest, PackageError, unseal
from kiosk.dossier.supplement import ids, narrowed
from kiosk.exchange import DossierStatus, PackageState
from kiosk.logs import unforeseen
from kiosk.portal import news, register, supplements
from kiosk.portal.database import Database, next_value
from kiosk.portal.refusal import UnacceptableError
from kiosk.portal.storage import Storage, is_file_name
from kiosk.portal.tables import Dossier

LOOK_AGAIN = 15.0
"""How often to look without being woken: after a failure on the portal's own side; for what `kiosk portal import` brought [s]."""

_log = structlog.get_logger()
Clock = Callable[[], datetime]
Find = Callable[[str], Procedure | None]
"""Procedure code → the record of the portal's own catalogue."""


_SENTENCES = {
    "package.sealed": "không mở được niêm phong: gói hỏng, hoặc được niêm phong cho một Cổng khác",
    "package.damaged": "nội dung gói không khớp với bản kê",
    "package.manifest": "bản kê trong gói không hợp lệ",
}


@dataclass(frozen=True)
class Intake:
    """What is needed to take dossiers in."""

    database: Database
    storage: Storage
    keys: Sequence[str]
    """The portal's secret age keys, those of yesterday too."""
    find: Find
    unit: str
    clock: Clock

    def sweep(self) -> None:
        """At start: finish what the last run was cut in, and clear what nobody knows of."""
        for dossier in register.each_in(self.database, PackageState.ANNOUNCED):
            if dossier.upload_id is not None:
                try:
                    complete = self.storage.offset(dossier.upload_id) >= dossier.size
                except FileNotFoundError:
                    register.drop_upload(self.database, self.storage, dossier.id)
                    continue
                if complete:
                    register.hold(self.database, self.storage, dossier.id, now=self.clock())
        wanted = register.each_in(self.database, PackageState.ANNOUNCED, PackageState.HELD, PackageState.REFUSED)
        known = {dossier.upload_id for dossier in wanted}
        for upload_id in self.storage.uploads():
            if upload_id not in known:
                self.storage.discard_upload(upload_id)

    def process_all(self) -> bool:
        """Process each held package; False when one must be tried again."""
        done = True
        for dossier in register.each_in(self.database, PackageState.HELD):
            try:
                self.process(dossier.id)
            except Exception as error:  # noqa: BLE001 - one that fails must not keep the next from its turn
                done = False
                unforeseen(error, dossier_id=dossier.id)
        return done

    def process(self, dossier_id: str) -> None:
        """Held → processed or refused. May be repeated."""
        with self.database.reading() as session:
            dossier = session.get_one(Dossier, dossier_id)
        if dossier.state != PackageState.HELD or dossier.upload_id is None:
            return
        try:
            sealed = self.storage.read_upload(dossier.upload_id)
        except FileNotFoundError:
            register.lose(self.database, dossier_id)
            _log.error("dossier_lost", dossier_id=dossier_id)
            return
        try:
            manifest, files = _open(sealed, self.keys)
            notes = _check(dossier, manifest, files, self.find, self._asked(manifest), now=self.clock())
            self.storage.keep(dossier_id, files)
            code = self._file(dossier_id, manifest, notes)
        except UnacceptableError as error:
            register.refuse(self.database, dossier_id, f"{error.code}: {error.cause}")
            self.storage.drop(dossier_id)
            _log.warning("dossier_refused", dossier_id=dossier_id, code=error.code)
            return
        self.storage.discard_upload(dossier.upload_id)
        _log.info("dossier_processed", dossier_id=dossier_id, official_code=code)

    def _asked(self, manifest: Manifest) -> frozenset[str] | None:
        """For a supplement: the components asked for. Raises UnacceptableError when it is not to be joined."""
        if manifest.supplement_to is None:
            return None
        with self.database.reading() as session:
            return ids(supplements.original(session, manifest)[1])

    def _file(self, dossier_id: str, manifest: Manifest, notes: list[str]) -> str | None:
        now = self.clock()
        day = now.astimezone(VIETNAM).date()
        with self.database.writing() as session:
            dossier = session.scalars(select(Dossier).where(Dossier.id == dossier_id).with_for_update()).one()
            if dossier.state != PackageState.HELD:
                return dossier.official_code
            if manifest.supplement_to is not None:
                dossier.official_code = supplements.join(session, dossier, manifest, now=now)
            else:
                dossier.unit, dossier.day = self.unit, f"{day:%Y%m%d}"
                dossier.serial = next_value(session, f"codes:{self.unit}:{dossier.day}")
                dossier.official_code = official_code(self.unit, day, dossier.serial)
            dossier.state, dossier.processed_at = PackageState.PROCESSED, now
            dossier.verdict, dossier.notes, dossier.manifest = manifest.verdict, notes, manifest.model_dump(mode="json")
            session.flush()
            news.add_event(session, dossier, DossierStatus.NEW, now=now)
            return dossier.official_code


class Worker:
    """The thread that processes. `wake` it when a package is held; `stop` waits for the package in hand."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._work = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="intake", daemon=True)

    def start(self) -> None:
        self._work.set()
        self._thread.start()

    def wake(self) -> None:
        self._work.set()

    def stop(self) -> None:
        self._stopping = True
        self._work.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            self._work.wait(LOOK_AGAIN)
            self._work.clear()
            if self._stopping:
                return
            try:
                self._intake.process_all()
            except Exception as error:  # noqa: BLE001 - the database is away; the worker must outlive that
                unforeseen(error)


def _open(sealed: bytes, keys: Sequence[str]) -> tuple[Manifest, dict[str, bytes]]:
    try:
        return unseal(sealed, keys)
    except PackageError as error:
        raise UnacceptableError(error.code, cause=_SENTENCES[error.code]) from None
    except (MemoryError, OSError):
        raise
    except Exception as error:  # noqa: BLE001 - the same bytes and keys fail the same way each time: it is the package's fault
        raise UnacceptableError("package.damaged", cause=f"{_SENTENCES['package.damaged']} ({type(error).__name__})") from None


def _check(
    dossier: Dossier, manifest: Manifest, files: Mapping[str, bytes], find: Find, asked: frozenset[str] | None, *, now: datetime
) -> list[str]:
    """Notes for the officer. `asked`: of a supplement, the components asked for. Raises UnacceptableError."""
    told = (dossier.id, dossier.machine, dossier.temporary_number, dossier.procedure_code)
    if (manifest.dossier_id, manifest.machine, manifest.temporary_number, manifest.procedure_code) != told:
        raise UnacceptableError("package.other", cause="bản kê thuộc về một hồ sơ khác với hồ sơ đã báo trước")
    if not all(is_file_name(name) for name in files):
        raise UnacceptableError("package.damaged", cause="tên tệp trong gói không hợp lệ")
    procedure = find(manifest.procedure_code)
    if procedure is None:
        raise UnacceptableError("unknown_procedure", cause=f"thủ tục {manifest.procedure_code} không có trong danh mục của Cổng")
    case = procedure.case(manifest.case_id)
    if case is None:
        raise UnacceptableError("unknown_case", cause=f"thủ tục {procedure.code} không có trường hợp đã chọn")
    case = case_for(case, manifest.behalf)
    if asked is not None:
        case = narrowed(case, asked) or case
    known = {component.id for component in case.components}
    given = [row.component_id for row in manifest.rows]
    if not known.issuperset(given):
        raise UnacceptableError("unknown_component", cause=f"thủ tục {procedure.code} không có một thành phần hồ sơ đã nộp")
    if len(set(given)) != len(given) or sum(len(row.files) for row in manifest.rows) != len(files):
        raise UnacceptableError("package.manifest", cause="bản kê nêu một thành phần hồ sơ hoặc một tệp hai lần")
    return [*_version_note(procedure, manifest), *_row_notes(case, manifest, files), *_form_notes(case, manifest, now)]


def _version_note(procedure: Procedure, manifest: Manifest) -> list[str]:
    if procedure.effective_from == manifest.procedure_effective_from:
        return []
    filed, ours = manifest.procedure_effective_from, procedure.effective_from
    return [f"Nộp theo bản danh mục có hiệu lực từ {filed:%d/%m/%Y}; Cổng đang dùng bản từ {ours:%d/%m/%Y}."]


def _row_notes(case: Case, manifest: Manifest, files: Mapping[str, bytes]) -> list[str]:
    with_paper = {row.component_id for row in manifest.rows if row.files}
    notes = [
        f"Thiếu giấy tờ bắt buộc: {component.name.vi}."
        for component in case.components
        if component.required and component.id not in with_paper
    ]
    notes += [f"Tệp {name} không phải là PDF." for name, content in files.items() if not content.startswith(b"%PDF-")]
    return notes


_UNANSWERED = ("field.required", "field.members")


def _form_notes(case: Case, manifest: Manifest, now: datetime) -> list[str]:
    wrong = check_answers(case, manifest.answers, today=now.astimezone(VIETNAM).date())
    notes = [
        f"Tờ khai: mục “{label_of(case, name)}” " + ("chưa điền." if error.code in _UNANSWERED else "chưa đúng.")
        for name, error in wrong.items()
    ]
    if len(kept(case, manifest.answers)) != len(manifest.answers):
        notes.append("Tờ khai có mục không thuộc mẫu của trường hợp này.")
    return notes
