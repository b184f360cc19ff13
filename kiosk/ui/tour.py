"""The unattended visit: plays a whole visit through the real screens, by touches on what is shown, and takes a picture of each screen.

It decides by what the screen says now, so it goes on from wherever a restarted kiosk stands. What a person would do with their hands (show
the card, put paper in) it asks for on stdout, a JSON line each, and waits for a line on stdin.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from kiosk.ui import hands
from kiosk.ui.app import App
from kiosk.ui.finger import Finger, Steps, Stuck

if TYPE_CHECKING:
    from kiosk.ui.service import Service
    from kiosk.visit import jobs

STEP = 10
"""Milliseconds between two looks."""
SCAN = 90.0
"""The same for a scan: a whole stack, whose titles are read too [s]."""
LOOK = 0.25
"""How long a screen stays before it is touched, so that its picture shows it at rest [s]."""

log = structlog.get_logger()


class Tour(QObject):
    """Start it with the running app; it quits the application with status 0 when the visit is over, 1 when it is stuck."""

    handed = Signal()

    def __init__(self, app: App, folder: Path, plan: dict[str, Any]) -> None:
        """`plan`: language, procedure, case, rows {component id: pages to scan}, flatbed [component ids]; stack: the row where what lies
        unsorted on the board belongs, or None when each paper goes straight into its row."""
        super().__init__()
        self._app = app
        self._folder = folder
        self._plan = plan
        self._finger = Finger(app.window)
        self._finger.touching.connect(self._touching)
        self._finger.touched.connect(self._touched)
        self._hands = 0
        self._asked = 0
        self.handed.connect(self._hand)
        self._timings: list[dict[str, Any]] = []
        self._pending: tuple[str, float] | None = None
        self._submit_at = 0.0
        self._pictured: set[str] = set()
        self._began = time.monotonic()
        self._first_frame = False
        app.window.frameSwapped.connect(self._frame)
        app.ready.connect(self._ready)
        threading.Thread(target=self._listen, daemon=True, name="hands").start()
        self._steps = self._visit()
        self._timer = QTimer(self)
        self._timer.setInterval(STEP)
        self._timer.timeout.connect(self._turn)

    def _ready(self) -> None:
        self._record("ready", (time.clock_gettime(time.CLOCK_BOOTTIME) - hands.process_start()) * 1000)
        self._service.workers.outcome.connect(self._outcome)
        self._timer.start()

    @property
    def _service(self) -> Service:
        assert self._app.service is not None
        return self._app.service

    # What it sees

    @property
    def _view(self) -> dict[str, Any]:
        found: dict[str, Any] = self._app.bridge.property("view")
        return found

    @property
    def _screen(self) -> str:
        return str(self._view["screen"])

    def _shown(self) -> bool:
        window = self._app.window
        return bool(window.property("settled")) and window.property("shown") == self._screen

    # What it does

    def _turn(self) -> None:
        try:
            next(self._steps)
        except StopIteration:
            self._finish(0)
        except Stuck as stuck:
            log.error("tour stuck", why=str(stuck), screen=self._screen)
            self._say(stuck=str(stuck), screen=self._screen)
            self._picture("stuck")
            self._finish(1)

    def _finish(self, status: int) -> None:
        self._timer.stop()
        self._record("visit", (time.monotonic() - self._began) * 1000)
        self._timings.append({"what": "touches", "count": self._finger.touches})
        self._say(timing=self._timings[-1])
        QGuiApplication.exit(status)

    def _visit(self) -> Steps:
        """Until goodbye has become the start again."""
        # A kiosk that was killed after it said goodbye has nothing left to do: what would follow is another visit.
        said_goodbye = any(self._folder.glob("[0-9][0-9]-goodbye.png"))
        while True:
            yield from self._finger.until(self._shown, "a screen at rest")
            screen = self._screen
            # What passes by itself is caught at once.
            yield from self._finger.wait(LOOK if screen not in ("scanning", "submitting") else 0)
            if screen != self._screen:
                continue
            self._picture(screen)
            self._say(at=screen)
            if screen == "attract" and said_goodbye:
                return
            said_goodbye = said_goodbye or screen == "goodbye"
            yield from self._on(screen)

    def _on(self, screen: str) -> Steps:
        view = self._view
        match screen:
            case "attract":
                yield from self._finger.touch("action-start")
            case "language":
                yield from self._finger.touch(f"action-choose_language-{self._plan['language']}")
            case "consent":
                yield from self._finger.touch("tick-file")
                yield from self._finger.until(lambda: bool(self._view.get("can_agree")), "the tick")
                self._picture("consent-given")
                yield from self._finger.touch("action-agree")
            case "card":
                yield from self._ask(need="card")
                yield from self._finger.until(lambda: self._screen != "card", "the card to be read")
            case "confirm":
                yield from self._finger.touch("action-confirm")
                yield from self._finger.until(lambda: self._screen != "confirm", "the search for a draft")
            case "resume":
                yield from self._finger.touch("action-resume")
            case "procedures":
                yield from self._search()
            case "cases":
                yield from self._finger.touch(f"action-choose_case-{self._plan['case']}")
            case "needs":
                yield from self._finger.touch("action-have_papers")
            case "papers":
                yield from self._papers(view)
            case "scanning":
                yield from self._finger.until(lambda: self._screen != "scanning", "the end of the scan", SCAN)
            case "scan_fault":
                yield from self._put_in(str(self._view["row_id"]))
                yield from self._finger.touch("action-retry")
            case "board":
                yield from self._board()
            case "pages":
                yield from self._pages(view)
            case "form":
                yield from self._form()
            case "receiving":
                yield from self._finger.touch("action-receive-centre")
            case "fee":
                yield from self._finger.touch("action-continue")
            case "review":
                if not view["signing"]:
                    yield from self._finger.touch("action-signing")
                    yield from self._finger.until(lambda: bool(self._view.get("signing")), "the pad")
                if not self._view["strokes"]:
                    yield from self._finger.write("signature-pad", hands.STROKES)
                    yield from self._finger.until(lambda: bool(self._view["can_submit"]), "the signature")
                self._picture("review-signed")
                self._submit_at = time.monotonic()
                yield from self._finger.touch("action-submit")
            case "submitting":
                yield from self._finger.until(lambda: self._screen != "submitting", "the submission")
            case "submitted":
                yield from self._slip()
                yield from self._finger.wait(LOOK)
                self._picture("submitted-slip")
                yield from self._finger.touch("action-rate")
            case "rating":
                yield from self._finger.touch("action-give-good")
            case "goodbye" | "failsafe":
                yield from self._finger.until(lambda: self._screen != screen, "the start")
            case _:
                raise Stuck(f"no way on from {screen}")

    def _slip(self) -> Steps:
        def settled() -> bool:
            return self._screen != "submitted" or self._view["slip"] != "printing"

        yield from self._finger.until(settled, "the slip")
        if self._screen == "submitted" and self._view["slip"] in ("unknown", "failed"):
            # Whoever sees no slip asks for it again.
            yield from self._finger.touch("action-print_again")
            yield from self._finger.until(settled, "the slip")

    def _search(self) -> Steps:
        name = f"action-choose_procedure-{self._plan['procedure']}"
        yield from self._finger.touch("search-field")
        yield from self._finger.type(self._plan["search"])
        yield from self._finger.wait(LOOK)
        self._picture("procedures-search")
        if self._finger.find("key-done") is not None:
            yield from self._finger.touch("key-done")
        yield from self._finger.touch(name)

    def _papers(self, view: dict[str, Any]) -> Steps:
        if view["unsorted"]:
            yield from self._finger.touch("action-sort")
            return
        if self._plan["stack"] is not None and all(row["pages"] == 0 for row in view["rows"]):
            yield from self._ask(need="stack")
            yield from self._finger.touch("action-scan_stack")
            return
        for row in view["rows"]:
            wanted = self._plan["rows"].get(row["id"], 0)
            if row["kind"] != "form" and row["pages"] < wanted:
                yield from self._put_in(row["id"])
                source = "flatbed" if row["id"] in self._plan["flatbed"] else "feeder"
                yield from self._finger.touch(f"action-scan-{row['id']}-{source}")
                return
        yield from self._finger.touch("action-continue")

    def _pages(self, view: dict[str, Any]) -> Steps:
        """All is well: on to the next paper, or back to the list."""
        following = self._service.visit.next_row()
        if view["complete"]:
            yield from self._finger.touch("action-accept_all")
        elif not view["next"] or following is None:
            yield from self._finger.touch("action-accept")
        elif following.id in self._plan["rows"] and (following.id in self._plan["flatbed"]) == (view["next_source"] == "flatbed"):
            yield from self._put_in(following.id)
            yield from self._finger.touch("action-accept_next")
        else:
            # This one needs the other slot of the scanner, or stays at home.
            yield from self._finger.touch("action-back")

    def _board(self) -> Steps:
        """What is unsorted is dragged to its row, a page is looked at closely, guesses are confirmed, and then it is filed."""
        place = self._plan["stack"]
        for page in [page["id"] for page in self._view["unsorted"]]:
            yield from self._finger.drag(f"sheet-{page}", f"lane-{place}", before_release=lambda: self._picture("board-dragging"))
            yield from self._finger.until(
                lambda page=page: page not in [one["id"] for one in self._view["unsorted"]], "the page in its row"
            )
        self._picture("board-sorted")
        page = next(page["id"] for row in self._view["rows"] for page in row["pages"])
        yield from self._finger.touch(f"sheet-{page}")
        yield from self._finger.touch(f"action-zoom-{page}")
        yield from self._finger.until(lambda: bool(self._view["zoom_image"]), "the page in full size")
        yield from self._finger.wait(2 * LOOK)
        self._picture("board-closely")
        yield from self._finger.touch("viewer-close")
        yield from self._finger.until(lambda: not self._view["zoom"], "the board again")
        yield from self._finger.touch("select-none")
        for row in [row["id"] for row in self._view["rows"] if row["unsure"]]:
            yield from self._finger.touch(f"action-confirm_row-{row}")
        yield from self._finger.until(lambda: bool(self._view["can_file"]), "a board without a guess")
        self._picture("board-settled")
        yield from self._finger.touch("action-file")

    def _put_in(self, row: str) -> Steps:
        if not row:
            yield from self._ask(need="stack")
            return
        draft = self._service.visit.draft_or_fail
        yield from self._ask(need="papers", row=row, done=len(draft.row(row).pages), flatbed=row in self._plan["flatbed"])

    def _form(self) -> Steps:
        for field in self._view["fields"]:
            if field["value"] or field["locked"] or not field["required"]:
                continue
            if field["kind"] in ("choice", "yes_no"):
                # Of yes and no, "no" asks for nothing more.
                choice = field["choices"][-1 if field["kind"] == "yes_no" else 0]["id"]
                if self._finger.find(f"choice-{field['id']}-{choice}") is None:
                    yield from self._finger.touch(f"field-{field['id']}")
                yield from self._finger.touch(f"choice-{field['id']}-{choice}")
            elif field["kind"] == "long_choice":
                yield from self._from_list(field["id"])
            elif field["kind"] == "address":
                yield from self._from_list(f"{field['id']}.province")
                yield from self._from_list(f"{field['id']}.commune")
                yield from self._finger.touch(f"field-{field['id']}.line")
                yield from self._finger.type("So 1")
                yield from self._finger.touch("key-done")
            else:
                yield from self._finger.touch(f"field-{field['id']}")
                yield from self._finger.type(hands.answer(field))
                if "form-keyboard" not in self._pictured:
                    self._picture("form-keyboard")
                    self._pictured.add("form-keyboard")
                yield from self._finger.touch("key-done")
            # An answer may bring other questions.
            yield from self._finger.wait(0.05)
            yield from self._form()
            return
        if self._view["members"] and not self._view["members"]["items"]:
            yield from self._finger.touch("action-add_member")
            yield from self._finger.until(lambda: bool(self._view["member"]), "the first member")
            yield from self._form()
            return
        place = self._view["group"], self._view["member"]
        yield from self._finger.touch("action-continue")
        yield from self._finger.until(
            lambda: self._screen != "form" or (self._view["group"], self._view["member"]) != place, "the next group or member"
        )

    def _from_list(self, field: str) -> Steps:
        """The first of a long list, which most people choose."""
        yield from self._finger.touch(f"field-{field}")
        yield from self._finger.until(lambda: bool(self._view["picker"]), "the list")
        yield from self._finger.wait(LOOK)
        if "form-list" not in self._pictured:
            self._picture("form-list")
            self._pictured.add("form-list")
        picker = self._view["picker"]
        first = f"top-{field}-{picker['top'][0]['id']}" if picker["top"] else f"choice-{field}-{picker['entries'][0]['id']}"
        if self._finger.find(first) is None:  # in landscape what most people choose stands in the list
            first = first.replace("top-", "choice-", 1)
        yield from self._finger.touch(first)
        yield from self._finger.until(lambda: not self._view["picker"], "the form again")

    # Hands, pictures, times

    def _say(self, **what: Any) -> None:
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()

    def _ask(self, **what: Any) -> Steps:
        self._asked += 1
        self._say(**what)
        yield from self._finger.until(lambda: self._hands >= self._asked, f"hands: {what}")

    def _listen(self) -> None:
        for _ in sys.stdin:
            self.handed.emit()

    def _hand(self) -> None:
        self._hands += 1

    def _picture(self, name: str) -> None:
        number = len(list(self._folder.glob("[0-9][0-9]-*.png"))) + 1
        self._app.window.grabWindow().save(str(self._folder / f"{number:02d}-{name}.png"))

    def _touching(self, _name: str) -> None:
        self._pending = (self._screen, time.monotonic())

    def _touched(self, name: str) -> None:
        if name.startswith("action-"):
            self._say(touched=name)

    def _frame(self) -> None:
        now = time.monotonic()
        if not self._first_frame:
            self._first_frame = True
            self._record("first_frame", (time.clock_gettime(time.CLOCK_BOOTTIME) - hands.process_start()) * 1000)
        if self._pending is not None and self._app.window.property("shown") not in (self._pending[0], ""):
            self._record("tap_to_screen", (now - self._pending[1]) * 1000, screen=self._app.window.property("shown"))
            self._pending = None

    def _outcome(self, outcome: jobs.Outcome) -> None:
        from kiosk.visit import jobs

        match outcome:
            case jobs.PageKept():
                self._record("page_kept", outcome.milliseconds)
            case jobs.Submitted() if self._submit_at:
                self._record("submit_durable", (time.monotonic() - self._submit_at) * 1000)

    def _record(self, what: str, milliseconds: float, **more: Any) -> None:
        self._timings.append({"what": what, "ms": round(milliseconds, 1), **more})
        self._say(timing=self._timings[-1])
