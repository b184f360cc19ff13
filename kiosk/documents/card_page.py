"""Both sides of an identity card on one A4 page, as officers want to see them.

if is_card(front) and is_card(back): jpeg = lay_cards(front.jpeg, back.jpeg)
"""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from kiosk.documents.card import CARD_MM
from kiosk.documents.card_way import shows_zone
from kiosk.documents.gray import in_gray
from kiosk.documents.image_file import load_image

_RADIUS_MM = 3.18
_A4_MM = (210.0, 297.0)
_A4_DPI = 300
_FRONT_MM, _BACK_MM = 60.0, 150.0
"""Where each side begins, from the top of the page."""
_QUALITY = 85


def lay_cards(one: bytes, other: bytes) -> bytes:
    """JPEG of one A4 page at 300 dpi: both sides of a card (JPEGs) in their true size, the front above, whichever was scanned first.

    Raises InputError for what is no image.
    """
    mm = _A4_DPI / 25.4
    sides = [load_image(jpeg) for jpeg in (one, other)]
    if [shows_zone(in_gray(pixels), dpi) for pixels, dpi in sides] == [True, False]:
        sides.reverse()
    sheet = Image.new("RGB", (round(_A4_MM[0] * mm), round(_A4_MM[1] * mm)), "white")
    for (pixels, _), top in zip(sides, (_FRONT_MM, _BACK_MM), strict=True):
        card = Image.fromarray(pixels).convert("RGB")
        standing = card.height > card.width
        size = (round(CARD_MM[standing] * mm), round(CARD_MM[not standing] * mm))
        card = card.resize(size, Image.Resampling.LANCZOS)
        outline = Image.new("L", size, 0)
        ImageDraw.Draw(outline).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), _RADIUS_MM * mm, fill=255)
        sheet.paste(card, ((sheet.width - size[0]) // 2, round(top * mm)), outline)
    buffer = io.BytesIO()
    sheet.save(buffer, "JPEG", quality=_QUALITY, dpi=(_A4_DPI, _A4_DPI))
    return buffer.getvalue()
