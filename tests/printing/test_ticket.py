"""The slip with a queue number, and the slip of papers that were handed in later."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import pytest
import zxingcpp
from pydantic import ValidationError

from kiosk.clock import VIETNAM
from kiosk.printing import TicketSlip, render_slip, render_ticket
from kiosk.texts import Language
from tests.printing.samples import slip

AT = datetime(2026, 11, 23, 8, 15, tzinfo=VIETNAM)


def ticket(*, language: Language = "vi", before: int = 3, called: bool = True, counter: str = "Tư pháp – Hộ tịch") -> TicketSlip:
    return TicketSlip(language=language, centre="Trung tâm", number="A-014", counter=counter, before=before, called=called, taken_at=AT)


@pytest.mark.parametrize("dots", [576, 384])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_number_is_as_wide_as_the_paper(dots: Literal[576, 384], language: Language) -> None:
    raster = render_ticket(ticket(language=language), dots=dots)
    assert raster.width == dots
    black = sum(byte.bit_count() for byte in raster.bitmap)
    assert 0.05 < black / (raster.width * raster.height) < 0.5


def test_what_is_known_of_the_queue_is_what_is_printed() -> None:
    said = {render_ticket(ticket(before=before, called=called), dots=576).bitmap for before in (0, 3) for called in (True, False)}
    assert len(said) == 4


def test_a_long_name_makes_a_longer_slip() -> None:
    short, long = (
        render_ticket(ticket(counter=name), dots=384).height for name in ("Đất đai", "Đăng ký kinh doanh và hộ kinh doanh, lĩnh vực khác")
    )
    assert long > short


def test_nobody_is_named_on_it() -> None:
    with pytest.raises(ValidationError):
        TicketSlip.model_validate(ticket().model_dump() | {"name": "Nguyễn Văn An"})


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_supplement_says_to_which_dossier_and_nothing_of_fees(language: Language) -> None:
    whole = slip(language=language)
    added = whole.model_copy(update={"supplement_to": "000.00.26.H29-261122-0042"})
    first, second = render_slip(whole, dots=576), render_slip(added, dots=576)
    assert second.height < first.height
    (code,) = zxingcpp.read_barcodes(second.image().convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
    assert code.text == added.temporary_number
