"""Pages as the screens are told of them: picture, verdict, where on the page, what it looks like, where it belongs."""

from __future__ import annotations

from typing import Any

from kiosk.dossier.draft import Mark, PageRef, Row
from kiosk.dossier.stack import ASIDE, Stack
from kiosk.visit.visit import Visit


class Sheets:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        draft = visit.draft_or_fail
        self._filed = {page.id: (row_id, number) for row_id, row in draft.rows.items() for number, page in enumerate(row.pages, start=1)}
        self._loose = {loose.page.id: number for number, loose in enumerate(draft.stack, start=1)}
        self._aside = {loose.page.id for loose in draft.stack if loose.place == ASIDE}

    def of_row(self, row: Row) -> list[dict[str, Any]]:
        """The pages of a row, each dropped back behind the page that it is the back of."""
        shown = [self._page(page, number) for number, page in enumerate(row.pages, start=1)]
        for dropped in reversed(row.dropped):
            shown.insert(min(dropped.before, len(row.pages)), self._page(dropped.page, 0) | {"dropped": True})
        return shown

    def loose(self, pages: Stack) -> list[dict[str, Any]]:
        return [
            self._page(one.page, self._loose[one.page.id])
            | {
                "group": one.group,
                "sure": one.confirmed or one.sure == "certain",
                "why": self._say(f"board.why_{one.why}") if one.why else "",
            }
            for one in pages
        ]

    def zoom(self) -> dict[str, str]:
        """The page that is looked at closely; its picture is empty until it has come from the disk."""
        page = next((page for page in self._visit.draft_or_fail.pages() if page.id == self._visit.zoomed), None)
        if page is None:
            return {"zoom": "", "zoom_image": ""}
        return {"zoom": page.id, "zoom_image": _url(page, "large") if page.id in self._visit.large else ""}

    def _page(self, page: PageRef, number: int) -> dict[str, Any]:
        return {
            "id": page.id,
            "number": number,
            "image": _url(page, "small") if page.id in self._visit.thumbnails else "",
            "wide": (page.width > page.height) is (page.turn in (0, 180)),
            "verdict": page.verdict,
            "reasons": [self._say(f"page.{reason}") for reason in page.reasons],
            "marks": [_turned(mark, page.turn) | {"text": self._say(f"page.{mark.reason}")} for mark in page.marks],
            "kept": page.kept,
            "twin": self._twin(page),
            "dropped": False,
        }

    def _twin(self, page: PageRef) -> str:
        """Which page it is the same as; empty when there is none, or when somebody wants both."""
        if page.kept or page.id in self._aside:
            return ""
        if page.same_as in self._loose and page.same_as not in self._aside:
            return self._say("page.twin", number=self._loose[page.same_as])
        if page.same_as not in self._filed:
            return ""
        row_id, number = self._filed[page.same_as]
        if self._filed.get(page.id, ("",))[0] == row_id:
            return self._say("page.twin", number=number)
        names = {component.id: component.name.to(self._visit.language) for component in self._visit.case_or_fail.components}
        return self._say("page.twin_elsewhere", row=names.get(row_id, ""))

    def _say(self, key: str, **values: object) -> str:
        return self._visit.texts.say(self._visit.language, key, **values)


def _url(page: PageRef, size: str) -> str:
    # The turn is part of the name, so that a turned page is another picture.
    return f"image://page/{page.id}/{size}/{page.turn}"


def _turned(mark: Mark, turn: int) -> dict[str, Any]:
    """The box of a mark on the page as it is shown."""
    x, y, width, height = mark.x, mark.y, mark.width, mark.height
    for _ in range(turn // 90):
        x, y, width, height = 1 - y - height, x, height, width
    return {"x": x, "y": y, "width": width, "height": height}
