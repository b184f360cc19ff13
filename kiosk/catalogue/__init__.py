"""What can be filed: agency → procedure → case → component rows → form fields; loading, checking, search."""

from kiosk.catalogue.load import Catalogue, check, load
from kiosk.catalogue.models import (
    Agency,
    Both,
    Case,
    Choice,
    Component,
    Duration,
    Fee,
    FormField,
    FormGroup,
    LegalBasis,
    Procedure,
    Source,
    When,
)
from kiosk.catalogue.search import Search

__all__ = [
    "Agency",
    "Both",
    "Case",
    "Catalogue",
    "Choice",
    "Component",
    "Duration",
    "Fee",
    "FormField",
    "FormGroup",
    "LegalBasis",
    "Procedure",
    "Search",
    "Source",
    "When",
    "check",
    "load",
]
