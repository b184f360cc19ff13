"""The font of a PDF's text layer: every character is a blank of half an em. It can be searched and copied, and nothing of it can be seen.

The same idea as in tesseract's own PDFs. Built here from nothing, as small as TrueType allows: PDF 1.7 names the tables that an embedded
font needs (ISO 32000-1, 9.9): head, hhea, maxp, hmtx, loca, glyf.
"""

from __future__ import annotations

import struct
from functools import lru_cache

import pikepdf
from pikepdf import Array, Dictionary, Name

EM = 1000
WIDTH = 500
"""Advance of every character, in thousandths of its size."""
_NAME = "/KioskGlyphless"
_GLYPHS = 2
"""`.notdef`, which PDF/A forbids to show, and the blank."""
_MOST_IN_A_BLOCK = 100


def add_font(pdf: pikepdf.Pdf, characters: set[str]) -> pikepdf.Object:
    """The font, for text in UTF-16BE of the basic plane (`Identity-H`); `characters` are those that will be shown."""
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(_NAME),
        Flags=5,  # fixed pitch, symbolic
        FontBBox=Array([0, 0, WIDTH, EM]),
        ItalicAngle=0,
        Ascent=EM,
        Descent=-1,  # some readers take 0 for "not said" and put a guess in its place
        CapHeight=EM,
        StemV=80,
        FontFile2=pdf.make_indirect(_stream(pdf, _true_type(), Length1=len(_true_type()))),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name(_NAME),
        CIDSystemInfo=Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0),
        CIDToGIDMap=pdf.make_indirect(_stream(pdf, b"\0\1" * 0x10000)),
        DW=WIDTH,
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name(_NAME),
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
        ToUnicode=pdf.make_indirect(_stream(pdf, _to_unicode(characters))),
    )
    return pdf.make_indirect(font)


def _stream(pdf: pikepdf.Pdf, content: bytes, **entries: int) -> pikepdf.Stream:
    return pikepdf.Stream(pdf, content, **entries)


def _to_unicode(characters: set[str]) -> bytes:
    """Code → character: they are the same."""
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
    ]
    codes = sorted(ord(character) for character in characters)
    for start in range(0, len(codes), _MOST_IN_A_BLOCK):
        block = codes[start : start + _MOST_IN_A_BLOCK]
        lines += [f"{len(block)} beginbfchar", *(f"<{code:04X}> <{code:04X}>" for code in block), "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode("ascii")


@lru_cache(maxsize=1)
def _true_type() -> bytes:
    """The font program: two glyphs without an outline."""
    head = struct.pack(
        ">IIIIHHQQhhhhHHhhh", 0x00010000, 0x00010000, 0, 0x5F0F3CF5, 0x000B, EM, 0, 0, 0, 0, WIDTH, EM, 0, 8, 2, 0, 0
    )  # checkSumAdjustment (third) is set below
    hhea = struct.pack(">IhhhHhhhhhhhhhhhH", 0x00010000, EM, 0, 0, WIDTH, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, _GLYPHS)
    maxp = struct.pack(">I14H", 0x00010000, _GLYPHS, 0, 0, 0, 0, 1, *(0,) * 8)
    tables = {
        b"glyf": bytes(4),
        b"head": head,
        b"hhea": hhea,
        b"hmtx": struct.pack(">HhHh", WIDTH, 0, WIDTH, 0),
        b"loca": struct.pack(">HHH", 0, 0, 0),
        b"maxp": maxp,
    }
    count = len(tables)
    search = 1 << (count.bit_length() - 1)
    font = struct.pack(">IHHHH", 0x00010000, count, 16 * search, search.bit_length() - 1, 16 * (count - search))
    offset, body = len(font) + 16 * count, b""
    for tag, table in tables.items():
        font += struct.pack(">4sIII", tag, _checksum(table), offset + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    whole = bytearray(font + body)
    at = whole.index(head) + 8
    whole[at : at + 4] = struct.pack(">I", (0xB1B0AFBA - _checksum(bytes(whole))) & 0xFFFFFFFF)
    return bytes(whole)


def _checksum(table: bytes) -> int:
    padded = table + bytes(-len(table) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & 0xFFFFFFFF
