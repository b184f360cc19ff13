"""QR codes as the screens and the templates draw them."""

from __future__ import annotations

from typing import Literal

import segno


def modules(text: str, *, error: Literal["m", "q"] = "m") -> list[str]:
    """A string of 0 and 1 for each row, 1 dark, without the quiet zone; empty for an empty text.

    `error`: m bears 15 % of damage, q 25 %.
    """
    return ["".join("1" if dark else "0" for dark in row) for row in segno.make_qr(text, error=error).matrix] if text else []
