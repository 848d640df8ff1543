"""The registration file after each event of technical review."""

from __future__ import annotations

from domain.case import registration_inspection
from domain.case.base import finish
from domain.case.review_commands import EXPLANATION, SUPPLEMENT
from domain.case.review_events import (
    DissentDecided,
    DissentLapsed,
    DissentStated,
    ExplanationGiven,
    ExplanationRequested,
    RegistrationAccepted,
    RegistrationApproved,
    RegistrationCorrected,
    RegistrationCorrectionLapsed,
    RegistrationCorrectionRequested,
    RegistrationDelivered,
    RegistrationFiled,
    RegistrationNotAccepted,
    RegistrationRefused,
    ReviewConcluded,
    ReviewExtended,
    ReviewTermOverdue,
    SupplementAnswered,
    SupplementRequested,
)
from domain.case.state import CaseOutcome, CaseState, Review, ReviewStep
from domain.terms import ProcedureEvent


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case after an event of technical review."""
    if isinstance(event, registration_inspection.EVENTS):
        review = registration_inspection.evolve(state.review, event)
    else:
        review = state.review.model_copy(update=_changes(event, state.review))
    new = state.model_copy(update={"review": review})
    match event:
        case RegistrationApproved():
            return finish(new, CaseOutcome.APPROVED)
        case RegistrationRefused():
            return finish(new, CaseOutcome.REGISTRATION_REFUSED)
        case _:
            return new


def _changes(event: ProcedureEvent, review: Review) -> dict[str, object]:  # noqa: C901, PLR0912 - one row per event
    match event:
        case RegistrationFiled(kind=kind, track=track):
            return {"step": ReviewStep.FILED, "kind": kind, "track": track}
        case RegistrationAccepted(acceptance_no=number):
            return {"step": ReviewStep.REVIEWING, "acceptance_no": number}
        case RegistrationCorrectionRequested():
            return {"step": ReviewStep.CORRECTING, "correction_used": True}
        case RegistrationCorrectionLapsed():
            return {"correction_lapsed": True}
        case RegistrationCorrected():
            return {"step": ReviewStep.FILED, "correction_lapsed": False}
        case RegistrationNotAccepted():
            return {"step": ReviewStep.AWAITED, "correction_used": False, "correction_lapsed": False}
        case SupplementRequested():
            return {"step": ReviewStep.SUPPLEMENT, "supplements": review.supplements + 1}
        case SupplementAnswered():
            return {"step": ReviewStep.REVIEWING}
        case ExplanationRequested():
            return {"explanation": "awaited"}
        case ExplanationGiven():
            return {"explanation": None}
        case ReviewExtended():
            return {"extended": True}
        case ReviewTermOverdue(term=term) if term == SUPPLEMENT:
            return {"step": ReviewStep.REVIEWING, "lapsed": True}
        case ReviewTermOverdue(term=term) if term == EXPLANATION:
            return {"explanation": "lapsed"}
        case ReviewConcluded(conclusion=conclusion, dissent_open=True):
            return {"step": ReviewStep.DISSENT_OPEN, "conclusion": conclusion}
        case ReviewConcluded(conclusion=conclusion):
            return {"step": ReviewStep.CONCLUDED, "conclusion": conclusion}
        case DissentStated():
            return {"step": ReviewStep.EXPERT_PANEL}
        case DissentLapsed():
            return {"step": ReviewStep.CONCLUDED}
        case DissentDecided(outcome="changed"):
            return {"step": ReviewStep.CONCLUDED, "conclusion": "approve"}
        case DissentDecided():
            return {"step": ReviewStep.CONCLUDED}
        case RegistrationApproved(on=on) | RegistrationRefused(on=on):
            return {"decided_on": on}
        case RegistrationDelivered(on=on):
            return {"delivered_on": on}
        case _:
            return {}
