"""The head of a page, small: what a title is read from."""

from __future__ import annotations

import io

from PIL import Image

from kiosk.documents.image_file import open_jpeg

_PART = 0.4
"""State header, title and the first paragraph."""
_DPI = 150
"""Enough for a title, which is printed larger than the text."""


def head(jpeg: bytes, dpi: int) -> tuple[bytes, int]:
    """The upper part of a page in gray, as a JPEG, and its dpi. Raises InputError("page.unreadable")."""
    with open_jpeg(jpeg) as image:
        shrink = max(1.0, dpi / _DPI)
        image.draft("L", image.size)  # decodes no colour
        top = image.convert("L").crop((0, 0, image.width, max(1, round(image.height * _PART))))
        small = top.resize((max(1, round(top.width / shrink)), max(1, round(top.height / shrink))), Image.Resampling.LANCZOS)
        buffer = io.BytesIO()
        small.save(buffer, "JPEG", quality=85)
        return buffer.getvalue(), round(dpi / shrink)
