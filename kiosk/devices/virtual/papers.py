from __future__ import annotations
from PIL import Image


def sample_paper(title: str, page: int) -> Image.Image:
    from tests.papers import text_page, on_scanner

    seed = sum(title.encode()) + page
    sheet = text_page(seed, 200, title="GIẤY XÁC NHẬN")
    return Image.fromarray(on_scanner(sheet, [1.2, -0.8, 2.1][seed % 3], "dark", margin=0.02).image)
