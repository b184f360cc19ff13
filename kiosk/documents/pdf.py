"""Cleaned pages → one PDF/A-2b, and back. The JPEG bytes go in unchanged, so the portal holds the very pictures the resident saw.

What the standard asks for beyond plain PDF (ISO 19005-2): an output intent with its colour profile, XMP metadata that say the same as the
document's own, no font that is not inside, nothing that acts. docs/decisions/0012 says how that is checked.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import ImageCms

from kiosk.documents import glyphless
from kiosk.documents.image_file import open_jpeg
from kiosk.documents.ocr import PageText, Word
from kiosk.errors import InputError

PRODUCER = "kiosk"
_POINTS = 72
_LONGEST = 14_400
"""A page's side cannot be longer [points]."""
_FONT = "/F0"
_DEFAULT_DPI = 200
_INVISIBLE = 3
_COLOUR_SPACES = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB}
_SRGB = "sRGB IEC61966-2.1"
_NO_DATE = bytes(12)


@dataclass(frozen=True)
class PdfPage:
    """A page on its way into a PDF."""

    jpeg: bytes
    """RGB or gray, with its dpi in the header."""
    text: PageText | None = None
    """What is written on it, to be found by searching; in px of the JPEG."""
    turn: int = 0
    """How far it is turned clockwise when it is shown: 0, 90, 180 or 270 [deg]. The JPEG stays as it is."""


def make_pdf(pages: Sequence[PdfPage | bytes], *, title: str, made_at: datetime, keywords: Sequence[str] = ()) -> bytes:
    """One PDF page for each JPEG, of the size that its dpi says; PDF/A-2b. The same input makes the same bytes.

    `title` and `keywords` must not be personal: use the procedure and the component's name. `made_at` with its time zone.
    Raises InputError("page.unreadable").
    """
    if not pages:
        raise ValueError("a PDF needs at least one page")
    if made_at.tzinfo is None:
        raise ValueError("made_at needs a time zone")
    whole = [page if isinstance(page, PdfPage) else PdfPage(page) for page in pages]
    with pikepdf.new() as pdf:
        characters = {character for page in whole for character in _characters(page.text)}
        font = glyphless.add_font(pdf, characters) if characters else None
        for page in whole:
            _add_page(pdf, page, font)
        _describe(pdf, title, made_at, ", ".join(keywords))
        buffer = io.BytesIO()
        pdf.save(
            buffer,
            force_version="1.7",
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=True,
            recompress_flate=False,
        )
        return buffer.getvalue()


def count_pages(pdf: bytes) -> int:
    """Raises InputError("pdf.unreadable")."""
    with _open(pdf) as document:
        return len(document.pages)


def extract_jpegs(pdf: bytes) -> list[bytes]:
    """The JPEGs of a PDF made by `make_pdf`, in the order of its pages. Raises InputError("pdf.unreadable")."""
    with _open(pdf) as document:
        return [
            image.read_raw_bytes()
            for page in document.pages
            for image in page.get_images().values()
            if image.get("/Filter") == pikepdf.Name.DCTDecode
        ]


def _open(pdf: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.open(io.BytesIO(pdf))
    except (pikepdf.PdfError, ValueError) as error:
        raise InputError("pdf.unreadable", cause=type(error).__name__) from None


# One page


def _add_page(pdf: pikepdf.Pdf, page: PdfPage, font: pikepdf.Object | None) -> None:
    mode, (width, height), dpi = _head(page.jpeg)
    points = _POINTS / dpi
    if max(width, height) * points > _LONGEST:
        raise InputError("page.unreadable", cause=f"{width}x{height} px at {dpi:g} dpi")
    image = pikepdf.Stream(
        pdf,
        page.jpeg,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width,
        Height=height,
        ColorSpace=_COLOUR_SPACES[mode],
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )
    content = f"q {width * points:.3f} 0 0 {height * points:.3f} 0 0 cm /Im0 Do Q"
    resources = Dictionary(XObject=Dictionary({"/Im0": pdf.make_indirect(image)}))
    if page.text is not None and page.text.lines and font is not None:
        content += _invisible(page.text, height, points)
        resources["/Font"] = Dictionary({_FONT: font})
    pdf.add_blank_page(page_size=(width * points, height * points))
    made = pdf.pages[-1]
    made.obj["/Resources"] = resources
    if page.turn:
        made.obj["/Rotate"] = page.turn
    made.obj["/Contents"] = pdf.make_indirect(pikepdf.Stream(pdf, content.encode("ascii")))


def _head(jpeg: bytes) -> tuple[str, tuple[int, int], float]:
    """Mode, size in px, dpi."""
    with open_jpeg(jpeg) as image:
        if image.mode not in _COLOUR_SPACES:
            raise InputError("page.unreadable", cause=f"a JPEG of mode {image.mode}")
        dpi = float(image.info.get("dpi", (_DEFAULT_DPI,))[0])
        return image.mode, image.size, dpi if dpi > 1 else _DEFAULT_DPI


def _invisible(text: PageText, height: int, points: float) -> str:
    """The words where they stand, drawn with nothing: text rendering mode 3."""
    parts = [f"\nBT {_INVISIBLE} Tr"]
    for line in text.lines:
        top, bottom = min(word.box[1] for word in line), max(word.box[3] for word in line)
        size = max(1.0, (bottom - top) * points)
        parts.append(f"{_FONT} {size:.2f} Tf")
        for word in line:
            letters = _letters(word)
            if letters:
                left, right = word.box[0] * points, word.box[2] * points
                stretch = 100 * (right - left) / (len(letters) * size * glyphless.WIDTH / glyphless.EM)
                codes = (letters + " ").encode("utf-16-be").hex().upper()
                parts.append(f"{stretch:.2f} Tz 1 0 0 1 {left:.2f} {(height - bottom) * points:.2f} Tm <{codes}> Tj")
    return "\n".join([*parts, "ET"])


def _letters(word: Word) -> str:
    """What the font can show: no controls, and nothing beyond the basic plane."""
    return "".join(ch for ch in unicodedata.normalize("NFC", word.text) if ord(ch) < 0x10000 and unicodedata.category(ch)[0] != "C")


def _characters(text: PageText | None) -> set[str]:
    if text is None:
        return set()
    return {character for line in text.lines for word in line for character in _letters(word)} | ({" "} if text.lines else set())


# The document


def _describe(pdf: pikepdf.Pdf, title: str, made_at: datetime, keywords: str) -> None:
    at = made_at.astimezone(UTC).replace(microsecond=0)
    info = {"/Title": title, "/Producer": PRODUCER, "/CreationDate": f"D:{at:%Y%m%d%H%M%S}Z", "/ModDate": f"D:{at:%Y%m%d%H%M%S}Z"}
    if keywords:
        info["/Keywords"] = keywords
    for key, value in info.items():
        pdf.docinfo[key] = pikepdf.String(value)
    xmp = _xmp(title, at, keywords).encode()
    # A reader must find the metadata without unpacking anything (ISO 19005-2, 6.6.2.1 allows a filter; old tools do not).
    metadata = pikepdf.Stream(pdf, xmp, Type=Name.Metadata, Subtype=Name.XML)
    profile = pikepdf.Stream(pdf, _srgb_profile(), N=3)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=pikepdf.String(_SRGB),
        Info=pikepdf.String(_SRGB),
        DestOutputProfile=pdf.make_indirect(profile),
    )
    pdf.Root["/Metadata"] = pdf.make_indirect(metadata)
    pdf.Root["/OutputIntents"] = Array([intent])
    pdf.Root["/Lang"] = pikepdf.String("vi-VN")
    pdf.Root["/ViewerPreferences"] = Dictionary(DisplayDocTitle=True)


def _xmp(title: str, at: datetime, keywords: str) -> str:
    when = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    more = f"\n   <pdf:Keywords>{escape(keywords)}</pdf:Keywords>" if keywords else ""
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
    xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>
   <pdf:Producer>{PRODUCER}</pdf:Producer>{more}
   <xmp:CreateDate>{when}</xmp:CreateDate>
   <xmp:ModifyDate>{when}</xmp:ModifyDate>
   <pdfaid:part>2</pdfaid:part>
   <pdfaid:conformance>B</pdfaid:conformance>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


@lru_cache(maxsize=1)
def _srgb_profile() -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # LittleCMS writes today's date, and the same input should make the same bytes (ICC.1, 7.2: bytes 24 to 35).
    return profile[:24] + _NO_DATE + profile[36:]
