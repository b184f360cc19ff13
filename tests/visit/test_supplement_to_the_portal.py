"""File, be asked for a paper, track, hand it in with the cable pulled, and the portal has it once: visit, desk, store, sync and portal."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from kiosk import settings
from kiosk.devices.simulated import SimulatedPrinter, SimulatedScanner
from kiosk.dossier.draft import Draft, Row
from kiosk.exchange import DossierStatus, PackageState
from kiosk.portal import register
from kiosk.portal.database import open_database
from kiosk.store import open_store, open_sync_store
from kiosk.sync import Service, Stop, enrol
from kiosk.visit.desk import Desk
from tests.portal.live import LivePortal, live_portal
from tests.visit.booth import AN, PAPER, Booth, shipped
from tests.visit.office import Office, saved, sheet

pytestmark = pytest.mark.timeout(240)


class Centre(Booth):
    """A kiosk whose jobs are done by a real desk, and a sync service that works when it is told to."""

    def __init__(self, folder: Path, portal: LivePortal, machine: str) -> None:
        super().__init__()
        self._pages = (f"{number:032x}" for number in itertools.count(0xA000))
        # Ids of drafts are the kiosk's own, and the portal knows the other one's.
        self._ids = int(machine.removeprefix("K")) * 1000
        if not portal.running:
            portal.start()
        config = folder / "kiosk.toml"
        config.write_text(f'[kiosk]\nstate = "{folder / "state"}"\nmachine = "{machine}"\n[sync]\ntimeout = 10\npoll = 0.2\n', "utf-8")
        self.settings = settings.load(config, env={})
        enrol(self.settings, portal.invite(machine), portal.url)
        self.scanner, self.printer = SimulatedScanner(), SimulatedPrinter()
        self.open()

    def open(self) -> None:
        self.store = open_store(self.settings.kiosk.state, now=self.now, uptime=lambda: self.time)
        enrolment = self.store.enrolments.load()
        assert enrolment is not None
        self.desk = Desk(
            self.settings,
            shipped()[0],
            self.store,
            enrolment,
            now=self.now,
            scanner=self.scanner,
            printer=self.printer,
            new_id=lambda: next(self._pages),
            patience=0,
        )

    def pump(self) -> Centre:
        """What the visit wants done is done, and the visit is told."""
        while self.work:
            self.desk.perform(self.work.pop(0), self.visit.tell)
        self.view()
        return self

    def act(self, action: str, **values: object) -> Centre:
        super().act(action, **values)
        return self.pump()

    def sync(self) -> bool:
        """One pass; whether all is delivered."""
        with_store = open_sync_store(self.settings.kiosk.state, now=lambda: datetime.now(UTC))
        service = Service(self.settings, with_store, stop=Stop(), say=lambda error: error.code)
        try:
            return service.run_once().done
        finally:
            service.close()
            with_store.close()

    def file(self) -> Draft:
        """A dossier without papers: each of them is at home."""
        office = Office.__new__(Office)
        office.store, office.time = self.store, self.now()
        draft = saved(office, int(self.new_id(), 16))
        rows = {each.id: Row(not_at_hand=True) for each in self.desk.place(draft)[1].components if each.kind != "form"}
        return self.desk.submit(draft.model_copy(update={"rows": rows}))

    def track(self, number: str) -> Centre:
        self.act("start", service="track").act("choose_language", language="vi")
        self.show_card(number).show_card(AN)
        self.pump()
        self.sync()
        self.wait(1)
        return self.pump()


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePortal]:
    with live_portal(tmp_path_factory.mktemp("portal")) as live:
        yield live


def officer_asks(portal: LivePortal, dossier_id: str, **rows: str) -> None:
    answer = requests.post(
        f"{portal.url}/dossiers/{dossier_id}/supplement", data=rows, auth=("can.bo", portal.officer_password()), timeout=30
    )
    assert answer.status_code == 200, answer.text


def test_file_be_asked_track_and_hand_in(tmp_path: Path, portal: LivePortal) -> None:
    centre = Centre(tmp_path, portal, "K07")
    filed = centre.file()
    assert filed.temporary_number is not None

    # Before anything was sent, this kiosk knows what the portal cannot.
    centre.act("start", service="track").act("choose_language", language="vi")
    centre.show_card(filed.temporary_number).show_card(AN)
    centre.pump()
    assert (centre.screen, centre.view()["name"]) == ("tracked", "Hồ sơ chưa gửi được đến Cổng")
    centre.act("leave").wait(20)

    assert centre.sync()
    officer_asks(portal, filed.id, **{PAPER: "expired"})

    # Another person's digits say nothing.
    centre.act("start", service="track").act("choose_language", language="vi")
    centre.act("answer", field="number", text=filed.temporary_number).act("answer", field="digits", text="0000").act("look_up")
    centre.sync()
    centre.wait(1)
    centre.pump()
    assert (centre.screen, "Không tìm thấy" in centre.view()["problem"]) == ("track", True)
    centre.act("leave").wait(20)

    centre.track(filed.temporary_number)
    view = centre.view()
    assert (centre.screen, view["name"], view["can_supplement"]) == ("tracked", "Cần nộp thêm giấy tờ", True)
    assert [row["reason"] for row in view["asked"]] == ["Giấy tờ đã hết hạn"]
    assert centre.store.lookups.waiting() == []

    # The cable is pulled; the resident hands in all the same.
    portal.kill()
    centre.act("supplement").act("tick", purpose="file", value=True).act("agree")
    centre.show_card(AN)
    centre.act("confirm")
    assert [row["id"] for row in centre.view()["rows"]] == [PAPER]
    centre.scanner.load_feeder([sheet(1)])
    centre.act("scan", row=PAPER, source="feeder").act("accept").act("continue").act("submit")
    assert centre.screen == "submitted"
    added = centre.draft
    assert added.id != filed.id
    assert len(centre.printer.slips) == 1
    assert not centre.sync()
    centre.act("leave").wait(20)
    centre.pump()

    # The same paper cannot be tracked as delivered while it lies here.
    assert added.temporary_number is not None
    centre.track(added.temporary_number)
    assert centre.view()["name"] == "Hồ sơ chưa gửi được đến Cổng"
    centre.act("leave").wait(20)

    # The machine is started anew, the cable is in again; whatever is sent twice is there once.
    centre.store.close()
    centre.open()
    centre.desk.recover()
    portal.start()
    assert centre.sync()
    assert centre.sync()
    database = open_database(portal.config)
    there = {each.id: each for each in register.each_in(database, *PackageState) if each.machine == "K07"}
    database.close()
    assert there.keys() == {filed.id, added.id}
    first, second = there[filed.id], there[added.id]
    assert (second.state, second.supplement_to, second.official_code) == ("processed", filed.id, f"{first.official_code}/BS1")
    assert first.status == DossierStatus.IN_PROGRESS
    assert second.manifest is not None
    assert [row["component_id"] for row in second.manifest["rows"]] == [PAPER]
    assert second.notes == [], second.notes

    # The kiosk has heard that it is over; both numbers lead to the dossier.
    assert centre.store.news.supplement(filed.id) is None
    centre.track(added.temporary_number)
    view = centre.view()
    assert (view["name"], view["number"], view["can_supplement"]) == ("Hồ sơ đang được giải quyết", filed.temporary_number, False)
    centre.act("leave").wait(20)
    centre.pump()

    # The cable again: what was heard last, and when.
    portal.kill()
    centre.track(filed.temporary_number)
    view = centre.view()
    assert (view["source"], view["name"]) == ("kiosk", "Hồ sơ đang được giải quyết")
    centre.store.close()


def test_what_is_not_asked_for_any_more_is_told(tmp_path: Path, portal: LivePortal) -> None:
    centre = Centre(tmp_path, portal, "K08")
    filed = centre.file()
    assert filed.temporary_number is not None
    assert centre.sync()
    officer_asks(portal, filed.id, **{PAPER: "expired"})
    centre.track(filed.temporary_number).act("supplement").act("tick", purpose="file", value=True).act("agree")
    centre.show_card(AN)
    centre.act("confirm").act("not_at_hand", row=PAPER, value=True).act("continue")
    requests.post(f"{portal.url}/dossiers/{filed.id}/status", data={"status": "4"}, auth=("can.bo", portal.officer_password()), timeout=30)
    centre.act("submit")
    assert not centre.sync()
    centre.wait(2)
    centre.pump()
    assert "không còn yêu cầu bổ sung" in centre.view()["sentence"]
    item = centre.store.outbox.get(centre.draft.id)
    assert item is not None
    assert item.state == "refused"
    centre.store.close()
