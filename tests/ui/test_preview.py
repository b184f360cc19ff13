"""`python -m kiosk.ui.preview`: a picture of each screen, of the size that was asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[2]


def test_pictures_are_drawn(tmp_path: Path) -> None:
    arguments = ["--out", str(tmp_path), "--size", "1024x768", "--language", "en", "--only", "submitted"]
    done = subprocess.run(
        [sys.executable, "-m", "kiosk.ui.preview", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert {path.name for path in tmp_path.iterdir()} == {"submitted.png", "submitted-failed.png", "resume-submitted.png"}
    with Image.open(tmp_path / "submitted.png") as picture:
        assert picture.size == (1024, 768)
        assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 50
