"""The PDFs that are filed, looked at by a validator that is not ours: Apache PDFBox's Preflight. `python -m tests.documents.preflight`

Debian has it: `apt install default-jre-headless libpdfbox2-java libactivation-java libjaxb-api-java`. It knows PDF/A-1b only, of which
PDF/A-2b keeps all that a document of pictures and invisible text can break, but for what stands in ALLOWED_SINCE.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from kiosk.devices.virtual.papers import form_page, on_scanner, text_page
from kiosk.documents import PdfPage, can_recognise, clean, lay_cards, make_parts, make_pdf, recognise
from kiosk.printing import render_form
from tests.documents.testset_cards import draw_card
from tests.printing import samples

_JARS = [Path("/usr/share/java") / f"{name}.jar" for name in ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging")]
_FOR_OLD_JAVA = [Path("/usr/share/java") / f"{name}.jar" for name in ("javax.activation", "jaxb-api")]
_MAIN = "org.apache.pdfbox.preflight.Validator_A1b"
ALLOWED_SINCE = ("Invalid version of the ICCProfile", "part must be 1")
"""ISO 19005-2 permits version 4 of ICC's profiles (6.2.2), and its documents call themselves part 2."""
_AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def documents() -> Iterator[tuple[str, bytes]]:
    """One of each kind that the kiosk files."""
    pages = [clean(on_scanner(page, 1.5, "dark", seed=seed).image, 200) for seed, page in enumerate((text_page(1, 200), form_page(2, 200)))]
    yield "pages", make_pdf([page.jpeg for page in pages], title="Giấy tờ", made_at=_AT, keywords=("1.004222", "to-khai"))
    if can_recognise():
        yield "searchable", make_pdf([PdfPage(page.jpeg, recognise(page.jpeg, page.dpi)) for page in pages], title="Giấy tờ", made_at=_AT)
    sides = [clean(on_scanner(draw_card(side, 1, 300), 2.0, "dark", margin=0.3).image, 300, store_dpi=300).jpeg
             for side in ("front 2021", "back 2021")]  # fmt: skip
    yield "card", make_pdf([lay_cards(sides[0], sides[1])], title="Căn cước", made_at=_AT)
    parts = make_parts([PdfPage(page.jpeg) for page in pages], most_bytes=250_000, title="Giấy tờ", made_at=_AT)
    yield from ((f"part {number}", part.content) for number, part in enumerate(parts, 1))
    yield "form", render_form(samples.PROCEDURE, samples.CASE, samples.FORM, samples.AGENCY, samples.draft(),
                              temporary_number="KIOSK-K01-261122-0001", centre=samples.CENTRE, made_at=_AT)  # fmt: skip


def complaints(pdf: bytes) -> list[str]:
    """What Preflight says that PDF/A-2b does not permit either."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "document.pdf"
        file.write_bytes(pdf)
        classes = ":".join(str(jar) for jar in (*_JARS, *_FOR_OLD_JAVA))
        said = subprocess.run(["java", "-cp", classes, _MAIN, str(file)], capture_output=True, text=True, check=False, timeout=120)
    if "valid PDF/A-1b file" not in said.stdout + said.stderr:
        raise RuntimeError(f"Preflight did not run: {said.stderr[-500:]}")
    found = [line for line in (said.stdout + said.stderr).splitlines() if re.match(r"\d+(\.\d+)* : ", line)]
    return [line for line in found if not any(allowed in line for allowed in ALLOWED_SINCE)]


def main() -> int:
    if missing := [jar.name for jar in _JARS if not jar.exists()]:
        print(f"not installed: {', '.join(missing)}; how, stands at the top of {__file__}")
        return 2
    wrong = 0
    for name, pdf in documents():
        found = complaints(pdf)
        wrong += bool(found)
        print(f"{name:12} {len(pdf) / 1000:7.0f} KB  {'; '.join(found) or 'nothing to complain about'}")
    # A check that finds nothing must be able to find something.
    spoilt = complaints(pdf.replace(b"pdfaid:conformance", b"pdfaid:conformancy"))
    print(f"spoilt       {'; '.join(spoilt) or 'NOTHING FOUND'}")
    return 1 if wrong or not spoilt else 0


if __name__ == "__main__":
    sys.exit(main())
