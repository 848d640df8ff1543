"""A decision that fell, on reconsideration or in court: the case goes back to the stage that made it."""

from __future__ import annotations

from domain.case.anew import anew
from domain.case.remedy_file import Remedy
from domain.case.remedy_messages import CaseReopened, DecideReconsideration, RecordJudgment
from domain.case.stages import CaseOutcome, Stage
from domain.case.state import CaseState, LicenseStep, ReviewStep
from domain.dossier import APPLICANT
from domain.moment import Moment

BACK_TO = {
    CaseOutcome.NOT_ACCEPTED: Stage.INTAKE,
    CaseOutcome.NOT_SELECTED: Stage.PRELIMINARY_SELECTION,
    CaseOutcome.REFUSED_BY_GOVERNMENT: Stage.JOINT_PLAN,
    CaseOutcome.REFUSED_BY_NMPA: Stage.NATIONAL_DECISION,
    CaseOutcome.LICENSE_REFUSED: Stage.LICENSING,
    CaseOutcome.REGISTRATION_REFUSED: Stage.TECHNICAL_REVIEW,
    CaseOutcome.APPROVED: Stage.TECHNICAL_REVIEW,
}
"""The stage whose decision it was; one that several stages can make, and a termination, go back to where it came."""


def reopened(
    remedy: Remedy, command: DecideReconsideration | RecordJudgment, state: CaseState, moment: Moment
) -> CaseReopened:
    """The event that takes the case back, with the terms that begin anew there."""
    fallen = remedy.contested.outcome or state.outcome or CaseOutcome.NOT_SELECTED
    event = CaseReopened(
        number=remedy.number,
        stage=BACK_TO.get(fallen) or state.remedies.ended_at or Stage.INTAKE,
        fallen=fallen,
        licensee=remedy.contested.licensee,
        document_no=command.document_no,
        bound=command.outcome == "changed",
        act_by=command.act_by,
    )
    only = event.licensee if state.outcome is None else None
    return event.model_copy(update={"clock": anew(back(state, event), moment, only)})


def back(state: CaseState, event: CaseReopened) -> CaseState:
    """The case as it stood before the decision that fell."""
    bound = event.fallen if event.bound else None
    remedies = state.remedies.model_copy(update={"bound": bound, "ended_at": None, "licensee": None})
    update: dict[str, object] = {"stage": event.stage, "outcome": None, "remedies": remedies}
    if event.fallen in {CaseOutcome.LICENSE_REFUSED, CaseOutcome.NOT_SUITABLE}:
        fallen = event.licensee or APPLICANT
        undecided = {"step": LicenseStep.ACCEPTED, "decided_on": None, "delivered_on": None}
        files = tuple(
            file.model_copy(update=undecided)
            if file.step is LicenseStep.NOT_GRANTED and file.licensee.id == fallen
            else file
            for file in state.licensing.files
        )
        update["licensing"] = state.licensing.model_copy(update={"files": files})
    if event.fallen in {CaseOutcome.REGISTRATION_REFUSED, CaseOutcome.APPROVED}:
        # NMPA is bound by a negative conclusion: where there is one, the review itself is made anew.
        step = ReviewStep.REVIEWING if state.review.conclusion == "reject" else ReviewStep.CONCLUDED
        undone = {"step": step, "decided_on": None, "delivered_on": None}
        update["review"] = state.review.model_copy(update=undone)
    return state.model_copy(update=update)
