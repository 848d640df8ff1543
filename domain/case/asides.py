"""Decisions against one application beside which the case goes on: each has remedies of its own."""

from __future__ import annotations

from domain.case.false_materials import FalseMaterialsFound
from domain.case.license_events import LicenseRefused
from domain.case.license_turned_away import LicenseApplicationNotAccepted
from domain.case.remedies import RemediesNotice
from domain.case.remedy_file import FILING, Aside
from domain.case.review_events import RegistrationNotAccepted
from domain.case.stages import CaseOutcome
from domain.case.state import CaseState
from domain.terms import ProcedureEvent


def note(state: CaseState, before: CaseState, event: ProcedureEvent) -> CaseState:
    """The case with the decision of the event, where it is one of these; `before` is the case without the event."""
    match event:
        case LicenseRefused(licensee=licensee, outcome=None):
            aside = Aside(about=licensee, outcome=CaseOutcome.LICENSE_REFUSED)
        case FalseMaterialsFound(licensee=str(licensee), outcome=None):
            aside = Aside(about=licensee, outcome=CaseOutcome.LICENSE_REFUSED, bar=len(before.bars))
        case LicenseApplicationNotAccepted(licensee=licensee, remedies=RemediesNotice() as told):
            file = before.licensing.file(licensee)
            aside = _not_accepted(licensee, told, file.kind if file else None)
        case RegistrationNotAccepted(remedies=RemediesNotice() as told):
            aside = _not_accepted(FILING, told)
        case _:
            return state
    return state.model_copy(update={"remedies": state.remedies.with_aside(aside)})


def _not_accepted(about: str, told: RemediesNotice, kind: str | None = None) -> Aside:
    return Aside(
        about=about,
        outcome=CaseOutcome.NOT_ACCEPTED,
        kind=kind,
        reconsideration_until=told.reconsideration_until,
        court_until=told.court_until,
    )
