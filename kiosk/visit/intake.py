"""Pages come in: cleaned, sealed to the disk, named by the draft; the whole stack with a proposal where each belongs; a card on the glass.

Each function says what it leaves on the disk, and may be repeated after a crash.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import structlog
from numpy.typing import NDArray

from kiosk import documents
from kiosk.devices.contract import RawPage, Scanner, ScanRequest, Source
from kiosk.dossier import stack
from kiosk.dossier.draft import Draft, DroppedPage, Mark, PageRef, StackPage
from kiosk.dossier.propose import Seen, Separator, placed, propose, read_separator
from kiosk.errors import BrokenDeviceError, InputError, KioskError
from kiosk.identity import Mrz, find_mrz, read_qr
from kiosk.visit import jobs
from kiosk.visit.filing import Filing
from kiosk.visit.headings import Headings

ID_DPI = 300
"""Of ID papers: at 200 dpi a module of their code is two pixels wide (kiosk.documents.codes)."""
THUMBNAIL_WIDTH = 480
READ_MOST = 20.0
"""Titles are read for so long; the pages that are left then go unread to the board [s]."""

log = structlog.get_logger()
Report = Callable[[jobs.Outcome], None]
Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Taken:
    """One page, cleaned and judged."""

    ref: PageRef
    jpeg: bytes
    blank: bool
    back: bool
    card_code: bytes | None
    separator: Separator | None

    @property
    def size_mm(self) -> tuple[float, float]:
        return self.ref.width / self.ref.dpi * 25.4, self.ref.height / self.ref.dpi * 25.4

    def __repr__(self) -> str:
        return f"Taken({self.ref.id})"


@dataclass(frozen=True)
class Intake(Filing):
    """What scanning needs."""

    scanner: Scanner | None
    new_id: Callable[[], str]

    def keep(self, draft: Draft, component_id: str, raw: RawPage) -> tuple[Draft, PageRef, bytes]:
        """Clean a page, seal it to the disk, have the draft name it. Returns the new draft, the page, and its thumbnail (JPEG)."""
        taken = self._take(draft, _pixels(raw), raw, dpi=self._dpi(draft, component_id))
        return self._keep_in_row(draft, component_id, taken)

    def _scan(self, job: jobs.Scan, report: Report) -> None:
        draft, pages, replaces, behind = job.draft, 0, job.replaces, ""
        try:
            dpi = self._dpi(draft, job.component_id)
            for raw, pixels in self._papers(job.source, dpi):
                began = time.perf_counter()
                taken = self._take(draft, pixels, raw, dpi=dpi, codes=dpi == ID_DPI, replaces=replaces)
                draft, ref, thumbnail = self._keep_in_row(draft, job.component_id, taken, replaces=replaces, behind=behind)
                dropped = taken.blank and taken.back
                if not dropped:
                    replaces, behind = None, ref.id
                pages += 1
                took = _since(began)
                log.info("page kept", page=ref.id, verdict=ref.verdict, dropped=dropped, ms=round(took))
                report(jobs.PageKept(job.visit, draft, job.component_id, ref.id, thumbnail, took, dropped, taken.card_code))
                del raw, pixels  # 26 MB, and the next page may take its time
        except KioskError as error:
            report(jobs.ScanFailed(job.visit, error, pages))
        else:
            report(jobs.ScanEnded(job.visit, pages))

    def _scan_stack(self, job: jobs.ScanStack, report: Report) -> None:
        """Each page is on the disk before it is shown, and so is the proposal. A fault keeps, and sorts, what came before it."""
        draft, came, headings = job.draft, list[Taken](), Headings()
        failed: KioskError | None = None
        try:
            _, case = self.place(draft)
            dpi = ID_DPI if any(component.kind == "id_paper" for component in case.components) else self.settings.scanner.dpi
            for raw in self._feed("feeder", dpi):
                began = time.perf_counter()
                taken = self._take(draft, _pixels(raw), raw, dpi=dpi, codes=True, shrink=True)
                draft = draft.model_copy(update={"stack": (*draft.stack, StackPage(page=taken.ref))})
                self.store.drafts.keep_page(draft, taken.ref.id, taken.jpeg)
                self.read_text(taken.ref, taken.jpeg)
                # Not its picture: memory does not grow with the stack.
                came.append(replace(taken, jpeg=b""))
                # A title is looked for where nothing surer says what the page is.
                if not (taken.blank or taken.back or taken.separator or taken.card_code):
                    headings.read(taken.ref.id, taken.jpeg, taken.ref.dpi)
                took = _since(began)
                empty = taken.blank or taken.separator is not None
                log.info("page kept", page=taken.ref.id, verdict=taken.ref.verdict, dropped=empty, ms=round(took))
                thumbnail = documents.thumbnail(taken.jpeg, THUMBNAIL_WIDTH)
                report(jobs.PageKept(job.visit, draft, "", taken.ref.id, thumbnail, took, empty, taken.card_code))
                del raw
        except KioskError as error:
            failed = error
        try:
            if came:
                report(jobs.StackRead(job.visit))
                draft = self._sorted(draft, came, headings.wait(READ_MOST))
                self.store.drafts.save(draft)
                report(jobs.StackSorted(job.visit, draft))
        except KioskError as error:
            failed = failed or error
        finally:
            headings.close()
        report(jobs.ScanFailed(job.visit, failed, len(came)) if failed is not None else jobs.ScanEnded(job.visit, len(came)))

    def _scan_card(self, job: jobs.ScanCard, report: Report) -> None:
        """The code of a card on the glass, else the lines on its back. Leaves nothing: the picture is gone when this returns.
        Raises KioskError."""
        code: bytes | None = None
        zone: Mrz | None = None
        for raw in self._feed("flatbed", ID_DPI):
            pixels = _pixels(raw)
            code = code or _card_code(documents.find_codes(pixels))
            if code is None:
                zone = zone or self._zone(pixels, raw.dpi)
        report(jobs.CardScanned(job.visit, job.attempt, code, zone))

    def _zone(self, pixels: Pixels, dpi: int) -> Mrz | None:
        if not documents.can_recognise(documents.ZONE_LANGUAGE):
            return None
        try:
            card, card_dpi = documents.load_image(documents.clean(pixels, dpi, store_dpi=ID_DPI).jpeg)
            return find_mrz(documents.read_zone(card, card_dpi), today=self.now().date())
        except KioskError as error:
            # No more than help: without it the resident is told that there is no code.
            log.info("lines of the card not read", code=error.code)
            return None

    def _feed(self, source: Source, dpi: int) -> Iterator[RawPage]:
        if self.scanner is None:
            raise BrokenDeviceError("scanner.absent")
        request = ScanRequest(source, dpi=dpi, both_sides=source == "feeder" and self.settings.scanner.both_sides)
        yield from self.scanner.scan(request, page_deadline=self.settings.scanner.page_timeout)

    def _papers(self, source: Source, dpi: int) -> Iterator[tuple[RawPage, Pixels]]:
        """What the scanner gives, and the papers on it: of several ID cards on the glass each one by itself."""
        for raw in self._feed(source, dpi):
            papers = documents.cards_on_glass(_pixels(raw), raw.dpi) if source == "flatbed" and dpi == ID_DPI else []
            papers = papers or [_pixels(raw)]
            while papers:
                yield raw, papers.pop(0)
            del raw

    def _take(
        self,
        draft: Draft,
        pixels: Pixels,
        raw: RawPage,
        *,
        dpi: int,
        codes: bool = False,
        shrink: bool = False,
        replaces: str | None = None,
    ) -> Taken:
        """`pixels`: the paper on `raw`; `dpi`: wanted; `codes`: look for them; `shrink`: only what is an ID card keeps a higher resolution
        than that of the settings."""
        found = documents.find_codes(pixels) if codes else ()
        card_code = _card_code(found)
        if shrink and card_code is None:
            dpi = min(dpi, self.settings.scanner.dpi)
        clean = documents.clean(pixels, raw.dpi, store_dpi=dpi, limits=self.settings.page)
        page = PageRef(
            id=self.new_id(),
            sha256=hashlib.sha256(clean.jpeg).hexdigest(),
            width=clean.width,
            height=clean.height,
            dpi=clean.dpi,
            verdict=clean.verdict,
            reasons=clean.reasons,
            marks=tuple(Mark(**asdict(mark)) for mark in clean.marks),
            fingerprint=clean.fingerprint,
            same_as=_twin(draft, clean.fingerprint, replaces),
        )
        separator = next((mark for code in found if (mark := read_separator(code.text)) is not None), None)
        return Taken(page, clean.jpeg, clean.blank, raw.back, card_code, separator)

    def _keep_in_row(
        self, draft: Draft, component_id: str, taken: Taken, *, replaces: str | None = None, behind: str = ""
    ) -> tuple[Draft, PageRef, bytes]:
        row = draft.row(component_id)
        if taken.blank and taken.back:
            dropped = DroppedPage(page=taken.ref, before=len(row.pages))
            row = row.model_copy(update={"dropped": (*row.dropped, dropped)})
        else:
            pages = [page for page in row.pages if page.id != replaces]
            ids = [page.id for page in row.pages]
            at = ids.index(replaces) if replaces in ids else ids.index(behind) + 1 if behind in ids else len(pages)
            pages.insert(at, taken.ref)
            row = row.model_copy(update={"pages": tuple(pages), "not_at_hand": False})
        draft = draft.model_copy(update={"rows": {**draft.rows, component_id: row}})
        self.store.drafts.keep_page(draft, taken.ref.id, taken.jpeg)
        self.read_text(taken.ref, taken.jpeg)
        return draft, taken.ref, documents.thumbnail(taken.jpeg, THUMBNAIL_WIDTH)

    def _sorted(self, draft: Draft, came: Sequence[Taken], headings: Mapping[str, str]) -> Draft:
        procedure, case = self.place(draft)
        seen = [
            Seen(
                page_id=taken.ref.id,
                width_mm=taken.size_mm[0],
                height_mm=taken.size_mm[1],
                blank=taken.blank,
                back=taken.back,
                id_code=taken.card_code is not None,
                separator=taken.separator,
                heading=headings.get(taken.ref.id, ""),
            )
            for taken in came
        ]
        taken_rows = {row_id for row_id, row in draft.rows.items() if row.pages} | {loose.place for loose in draft.stack if loose.confirmed}
        first = max((loose.group for loose in draft.stack), default=0) + 1
        guesses = propose(procedure.code, case, seen, taken=taken_rows, first_group=first)
        log.info("stack sorted", pages=len(came), unsorted=sum(guess.place == stack.UNSORTED for guess in guesses.values()))
        return draft.model_copy(update={"stack": placed(draft.stack, guesses)})

    def _dpi(self, draft: Draft, component_id: str) -> int:
        """Which resolution a row's pages are scanned and kept in."""
        _, case = self.place(draft)
        kinds = {component.id: component.kind for component in case.components}
        return ID_DPI if kinds.get(component_id) == "id_paper" else self.settings.scanner.dpi


def _pixels(raw: RawPage) -> Pixels:
    return documents.from_raw(raw.pixels, raw.width, raw.height, raw.channels)


def _card_code(codes: Iterable[documents.Code]) -> bytes | None:
    for code in codes:
        try:
            read_qr(code.data)
        except InputError:
            continue
        return code.data
    return None


def _twin(draft: Draft, fingerprint: str, replaced: str | None) -> str:
    """Id of the page of this dossier that looks the same, but for the one that goes; empty when there is none."""
    this = documents.Likeness(fingerprint)
    others = (page for page in draft.pages() if page.id != replaced)
    return next((page.id for page in others if this.of(page.fingerprint)), "")


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
