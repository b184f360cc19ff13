"""What the screens are told: all that VIEW.md promises, in plain values, whatever happens."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kiosk.visit
from kiosk.devices.contract import PrintOutcome
from kiosk.errors import StoreError
from kiosk.visit import jobs
from kiosk.visit.visit import TIMELY, Visit
from tests.visit.booth import AN, AN_TYPED, BINH, CASE, NUMBER, OPTIONAL, PAPER, PROCEDURE, SCREENS, WAY, Booth, at, other_draft

PAGE = (Path(kiosk.visit.__file__).parent / "VIEW.md").read_text("utf-8")
_NAME = re.compile(r"`(\w+)`")


def table() -> dict[str, tuple[set[str], set[str]]]:
    """Screen → what is further in its view, its actions."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))]
        if line.startswith("| ") and len(cells) == 3 and cells[0] not in ("screen", "---"):
            calls = re.sub(r"\{[^}]*\}", "{}", cells[2].split(";")[0])
            actions = set(re.findall(r"(?:^|, )([a-z_]+)(?= \{|,|;|$)", calls))
            names = set(_NAME.findall(re.sub(r"\([^)]*\)", "", cells[1]))) | set(_NAME.findall(cells[2]))
            found[cells[0]] = names, actions
    return found


def listed(kind: str) -> set[str]:
    """The keys of `Field: {…}`, `PaperRow: {…}` or `Sheet: {…}`."""
    (inside,) = re.findall(rf"^{kind}: \{{(.*?)\}}\.", PAGE, re.DOTALL | re.MULTILINE)
    inside = re.sub(r"\([^)]*\)|\{[^}]*\}|\"[^\"]*\"", "", inside)
    return {re.match(r"\s*(\w+)", part)[1] for part in inside.split(",") if part.strip()}  # type: ignore[index]


TABLE = table()
COMMON = {"screen", "language", "centre", "step", "can_back", "help", "idle", "notice", "busy", "clock"}
ACTIONS = {action for _, actions in TABLE.values() for action in actions}
COMMON_ACTIONS = set(_NAME.findall(re.findall(r"^On every screen these actions: (.*)$", PAGE, re.MULTILINE)[0]))


def test_the_table_is_read_whole() -> None:
    assert TABLE.keys() == set(SCREENS)
    assert TABLE["attract"] == ({"printer", "scanner"}, {"start"})
    assert TABLE["person"] == ({"fields"}, {"answer", "confirm"})
    assert TABLE["board"][1] == {"place", "confirm_row", "file", "scan_stack", "zoom", "undo"}
    assert "undo" in TABLE["pages"][0]
    assert TABLE["papers"][1] == {"scan", "scan_stack", "sort", "look", "not_at_hand", "continue"}
    assert {"back", "call_officer", "officer_done", "still_here", "leave"} == COMMON_ACTIONS
    for name in COMMON:
        assert f"`{name}`" in PAGE
    assert {"id", "label", "kind", "value", "error", "choices", "max_length"} <= listed("Field")
    assert {"id", "position", "verdict", "verdict_text", "sources"} <= listed("PaperRow")
    assert {"id", "number", "image", "marks", "twin", "dropped"} <= listed("Sheet")


def is_plain(value: Any) -> bool:
    """What JSON, and so QML, can hold."""
    if isinstance(value, dict):
        return all(type(key) is str and is_plain(one) for key, one in value.items())
    if isinstance(value, list):
        return all(map(is_plain, value))
    return type(value) in (str, int, bool, float)


def check_view(booth: Booth) -> dict[str, Any]:
    view = booth.view()
    assert is_plain(view), {key: value for key, value in view.items() if not is_plain(value)}
    json.dumps(view)
    assert view.keys() == COMMON | TABLE[view["screen"]][0]
    for field in view.get("fields", []):
        assert field.keys() == listed("Field")
    for row in view.get("rows", []) if view["screen"] != "board" else []:
        assert row.keys() == listed("PaperRow")
    for sheet in view.get("pages", []) if view["screen"] == "pages" else []:
        assert sheet.keys() == listed("Sheet")
    for row in [*view["rows"], {"pages": view["unsorted"] + view["aside"]}] if view["screen"] == "board" else []:
        for sheet in row["pages"]:
            assert sheet.keys() == listed("Sheet") | {"group", "sure", "why"}
    for sentence in sentences(view):
        assert not re.search(r"^\[[\w.]+\]$|\{\w+\}|…\s\S+\s…", sentence), sentence
    return view


def sentences(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [one for inner in value.values() for one in sentences(inner)]
    if isinstance(value, list):
        return [one for inner in value for one in sentences(inner)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_screen_is_told_what_it_was_promised(screen: str, language: str) -> None:
    booth = at(screen)
    booth.visit.language = language  # type: ignore[assignment]
    view = check_view(booth)
    assert (view["screen"], view["language"], view["centre"]) == (screen, language, "Trung tâm")
    assert re.fullmatch(r"\d\d:\d\d", view["clock"])
    assert view["step"]["count"] == 5
    assert view["busy"] is (screen in ("scanning", "submitting"))


@pytest.mark.parametrize("screen", SCREENS)
def test_each_action_has_a_handler(screen: str) -> None:
    for action in TABLE[screen][1] | COMMON_ACTIONS:
        assert hasattr(Visit, f"_act_{action}"), action


def test_the_table_of_timely_actions_is_the_page() -> None:
    on_page = {action: {screen for screen, (_, actions) in TABLE.items() if action in actions} for action in ACTIONS}
    assert {action: set(screens) for action, screens in TIMELY.items() if action != "back"} == on_page


def test_no_handler_that_the_page_does_not_know() -> None:
    known = {f"_act_{action}" for _, actions in TABLE.values() for action in actions} | {f"_act_{action}" for action in COMMON_ACTIONS}
    assert {name for name in dir(Visit) if name.startswith("_act_")} == known


@pytest.mark.parametrize("screen", SCREENS)
def test_can_back_is_what_back_does(screen: str) -> None:
    booth = at(screen)
    can = booth.view()["can_back"]
    booth.act("back")
    assert (booth.screen != screen or (screen == "form" and booth.view()["group"]["index"] != 1)) is can


def test_steps_go_up() -> None:
    order = ("language", "card", "confirm", "procedures", "cases", "papers", "scanning", "pages", "form", "review", "submitting")
    indices = [at(screen).view()["step"]["index"] for screen in order]
    assert indices == sorted(indices)
    assert indices[0] == 0
    assert indices[-1] == 5


@pytest.mark.parametrize("procedure", [p.code for p in at("procedures").visit.catalogue.procedures])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_procedure_can_be_walked_through(procedure: str, language: str) -> None:
    """Each case of each shipped procedure: the facts, its papers, its form, the review."""
    for case in at("procedures").visit.catalogue.procedure(procedure).cases:
        booth = at("procedures")
        booth.visit.language = language  # type: ignore[assignment]
        booth.act("choose_procedure", code=procedure)
        check_view(booth)
        booth.act("choose_case", id=case.id)
        for row in check_view(booth)["rows"]:
            if row["kind"] != "form":
                booth.act("not_at_hand", row=row["id"], value=True)
        booth.act("continue")
        while booth.screen == "form":
            check_view(booth)
            group = booth.answer_what_is_open().visit.present_group()
            check_view(booth)
            booth.act("continue")
            assert booth.screen == "review" or booth.visit.present_group() != group, booth.visit.errors
        view = check_view(booth)
        assert booth.screen == "review"
        assert view["whole"] in ("complete", "officer")
        booth.act("set_consent", value=True).act("submit").kept()
        check_view(booth)


# Untimely touches

SENSIBLE: dict[str, dict[str, object]] = {
    "answer": {"field": "name", "text": "x"},
    "choose_language": {"language": "vi"},
    "choose_procedure": {"code": PROCEDURE},
    "choose_case": {"id": CASE},
    "look": {"row": PAPER},
    "not_at_hand": {"row": PAPER, "value": True},
    **{action: {"id": "0" * 32} for action in ("remove_page", "restore_page", "keep_page", "turn_page", "zoom")},
    "move_page": {"id": "0" * 32, "to": 0},
    "rescan": {"id": "0" * 32, "source": "feeder"},
    "place": {"pages": ["0" * 32], "row": PAPER},
    "confirm_row": {"row": PAPER},
    "scan": {"row": PAPER, "source": "feeder"},
    "search": {"text": "khai sinh"},
    "set_consent": {"value": True},
}


@pytest.mark.parametrize("screen", SCREENS)
def test_an_action_of_another_screen_does_nothing(screen: str) -> None:
    for action in sorted(ACTIONS - TABLE[screen][1]):
        booth = at(screen)
        before, work = booth.view(), list(booth.work)
        booth.act(action, **SENSIBLE.get(action, {}))
        assert booth.view() == before, action
        assert booth.work == work, action


@pytest.mark.parametrize("screen", SCREENS)
def test_a_double_touch_is_one_touch(screen: str) -> None:
    """Whatever leads to another screen, led there already when the second touch comes."""
    for action in sorted(TABLE[screen][1]):
        booth = at(screen).act(action, **SENSIBLE.get(action, {}))
        if booth.screen == screen or action in TABLE[booth.screen][1] | {"search"}:
            continue
        after, work = booth.view(), list(booth.work)
        booth.act(action, **SENSIBLE.get(action, {}))
        assert (booth.view(), booth.work) == (after, work), action


def test_unknown_actions_and_other_values_do_nothing() -> None:
    booth = at("papers")
    before = booth.view()
    for action, values in (
        ("nonsense", {}),
        ("", {}),
        ("scan", {}),
        ("scan", {"row": PAPER}),
        ("look", {"row": PAPER, "more": 1}),
        ("back", {"x": 1}),
        ("not_at_hand", {"id": PAPER}),
    ):
        booth.act(action, **values)
    assert booth.view() == before


def test_call_officer_on_every_screen() -> None:
    for screen in SCREENS:
        booth = at(screen).act("call_officer")
        assert (booth.screen, booth.view()["help"]) == (screen, True)
        assert booth.act("officer_done").view()["help"] is False


# Anything, in any order


class Walk:
    """A resident without a plan, beside devices and a desk without mercy."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.booth = Booth()
        self.late: list[jobs.Outcome] = []

    def one_of(self, *values: Any) -> Any:
        return self.random.choice(values)

    def step(self) -> None:
        booth = self.booth
        match self.random.randrange(20):
            case n if n >= 10:
                self.forward()
            case 0:
                booth.show_card(self.one_of(AN, BINH, AN[:30], b"\xff"))
            case 1:
                booth.wait(self.one_of(0.5, 5, 60, 130), step=5)
            case 2:
                self.outcome()
            case 3 if self.random.randrange(10) == 0:
                booth.visit.fail("AB12CD")
            case 3:
                self.late and booth.tell(self.one_of(*self.late))
            case _:
                self.touch()
        self.late = self.late[-20:]
        check_view(booth)

    def forward(self) -> None:
        """What a resident with a plan would do next."""
        booth = self.booth
        ways = [go_on for screen, (before, go_on) in WAY.items() if before == booth.screen and screen not in ("failsafe", "out_of_service")]
        if booth.screen == "confirm":
            booth.act("confirm").found(self.one_of(None, None, None, *KEPT))
        elif ways:
            self.one_of(*ways)(booth, self.one_of(AN, BINH))
        else:
            self.touch()

    def touch(self) -> None:
        booth = self.booth
        view = booth.view()
        actions = sorted(TABLE[booth.screen][1]) or ["back"]
        action = self.one_of(*actions, *actions, *actions, "back", "still_here", "call_officer", "leave")
        match action:
            case "answer" if view["fields"]:
                field = self.one_of(*view["fields"])
                ids = [choice["id"] for choice in field["choices"]]
                typed = self.one_of(
                    AN_TYPED.get(field["id"], "Bé"), *ids, "", "0912345678", "15/08/1998", "31/02/2020", "077198005678", "\a"
                )
                booth.act("answer", field=field["id"], text=typed)
            case "choose_procedure":
                booth.act(action, code=self.one_of(*[result["code"] for result in view["results"]], "9.999999"))
            case "choose_case":
                booth.act(action, id=self.one_of(*[case["id"] for case in view["cases"]]))
            case "scan" | "look" | "not_at_hand":
                rows = [row["id"] for row in view.get("rows", [])] or [PAPER, OPTIONAL, "nothing"]
                more = {
                    "scan": {"source": self.one_of("feeder", "flatbed")},
                    "look": {},
                    "not_at_hand": {"value": self.one_of(True, False)},
                }
                booth.act(action, row=self.one_of(*rows), **more[action])
            case "remove_page" | "restore_page" | "keep_page" | "turn_page" | "move_page" | "rescan" | "zoom":
                more = {"move_page": {"to": self.one_of(0, 1, 99, -1)}, "rescan": {"source": "flatbed"}}.get(action, {})
                pages = [page.id for page in booth.draft.pages()]
                booth.act(action, id=self.one_of("nothing", "", *pages, *pages), **more)
            case "place" | "confirm_row":
                pages = [page.id for page in booth.draft.pages()]
                more = {"pages": self.random.sample(pages, min(2, len(pages)))} if action == "place" else {}
                booth.act(action, row=self.one_of("", "-", PAPER, PAPER, OPTIONAL, "nothing"), **more)
            case "set_consent":
                booth.act(action, value=self.one_of(True, True, False))
            case "choose_language":
                booth.act(action, language=self.one_of("vi", "en", "fr"))
            case "search":
                booth.act(action, text=self.one_of("", "khai sinh", "zzz"))
            case "answer":
                pass
            case _:
                booth.act(action)

    def outcome(self) -> None:
        """Something comes back for one of the last jobs."""
        booth = self.booth
        if not booth.work:
            return None
        job = self.one_of(*booth.work[-3:])
        if self.random.randrange(10) == 0:
            return self.tell(jobs.JobFailed(job.visit, job, StoreError("store.write")))
        match job:
            case jobs.FindDraft():
                self.tell(jobs.DraftSearched(job.visit, job.personal_number, self.one_of(None, None, *KEPT)))
            case jobs.Scan() if booth.screen == "scanning" and job.visit == booth.visit.number and job is booth.last(jobs.Scan):
                booth.page(self.one_of("good", "doubtful", "bad"))
                self.one_of(booth.scan_ended, booth.scan_failed, booth.view)()
            case jobs.ScanStack() if booth.screen == "scanning" and job is booth.work[-1]:
                self.one_of(booth.page, booth.view)()
                booth.tell(jobs.StackSorted(job.visit, booth.draft))
                self.one_of(booth.scan_ended, booth.scan_failed)()
            case jobs.ScanCard():
                self.tell(jobs.CardScanned(job.visit, job.attempt, self.one_of(None, AN.encode(), b"no card")))
            case jobs.LoadPages():
                self.tell(jobs.PagesLoaded(job.visit, {}))
            case jobs.LoadPage():
                self.tell(jobs.PageLoaded(job.visit, job.page_id, b"jpeg"))
            case jobs.Submit() if booth.screen == "submitting":
                self.tell(jobs.Submitted(job.visit, job.draft.model_copy(update={"temporary_number": NUMBER})))
            case jobs.PrintSlip():
                self.tell(jobs.SlipDone(job.visit, self.one_of(None, *PrintOutcome)))
            case jobs.AskNews():
                self.tell(jobs.News(job.visit, *self.one_of(("waiting", None), ("delivered", "H29-261122-0001"), ("refused", None))))
        return None

    def tell(self, outcome: jobs.Outcome) -> None:
        self.booth.tell(outcome)
        self.late.append(outcome)

    def way_out(self) -> None:
        """From wherever it stands, somebody who waits long enough is at the start again."""
        booth = self.booth
        if booth.screen == "scanning":
            booth.scan_ended()
        if booth.screen == "submitting":
            booth.kept()
        if booth.visit.glass_busy:
            booth.tell(jobs.CardScanned(booth.visit.number, booth.visit.glass_attempt, None))
        booth.wait(200, step=5)
        assert booth.screen == "attract"
        check_view(booth)


KEPT = [other_draft(), other_draft("submitted"), other_draft(person=BINH)]


@given(st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_three_hundred_steps_anyhow(seed: int) -> None:
    """The view never raises, every screen keeps its promise, and there is always a way on."""
    walk = Walk(seed)
    for _ in range(300):
        walk.step()
    walk.way_out()


def test_the_walk_comes_far() -> None:
    """Else it would prove little: together, a few walks see every screen."""
    seen: set[str] = set()
    for seed in range(12):
        walk = Walk(seed)
        for _ in range(300):
            walk.step()
            seen.add(walk.booth.screen)
    assert seen == set(SCREENS) - {"out_of_service"}
