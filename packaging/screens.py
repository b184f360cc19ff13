"""docs/screens: the picture of the README from what `kiosk demo --tour` left, and sheets of all screens with their page.

Usage: screens.py DEMO_FOLDER docs/screens
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

STORY = (("attract", 0), ("pages", 0), ("form-keyboard", 0), ("submitted-slip", 0))
"""Name, and which of the pictures of that name: the README's picture."""
HEIGHT, GAP, GROUND, INK = 720, 16, (214, 208, 198), (60, 60, 60)
SHEETS = (
    ("portrait", "1080x1920", "vi", 6, 300, []),
    ("portrait-en", "1080x1920", "en", 6, 300, []),
    ("landscape", "1920x1080", "vi", 4, 480, []),
    ("small", "1024x768", "vi", 5, 400, []),
    ("largest-text", "1080x1920", "vi", 6, 300, ["--text-size", "4"]),
    ("yellow-on-black", "1080x1920", "vi", 6, 300, ["--contrast", "yellow"]),
)
"""Name, screen, language, pictures a row, width of each [pixels], what the resident chose."""
_PAGE = """# All screens

Made by `make screens` from the sample views (kiosk/ui/samples.py). Names are those of the samples: `papers-done` is the screen `papers` in
another state.

"""


def main(demo: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    story(demo, out / "overview.png")
    lines = []
    for name, size, language, columns, width, chosen in SHEETS:
        with tempfile.TemporaryDirectory() as folder:
            ask = [sys.executable, "-m", "kiosk.ui.preview", "--out", folder, "--size", size, "--language", language, *chosen]
            subprocess.run(ask, check=True)
            sheet(sorted(Path(folder).glob("*.png")), out / f"{name}.webp", columns, width)
        lines.append(f"## {size}, {language}{', ' + ' '.join(chosen).replace('--', '') if chosen else ''}\n\n![{name}]({name}.webp)\n")
    (out / "README.md").write_text(_PAGE + "\n".join(lines), "utf-8")


def story(demo: Path, out: Path) -> None:
    files = [sorted(demo.glob(f"[0-9][0-9]-{name}.png"))[which] for name, which in STORY] + [demo / "slip.png"]
    pictures = []
    for file in files:
        with Image.open(file) as picture:
            size = (round(picture.width * HEIGHT / picture.height), HEIGHT)
            pictures.append(picture.convert("RGB").resize(size, Image.Resampling.LANCZOS))
    whole = Image.new("RGB", (sum(p.width + GAP for p in pictures) + GAP, HEIGHT + 2 * GAP), GROUND)
    x = GAP
    for picture in pictures:
        whole.paste(picture, (x, GAP))
        x += picture.width + GAP
    whole.save(out, optimize=True)


def sheet(files: list[Path], out: Path, columns: int, width: int) -> None:
    """All pictures on one, each with its name below it."""
    font = ImageFont.load_default(18)
    with Image.open(files[0]) as first:
        height = round(first.height * width / first.width)
    rows = -(-len(files) // columns)
    whole = Image.new("RGB", (columns * (width + GAP) + GAP, rows * (height + 3 * GAP) + GAP), GROUND)
    draw = ImageDraw.Draw(whole)
    for number, file in enumerate(files):
        x, y = GAP + number % columns * (width + GAP), GAP + number // columns * (height + 3 * GAP)
        with Image.open(file) as picture:
            whole.paste(picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS), (x, y))
        draw.text((x, y + height + 4), file.stem, font=font, fill=INK)
    whole.save(out, quality=80, method=6)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
