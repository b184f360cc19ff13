"""Filing for somebody else: the case has one more row, for the paper that allows it."""

from __future__ import annotations

from kiosk.catalogue.models import Both, Case, Component
from kiosk.dossier.draft import Behalf

AUTHORISATION = Component(
    id="kiosk_authorisation",
    name=Both(vi="Giấy ủy quyền", en="Letter of authorisation"),
    copies="original",
    hint=Both(vi="Văn bản để người nộp thay mặt chủ hồ sơ", en="The paper by which the submitter may act for the other person"),
)
"""In no catalogue: any procedure may be filed by somebody who was authorised."""


def case_for(case: Case, behalf: Behalf | None) -> Case:
    """The case as this dossier has it: with a row for the letter of authorisation where that is the ground, and only then."""
    own = tuple(component for component in case.components if component.id != AUTHORISATION.id)
    components = (*own, AUTHORISATION) if behalf is not None and behalf.ground == "authorised" else own
    return case if components == case.components else case.model_copy(update={"components": components})
