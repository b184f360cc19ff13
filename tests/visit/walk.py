"""A resident without a plan."""

from __future__ import annotations

from random import Random
from typing import Any

from kiosk.devices.contract import PrintOutcome
from kiosk.errors import StoreError
from kiosk.visit import jobs
from tests.visit.booth import AN, AN_TYPED, BINH, NUMBER, OPTIONAL, PAPER, WAY, Booth, other_draft
from tests.visit.promises import TABLE, check_view

KEPT = [other_draft(), other_draft("submitted"), other_draft(person=BINH)]


class Walk:
    """A resident without a plan, beside devices and a desk without mercy."""

    def __init__(self, seed: int, booth: Booth | None = None) -> None:
        self.random = Random(seed)
        self.booth = booth or Booth()
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
            case "tick":
                booth.act(action, purpose=self.one_of("file", "file", "contact", "no"), value=self.one_of(True, True, False))
            case "cannot_sign" | "signing":
                booth.act(action, value=self.one_of(True, False))
            case "sign":
                booth.act(action, strokes=self.one_of([[[0.5, 0.5]]], [], [[[2, 0]]], "x", [[]]))
            case "receive":
                booth.act(action, way=self.one_of("centre", "post", "electronic", "none"))
            case "claim":
                booth.act(action, exemption=self.one_of("", "nobody", *[one["id"] for one in view["exemptions"]]))
            case "give":
                booth.act(action, rating=self.one_of("good", "fair", "poor", "none"))
            case "because":
                booth.act(action, reason=self.one_of("slow", "none"))
            case "start":
                booth.act(action, service=self.one_of("file", "file", "file", "browse", "none"))
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
