"""From a draft to the outbox: number, package, seal, queue. Also `kiosk dossier submit`.

Each function says what it leaves on the disk, and may be repeated after a crash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from kiosk import documents, logs, printing
from kiosk.catalogue import Case, Catalogue, Component, Procedure
from kiosk.dossier import numbers, package, payment
from kiosk.dossier.behalf import case_for
from kiosk.dossier.checklist import Checklist, Verdict, check
from kiosk.dossier.draft import Consent, Draft, PageRef, Row
from kiosk.dossier.supplement import ids, narrowed
from kiosk.errors import KioskError, StoreError
from kiosk.settings import Settings
from kiosk.store import Store, StoredEnrolment

log = structlog.get_logger()


@dataclass(frozen=True)
class Filing:
    """What a submission needs."""

    settings: Settings
    catalogue: Catalogue
    store: Store
    enrolment: StoredEnrolment
    now: Callable[[], datetime]
    reader: documents.TextReader = field(default_factory=documents.TextReader, kw_only=True)
    """Of the text on pages, for their PDFs; does nothing until `read_text`."""

    def read_text(self, page: PageRef, jpeg: bytes) -> None:
        """A page was kept: have its text read in the background, when the centre wants that and tesseract is there."""
        if self.settings.pdf.text_layer and documents.can_recognise():
            self.reader.read(page.id, jpeg, page.dpi, deadline=self.settings.pdf.text_timeout)

    def submit(self, draft: Draft) -> Draft:
        """Number, package, seal, queue. From the number on, `recover` finishes it after any crash. Raises KioskError.

        What comes back also says into how many parts a row went.
        """
        if draft.temporary_number is None:
            # Before the number: what cannot be packaged would be tried again for ever.
            self._judge(draft)
            self.store.drafts.save(draft)
            number = self.store.drafts.begin_submission(draft.id, self.enrolment.machine)
            draft = draft.model_copy(update={"temporary_number": number})
        submitted_at = self.now()
        manifest, files = self._package(draft, submitted_at)
        # Read anew: the portal may have changed its keys, or let this kiosk in anew, since the start.
        recipients = self.store.news.recipients(self.store.enrolments.load() or self.enrolment)
        sealed = package.seal(manifest, files, recipients)
        split = {row.component_id: len(row.files) for row in manifest.rows if len(row.files) > 1}
        self.store.drafts.finish_submission(draft, sealed, hashlib.sha256(sealed).hexdigest(), submitted_at)
        log.info("submitted", dossier=draft.id, number=draft.temporary_number, bytes=len(sealed), split=len(split))
        self.reader.forget()
        rows = {row_id: row.model_copy(update={"parts": split.get(row_id, 1)}) for row_id, row in draft.rows.items()}
        return draft.model_copy(update={"rows": rows})

    def recover(self) -> None:
        """Finish what a crash cut short: submissions whose "submit" was touched; packages and pages that nobody names."""
        for draft_id in self.store.drafts.unfinished_submissions():
            try:
                kept = self.store.drafts.get(draft_id)
                if kept is not None:
                    self.submit(kept.draft)
                    log.warning("submission finished after a crash", dossier=draft_id)
            except KioskError as error:
                # It stays on the disk for staff, and the others go their way.
                log.error("submission not finished", dossier=draft_id, code=error.code, cause=error.cause)
            except Exception as error:  # noqa: BLE001 what nobody foresaw in one must not keep back the others either
                logs.unforeseen(error, dossier=draft_id)
        self.store.outbox.sweep()
        # Nobody is at the kiosk: whoever asked has gone.
        self.store.lookups.forget_all()
        self.tidy()

    def tidy(self) -> None:
        """Forget the drafts that nobody came back for."""
        forgotten = self.store.drafts.forget_older_than(self.settings.visit.resume)
        if forgotten:
            log.info("interrupted visits forgotten", count=forgotten)

    def _package(self, draft: Draft, submitted_at: datetime) -> tuple[package.Manifest, dict[str, bytes]]:
        procedure, case, checklist, consent = self._judge(draft)
        if draft.temporary_number is None:
            raise KioskError("dossier.incomplete", cause="packaged without a number")
        files: dict[str, bytes] = {}
        rows: list[package.PackagedRow] = []
        for position, verdict in enumerate(checklist.rows, start=1):
            component = verdict.component
            parts = self._parts(draft, procedure, case, component, submitted_at)
            packed: list[package.PackagedFile] = []
            for number, part in enumerate(parts, start=1):
                name = numbers.file_name(draft.temporary_number, position, component.name.vi, number if len(parts) > 1 else None)
                files[name] = part.content
                digest = hashlib.sha256(part.content).hexdigest()
                packed.append(package.PackagedFile(name=name, sha256=digest, size=len(part.content), pages=part.pages))
            rows.append(
                package.PackagedRow(
                    component_id=component.id,
                    name=component.name.vi,
                    verdict=verdict.verdict.value,
                    reason=verdict.reason,
                    files=tuple(packed),
                    remarks=_remarks(draft.row(component.id).pages),
                    seen=_seen(draft.row(component.id)),
                )
            )
        manifest = package.Manifest(
            dossier_id=draft.id,
            temporary_number=draft.temporary_number,
            machine=self.enrolment.machine,
            procedure_code=procedure.code,
            procedure_effective_from=procedure.effective_from,
            case_id=case.id,
            submitted_at=submitted_at,
            language=draft.language,
            verdict="officer" if checklist.whole is Verdict.OFFICER else "complete",
            person=draft.person,
            behalf=draft.behalf,
            answers=draft.answers,
            consent=consent,
            receiving=draft.receiving,
            payment=self._payment(draft, procedure),
            rows=tuple(rows),
            supplement_to=draft.supplements.dossier_id if draft.supplements is not None else None,
        )
        return manifest, files

    def _payment(self, draft: Draft, procedure: Procedure) -> package.Payment | None:
        if draft.receiving is None:
            return None  # a supplement costs nothing, and `kiosk dossier submit` does not ask
        amount = payment.due(procedure, draft.exemption).amount
        return package.Payment(amount=amount, exemption=draft.exemption, reference=payment.reference(draft.id))

    def _judge(self, draft: Draft) -> tuple[Procedure, Case, Checklist, Consent]:
        """Whether the draft can be submitted. Raises KioskError."""
        procedure, case = self.place(draft)
        checklist = check(case, draft)
        if checklist.whole is Verdict.MISSING or draft.consent is None:
            missing = ", ".join(row.component.id for row in checklist.rows if row.verdict is Verdict.MISSING)
            raise KioskError("dossier.incomplete", cause=f"missing: {missing or 'consent'}")
        return procedure, case, checklist, draft.consent

    def _parts(self, draft: Draft, procedure: Procedure, case: Case, component: Component, made_at: datetime) -> tuple[documents.Part, ...]:
        """The PDFs of a row: one, or several when one would be too large for the portal; none when the row has no paper."""
        if component.kind == "form":
            pdf = printing.render_form(
                procedure,
                case,
                component,
                self.catalogue.agency(procedure.agency),
                draft,
                temporary_number=draft.temporary_number or "",
                centre=self.settings.kiosk.centre,
                made_at=made_at,
            )
            return (documents.Part(pdf, documents.count_pages(pdf)),)
        pages = self._pages(draft, component)
        if not pages:
            return ()
        return documents.make_parts(
            pages,
            most_bytes=round(self.settings.pdf.most_mb * 1_000_000),
            title=f"{procedure.code} – {component.name.vi}",
            made_at=made_at,
            keywords=(procedure.code, component.id),
        )

    def _pages(self, draft: Draft, component: Component) -> list[documents.PdfPage]:
        """The row's pages; the two sides of an ID card are one page, as officers want to see them."""
        refs = draft.row(component.id).pages
        pages = [self._page(draft, page) for page in refs]
        if component.kind == "id_paper" and len(refs) == 2 and all(documents.is_card(page) for page in refs):
            one, other = (documents.turned(page.jpeg, page.turn) for page in pages)
            return [documents.PdfPage(documents.lay_cards(one, other))]
        return pages

    def _page(self, draft: Draft, page: PageRef) -> documents.PdfPage:
        """A page as it was kept, with its text if that has been read by now."""
        jpeg = self.store.drafts.page(draft.id, page.id)
        if hashlib.sha256(jpeg).hexdigest() != page.sha256:
            raise StoreError("store.damaged", cause="a page differs from its digest")
        # What was read of a page that lay the wrong way round is no text.
        text = self.reader.ready(page.id) if page.turn == 0 else None
        return documents.PdfPage(jpeg, text, page.turn)

    def place(self, draft: Draft) -> tuple[Procedure, Case]:
        """Raises CatalogueError when the catalogue no longer has it."""
        procedure = self.catalogue.procedure(draft.procedure_code)
        case = procedure.case(draft.case_id)
        if case is not None and draft.supplements is not None:
            case = narrowed(case, ids(draft.supplements.rows))
        if case is None:
            raise KioskError("catalogue.unknown", cause=f"{draft.procedure_code} has no case {draft.case_id}, or not the rows asked for")
        return procedure, case_for(case, draft.behalf)


def _remarks(pages: Iterable[PageRef]) -> tuple[package.PageRemark, ...]:
    return tuple(
        package.PageRemark(
            page=number,
            verdict=page.verdict,
            reasons=page.reasons,
            accepted=package.AcceptedPage(by=page.accepted.by, reason=page.accepted.reason) if page.accepted is not None else None,
        )
        for number, page in enumerate(pages, start=1)
        if page.verdict != "good"
    )


def _seen(row: Row) -> package.SeenOriginal | None:
    seen = row.checked
    return package.SeenOriginal(by=seen.by, at=seen.at) if seen is not None else None
