"""The text of a PDF that typst made, without a PDF tool on the machine: glyph codes through each font's ToUnicode table."""

from __future__ import annotations

import io
import re

import pikepdf


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, its lines run together."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [_page_text(page).replace("\u200b", "") for page in document.pages]


def text_of(pdf: bytes) -> str:
    return "".join(pages_of(pdf))


def _page_text(page: pikepdf.Page) -> str:
    fonts = {str(name): _table(font) for name, font in page.resources.get("/Font", pikepdf.Dictionary()).items()}
    table: dict[int, str] = {}
    parts: list[str] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "Tf":
                table = fonts[str(operands[0])]
            case "Tj":
                parts.append(_decode(bytes(operands[0]), table))
            case "TJ":
                parts += [_decode(bytes(item), table) for item in operands[0] if isinstance(item, pikepdf.String)]
    return "".join(parts)


def _decode(codes: bytes, table: dict[int, str]) -> str:
    return "".join(table.get(int.from_bytes(codes[at : at + 2], "big"), "\ufffd") for at in range(0, len(codes), 2))


def _table(font: pikepdf.Object) -> dict[int, str]:
    cmap = font["/ToUnicode"].read_bytes().decode("latin-1")
    table: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            table[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = bytes.fromhex(text).decode("utf-16-be")
            for step in range(int(last, 16) - int(first, 16) + 1):
                table[int(first, 16) + step] = start[:-1] + chr(ord(start[-1]) + step)
    return table
