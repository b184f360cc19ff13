"""Separator sheets (tờ ngăn): one A4 sheet for each paper of a case, with a code that tells the kiosk which row the pages after it go to.

Staff print them once and lay them into stacks; nothing of a person is on them.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from kiosk import qr
from kiosk.catalogue.models import Case, Procedure
from kiosk.dossier.propose import Separator
from kiosk.printing.typeset import TEMPLATES, typeset, words


def render_separators(procedure: Procedure, case: Case, *, made_at: datetime, templates: Path = TEMPLATES) -> bytes:
    """A PDF with a page for each row that is scanned. `made_at` with its time zone; the same input makes the same bytes.

    Raises SettingsError("print.template"), and ValueError when the case has no paper to scan.
    """
    rows = [(position, row) for position, row in enumerate(case.components, start=1) if row.kind != "form"]
    if not rows:
        raise ValueError(f"{procedure.code} {case.id} has nothing to scan")
    data = {
        "words": words(templates, "separator.vi"),
        "procedure": procedure.short.vi,
        "procedure_code": procedure.code,
        "case": case.name.vi,
        "sheets": [
            {
                "position": position,
                "name": row.name.vi,
                "name_en": row.name.en,
                "code": Separator(procedure.code, case.id, row.id).text,
                # A worn sheet is still read: a quarter of the code may be spoilt.
                "qr": qr.modules(Separator(procedure.code, case.id, row.id).text, error="q"),
            }
            for position, row in rows
        ],
    }
    return typeset(templates / "separator.typ", data, kind="pdf", made_at=made_at)
