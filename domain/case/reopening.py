"""A decision that fell, on reconsideration or in court: the case, or one application, goes back before it."""

from __future__ import annotations

from domain.case.anew import anew
from domain.case.remedy_file import FILING, Bound, Contested, Remedy
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
) -> tuple[CaseReopened, ...]:
    """The event that takes the case back, with the terms that begin anew there.

    A decision beside which the case went on takes back its own application alone, and nothing where that has come
    again meanwhile, or the case is at its end.
    """
    contested = remedy.contested
    aside = state.remedies.aside(contested.about or "")
    fallen = contested.outcome or state.outcome or CaseOutcome.NOT_SELECTED
    stage = BACK_TO.get(fallen) or state.remedies.ended_at or Stage.INTAKE
    event = CaseReopened(
        number=remedy.number,
        stage=stage if contested.about is None else state.stage or stage,
        fallen=fallen,
        licensee=contested.licensee,
        about=contested.about,
        kind=aside.kind if aside else None,
        on=moment.day if contested.about else None,
        document_no=command.document_no,
        bound=command.outcome == "changed",
        act_by=command.act_by,
    )
    if contested.about is not None and not _as_decided(contested, state):
        return ()
    clock = anew(back(state, event), moment, contested.about)
    return (event.model_copy(update={"clock": clock}),)


def fallen_aside(state: CaseState, contested: Contested, *, bound: bool) -> CaseState:
    """The case without the decision beside which it went on, and without the bar that came with it."""
    about = contested.about or ""
    aside = state.remedies.aside(about)
    if aside is None or contested.outcome is None:
        return state
    bounds = tuple(each for each in state.remedies.bound if each.about != about)
    bounds = (*bounds, Bound(outcome=contested.outcome, about=about)) if bound else bounds
    remedies = state.remedies.without_aside(about).model_copy(update={"bound": bounds})
    fallen = state.bars_fallen if aside.bar is None else (*state.bars_fallen, aside.bar)
    return state.model_copy(update={"remedies": remedies, "bars_fallen": fallen})


def back(state: CaseState, event: CaseReopened) -> CaseState:
    """The case as it stood before the decision that fell."""
    if event.about is not None:
        return _application_back(state, event)
    others = tuple(each for each in state.remedies.bound if each.about is not None)
    bounds = (*others, Bound(outcome=event.fallen, about=event.licensee)) if event.bound else others
    remedies = state.remedies.model_copy(update={"bound": bounds, "ended_at": None, "licensee": None})
    update: dict[str, object] = {"stage": event.stage, "outcome": None, "remedies": remedies}
    if event.fallen in {CaseOutcome.LICENSE_REFUSED, CaseOutcome.NOT_SUITABLE}:
        update["licensing"] = _licensing(state, event.licensee or APPLICANT)
    if event.fallen in {CaseOutcome.REGISTRATION_REFUSED, CaseOutcome.APPROVED}:
        # NMPA is bound by a negative conclusion: where there is one, the review itself is made anew.
        step = ReviewStep.REVIEWING if state.review.conclusion == "reject" else ReviewStep.CONCLUDED
        undone = {"step": step, "decided_on": None, "delivered_on": None}
        update["review"] = state.review.model_copy(update=undone)
    return state.model_copy(update=update)


def _application_back(state: CaseState, event: CaseReopened) -> CaseState:
    """One application before its decision: a refused license undecided, what was not accepted received anew."""
    about = event.about or ""
    if event.fallen is CaseOutcome.LICENSE_REFUSED:
        return state.model_copy(update={"licensing": _licensing(state, about)})
    if about == FILING:
        filed = state.review.model_copy(update={"step": ReviewStep.FILED})
        return state.model_copy(update={"review": filed})
    received = {"step": LicenseStep.APPLIED, "kind": event.kind, "applied_on": event.on}
    files = tuple(
        each.model_copy(update=received) if each.licensee.id == about else each
        for each in state.licensing.files
    )
    return state.model_copy(update={"licensing": state.licensing.model_copy(update={"files": files})})


def _licensing(state: CaseState, licensee: str) -> object:
    """The license files, with that refused license accepted and undecided."""
    undecided = {"step": LicenseStep.ACCEPTED, "decided_on": None, "delivered_on": None}
    files = tuple(
        file.model_copy(update=undecided)
        if file.step is LicenseStep.NOT_GRANTED and file.licensee.id == licensee
        else file
        for file in state.licensing.files
    )
    return state.licensing.model_copy(update={"files": files})


def _as_decided(contested: Contested, state: CaseState) -> bool:
    """Whether the application still stands as the decision left it, in a case that goes on."""
    if state.outcome is not None or state.remedies.aside(contested.about or "") is None:
        return False
    if contested.about == FILING:
        return state.stage is Stage.TECHNICAL_REVIEW and state.review.step is ReviewStep.AWAITED
    file = state.licensing.file(contested.about or "")
    left = (
        LicenseStep.NOT_GRANTED if contested.outcome is CaseOutcome.LICENSE_REFUSED else LicenseStep.AWAITED
    )
    return state.stage is Stage.LICENSING and file is not None and file.step is left
