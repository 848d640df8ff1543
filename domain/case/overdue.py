"""Duties whose term ran out: noted when it does, and owed until the act is there. Such inaction can be contested."""

from __future__ import annotations

from domain.actors import Role
from domain.case.intake import FormalCheckOverdue
from domain.case.license_events import LicenseDecisionOverdue, LicenseTermOverdue
from domain.case.remedy_file import Contested, Office, Overdue
from domain.case.review_events import ReviewTermOverdue
from domain.case.stages import Stage
from domain.case.state import CaseState, ReviewStep
from domain.case.state import LicenseStep as _Step
from domain.terms import ProcedureEvent

DECIDING = (_Step.ACCEPTED, _Step.INSPECTING, _Step.ASSESSING)


def note(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case with what the event says is overdue; an older event that names no day is left out."""
    match event:
        case FormalCheckOverdue(on=on):
            term = "intake.check"
        case LicenseDecisionOverdue(licensee=licensee, on=on):
            term = f"licensing.{licensee}.decide"
        case LicenseTermOverdue(term=term, on=on) | ReviewTermOverdue(term=term, on=on):
            pass
        case _:
            return state
    if on is None:
        return state
    others = tuple(each for each in state.remedies.overdue if each.term != term)
    update = {"overdue": (*others, Overdue(term=term, since=on))}
    return state.model_copy(update={"remedies": state.remedies.model_copy(update=update)})


def owed(term: str | None, state: CaseState) -> Contested | None:
    """The overdue act as it can be contested, if it is still owed; None if it is not overdue or has been done."""
    if term is None or not any(each.term == term for each in state.remedies.overdue):
        return None
    owner, _, rest = term.partition(".")
    licensee, _, which = rest.rpartition(".")
    match owner:
        case "intake" if state.stage is Stage.INTAKE and not state.intake.awaits_correction:
            office = Office(role=Role.AGENCY, province=state.file.applicant_province())
            return Contested(against="inaction", term=term, authority=office)
        case "licensing" if _license_owed(licensee, which, state):
            file = state.licensing.file(licensee)
            province = file.licensee.province if file else None
            office = Office(role=Role.AGENCY, province=province)
            return Contested(against="inaction", licensee=licensee, term=term, authority=office)
        case "review" if _review_owed(which or rest, state):
            return Contested(against="inaction", term=term, authority=Office(role=Role.NMPA))
        case _:
            return None


def _license_owed(licensee: str, which: str, state: CaseState) -> bool:
    file = state.licensing.file(licensee)
    if file is None:
        return False
    if which == "deliver":
        return file.awaits_delivery
    return which == "decide" and state.stage is Stage.LICENSING and file.step in DECIDING


def _review_owed(which: str, state: CaseState) -> bool:
    if which == "deliver":
        return state.review.awaits_delivery
    steps = {
        "accept": ReviewStep.FILED,
        "clock": ReviewStep.REVIEWING,
        "decide": ReviewStep.CONCLUDED,
    }
    return state.stage is Stage.TECHNICAL_REVIEW and state.review.step is steps.get(which)
