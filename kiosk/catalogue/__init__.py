"""What can be filed: agency → procedure → case → component rows → form fields; loading, checking, search."""

from kiosk.catalogue.groups import Group, group, most_used
from kiosk.catalogue.load import Catalogue, check, load
from kiosk.catalogue.models import (
    Agency,
    Both,
    Case,
    Choice,
    Component,
    Duration,
    Exemption,
    Fee,
    Finding,
    FormField,
    FormGroup,
    LegalBasis,
    LifeEvent,
    OtherWord,
    Procedure,
    Source,
    When,
)
from kiosk.catalogue.search import Found, Search

__all__ = [
    "Agency",
    "Both",
    "Case",
    "Catalogue",
    "Choice",
    "Component",
    "Duration",
    "Exemption",
    "Fee",
    "Finding",
    "FormField",
    "FormGroup",
    "Found",
    "Group",
    "LegalBasis",
    "LifeEvent",
    "OtherWord",
    "Procedure",
    "Search",
    "Source",
    "When",
    "check",
    "group",
    "load",
    "most_used",
]
