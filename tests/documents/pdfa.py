"""What of ISO 19005-2 (PDF/A-2b) can be broken in a document of JPEGs and invisible text, looked at with pikepdf and by the bytes.

No validator: veraPDF is not packaged for Debian or Python. Each complaint names the clause, numbered as veraPDF's profile PDFA-2B does; of
its 144 tests the others concern what such a document must not have at all (annotations, forms, actions, files, JPEG 2000, transparency…),
and one walk over all objects sees that none of it is there.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pikepdf
from PIL import ImageCms

_NEVER = {
    "/AA": "6.5.2",
    "/OpenAction": "6.5.1",
    "/JavaScript": "6.5.1",
    "/AcroForm": "6.4.1",
    "/Annots": "6.3.1",
    "/EmbeddedFiles": "6.8",
    "/EF": "6.8",
    "/Alternates": "6.2.8-1",
    "/OPI": "6.2.8-2",
    "/SMask": "6.2.10",
    "/Group": "6.2.10",
    "/ExtGState": "6.2.5",
    "/OCProperties": "6.9",
    "/Requirements": "6.11",
    "/Perms": "6.1.12",
    "/AlternatePresentations": "6.10-1",
    "/PresSteps": "6.10-2",
    "/Encrypt": "6.1.3-2",
}
_FILTERS = {"/ASCIIHexDecode", "/ASCII85Decode", "/FlateDecode", "/RunLengthDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/DCTDecode"}
_NAMES = {
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


def complaints(pdf: bytes, *, annotations: bool = False) -> list[str]:
    """Empty when nothing was found. `annotations`: links are looked at elsewhere."""
    found = list(_bytes(pdf))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        if not document.trailer.get("/ID"):
            found.append("6.1.3-1 no ID")
        if document.is_encrypted:
            found.append("6.1.3-2 encrypted")
        found += [each for each in _objects(document) if not (annotations and each.startswith("6.3.1"))]
        found += _colour(document)
        found += _metadata(document)
        for page in document.pages:
            found += _page(page)
    return found


def _bytes(pdf: bytes) -> Iterator[str]:
    lines = pdf.split(b"\n", 2)
    if not re.fullmatch(rb"%PDF-1\.[0-7]", lines[0]):
        yield "6.1.2-1 header"
    if len(lines[1]) < 5 or lines[1][:1] != b"%" or min(lines[1][1:5]) < 128:
        yield "6.1.2-2 the comment after the header"
    if not pdf.rstrip(b"\r\n").endswith(b"%%EOF") or pdf.endswith(b"\n\n"):
        yield "6.1.3-3 something after the end"
    if b"\nxref\n" in pdf and not re.search(rb"\nxref\n\d+ \d+\n\d{10} \d{5} [nf]", pdf):
        yield "6.1.4-1 cross reference table"


def _objects(document: pikepdf.Pdf) -> Iterator[str]:
    for thing in document.objects:
        if isinstance(thing, pikepdf.Stream):
            filters = thing.get("/Filter", [])
            for name in [filters] if isinstance(filters, pikepdf.Name) else filters:
                if str(name) not in _FILTERS:
                    yield f"6.1.7.2-1 filter {name}"
            if "/F" in thing.stream_dict or "/FFilter" in thing.stream_dict:
                yield "6.1.7.1-3 a stream in another file"
        keys = thing.keys() if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream) else []
        for key in keys:
            if key in _NEVER and not (key == "/Annots" and len(thing[key]) == 0):
                yield f"{_NEVER[key]} {key}"
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image":
            if thing.get("/Interpolate", False):
                yield "6.2.8-3 interpolated"
            if int(thing.get("/BitsPerComponent", 8)) not in (1, 2, 4, 8, 16):
                yield "6.2.8-4 bits"
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font":
            yield from _font(thing)


def _colour(document: pikepdf.Pdf) -> Iterator[str]:
    intents = document.Root.get("/OutputIntents", [])
    if not intents:
        yield "6.2.3 no output intent"
        return
    stream = intents[0]["/DestOutputProfile"]
    content = stream.read_bytes()
    profile = ImageCms.ImageCmsProfile(io.BytesIO(content)).profile
    if intents[0]["/S"] != "/GTS_PDFA1":
        yield "6.2.3 the intent's kind"
    if content[12:16] not in (b"prtr", b"mntr") or content[16:20] != b"RGB " or profile.version >= 5 or int(stream["/N"]) != 3:
        yield "6.2.3-1 the profile is none for RGB"
    for thing in document.objects:
        space = thing.get("/ColorSpace") if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image" else None
        if isinstance(space, pikepdf.Name) and space not in ("/DeviceRGB", "/DeviceGray"):
            yield f"6.2.4.3 {space}"


def _metadata(document: pikepdf.Pdf) -> Iterator[str]:
    stream = document.Root.get("/Metadata")
    if stream is None:
        yield "6.6.2.1-1 no metadata"
        return
    text = stream.read_bytes().decode("utf-8")
    head = re.match(r"<\?xpacket begin=[\"'].?[\"'] id=[\"']W5M0MpCehiHzreSzNTczkc9d[\"']\s*(.*?)\?>", text, re.DOTALL)
    if head is None or head[1]:
        yield "6.6.2.1 the packet's header"
    tree = ElementTree.fromstring(re.sub(r"<\?xpacket.*?\?>", "", text, flags=re.DOTALL))  # noqa: S314 our own

    def said(name: str) -> str | None:
        prefix, _, local = name.partition(":")
        key = f"{{{_NAMES[prefix]}}}{local}"
        for each in tree.iter(f"{{{_NAMES['rdf']}}}Description"):
            if key in each.attrib:
                return each.attrib[key]
        return next(("".join(each.itertext()).strip() for each in tree.iter(key)), None)

    if said("pdfaid:part") != "2":
        yield "6.6.4-2 part"
    if said("pdfaid:conformance") not in ("B", "U", "A"):
        yield "6.6.4-3 conformance"
    for key, name in {"/Title": "dc:title", "/Producer": "pdf:Producer", "/Keywords": "pdf:Keywords"}.items():
        if key in document.docinfo and str(document.docinfo[key]) != said(name):
            yield f"6.6.3 {key} says other than {name}"
    for key, name in {"/CreationDate": "xmp:CreateDate", "/ModDate": "xmp:ModifyDate"}.items():
        if key in document.docinfo and _digits(str(document.docinfo[key]))[:14] != _digits(said(name) or "")[:14]:
            yield f"6.6.3 {key} says other than {name}"


def _page(page: pikepdf.Page) -> Iterator[str]:
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    if not (3 <= right - left <= 14_400 and 3 <= top - bottom <= 14_400):
        yield "6.1.13-11 size of the page"
    if "/Resources" not in page.obj:
        yield "6.2.2-2 resources of its own"
    depth = 0
    for operands, operator in pikepdf.parse_content_stream(page):
        depth += {"q": 1, "Q": -1}.get(str(operator), 0)
        if depth > 28:
            yield "6.1.13-8 too deep"
        for operand in operands:
            if isinstance(operand, pikepdf.String) and len(bytes(operand)) >= 32_768:
                yield "6.1.13-3 too long a string"


def _font(font: pikepdf.Dictionary) -> Iterator[str]:
    kind = str(font.get("/Subtype", ""))
    if kind not in ("/Type0", "/CIDFontType2", "/CIDFontType0"):
        yield f"6.2.11.2-2 a font of {kind}"
    if kind == "/Type0" and font["/Encoding"] != "/Identity-H":
        yield "6.2.11.3.1 encoding"
    if kind != "/Type0":
        descriptor = font["/FontDescriptor"]
        if not any(key in descriptor for key in ("/FontFile2", "/FontFile3")):
            yield "6.2.11.4.1-1 a font that is not inside"
        if kind == "/CIDFontType2" and "/CIDToGIDMap" not in font:
            yield "6.2.11.3.2-1 no map of glyphs"


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
