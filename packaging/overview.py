"""The picture of the README, put together from what `kiosk demo --tour` left. Usage: overview.py DEMO_FOLDER OUT.png"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

SCREENS = (("attract", 0), ("papers", 1), ("form-keyboard", 0), ("submitted-slip", 0))
"""Name, and which of the pictures of that name."""
HEIGHT, GAP, GROUND = 720, 16, (214, 208, 198)


def main(folder: Path, out: Path) -> None:
    files = [sorted(folder.glob(f"[0-9][0-9]-{name}.png"))[which] for name, which in SCREENS] + [folder / "slip.png"]
    pictures = []
    for file in files:
        with Image.open(file) as picture:
            size = (round(picture.width * HEIGHT / picture.height), HEIGHT)
            pictures.append(picture.convert("RGB").resize(size, Image.Resampling.LANCZOS))
    sheet = Image.new("RGB", (sum(p.width + GAP for p in pictures) + GAP, HEIGHT + 2 * GAP), GROUND)
    x = GAP
    for picture in pictures:
        sheet.paste(picture, (x, GAP))
        x += picture.width + GAP
    sheet.save(out, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
