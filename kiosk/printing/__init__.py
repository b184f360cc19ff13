"""What is printed: the slip as a picture of dots, the form as PDF/A, from templates that a centre can edit."""

from kiosk.printing.compose import compose_slip
from kiosk.printing.form import render_form
from kiosk.printing.separators import render_separators
from kiosk.printing.slip import Raster, Slip, SlipFact, SlipRow, render_slip

__all__ = ["Raster", "Slip", "SlipFact", "SlipRow", "compose_slip", "render_form", "render_separators", "render_slip"]
