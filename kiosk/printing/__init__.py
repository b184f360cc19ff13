"""What is printed: the slip as a picture of dots, the form as PDF/A, from templates that a centre can edit."""

from kiosk.printing.compose import compose_slip
from kiosk.printing.form import render_form
from kiosk.printing.needs import NeededPaper, Needs, compose_needs, render_needs
from kiosk.printing.separators import render_separators
from kiosk.printing.slip import Raster, Slip, SlipFact, SlipRow, render_slip
from kiosk.printing.ticket import TicketSlip, render_ticket

__all__ = [
    "NeededPaper",
    "Needs",
    "Raster",
    "Slip",
    "SlipFact",
    "SlipRow",
    "TicketSlip",
    "compose_needs",
    "compose_slip",
    "render_form",
    "render_needs",
    "render_separators",
    "render_slip",
    "render_ticket",
]
