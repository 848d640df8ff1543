"""The remedies against a decision: who hears them, until when, and what a refusal tells of them (ALL Art. 38).

Sixty calendar days for reconsideration and six months for a court, from the day on which the decision is known; the
case stays open until the last has run out or been decided.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, assert_never

from domain.actors import Actor, Role
from domain.case.remedy_file import Contested, Office
from domain.case.stages import CaseOutcome, Stage
from domain.case.state import CaseState, LicenseStep, ReviewStep
from domain.model import Frozen
from domain.moment import Moment
from domain.terms import ClockAct, Started, start

RECONSIDERATION = "closing.reconsideration"
LITIGATION = "closing.litigation"

Reviewable = Literal["yes", "refer", "no"]

SELECTION_ACTS = frozenset(
    {CaseOutcome.NOT_SELECTED, CaseOutcome.REFUSED_BY_GOVERNMENT, CaseOutcome.REFUSED_BY_NMPA}
)
"""Decisions of the pilot's selection: whether they can be reviewed is open."""


class RemediesNotice(Frozen):
    """What those concerned are told: who hears a reconsideration, and the last days; none before the delivery."""

    body: Role
    province: str | None = None
    reviewable: Reviewable = "yes"
    reconsideration_until: date | None = None
    court_until: date | None = None


def remedies(moment: Moment) -> tuple[ClockAct, ...]:
    """The terms of reconsideration and court, both from today, as the law files say.

    Today is the day on which the decision is known: that of its delivery, where it has one.
    """
    return _terms(moment)


def notice(
    state: CaseState, outcome: CaseOutcome, moment: Moment, licensee: str | None = None, *, known: bool = True
) -> RemediesNotice:
    """The notice of the remedies; `known` is false for a decision that has still to be delivered."""
    body = body_for(authority(state, outcome, licensee))
    reconsideration, court = _terms(moment)
    return RemediesNotice(
        body=body.role,
        province=body.province,
        reviewable=reviewable(outcome, moment),
        reconsideration_until=reconsideration.due if known else None,
        court_until=court.due if known else None,
    )


def reviewable(outcome: CaseOutcome | None, moment: Moment) -> Reviewable:
    """Whether the decision can be reviewed: as the configured reading says for the acts of the selection."""
    if outcome not in SELECTION_ACTS:
        return "yes"
    match moment.in_force.reading("selection_acts_reviewable").value:
        case True | "yes":
            return "yes"
        case False | "no":
            return "no"
        case _:
            return "refer"


def authority(state: CaseState, outcome: CaseOutcome, licensee: str | None = None) -> Office:
    """The office whose decision this is."""
    home = state.file.applicant_province()
    match outcome:
        case CaseOutcome.NOT_ACCEPTED | CaseOutcome.NOT_SELECTED | CaseOutcome.NOT_SUITABLE:
            return Office(role=Role.AGENCY, province=home)
        case CaseOutcome.LICENSE_REFUSED:
            file = state.licensing.file(licensee or "applicant")
            return Office(role=Role.AGENCY, province=file.licensee.province if file else home)
        case CaseOutcome.REFUSED_BY_GOVERNMENT:
            return Office(role=Role.GOVERNMENT, province=home)
        case CaseOutcome.REFUSED_BY_NMPA | CaseOutcome.REGISTRATION_REFUSED | CaseOutcome.APPROVED:
            return Office(role=Role.NMPA)
        case CaseOutcome.REFUSED_FALSE_MATERIALS | CaseOutcome.TERMINATED | CaseOutcome.WITHDRAWN:
            return in_charge(state)
        case _:
            assert_never(outcome)


def in_charge(state: CaseState) -> Office:
    """The office with which the case lies, or lay when it ended: the one that may suspend or terminate it.

    A suspended case lies with the office that suspended it.
    """
    if state.suspension:
        return state.suspension.by
    match state.remedies.ended_at or state.stage:
        case Stage.NATIONAL_DECISION:
            return Office(role=Role.NMPA)
        case Stage.TECHNICAL_REVIEW if state.review.step is ReviewStep.CONCLUDED:
            return Office(role=Role.NMPA)
        case Stage.TECHNICAL_REVIEW:
            return Office(role=Role.REVIEW_CENTRE)
        case _:
            return Office(role=Role.AGENCY, province=state.file.applicant_province())


def is_office(office: Office, actor: Actor) -> bool:
    """Whether the actor acts in that office."""
    national = office.province is None
    return actor.role is office.role and (national or actor.province == office.province)


def body_for(office: Office) -> Office:
    """Who reconsiders: over an agency its government, over a government and NMPA they themselves (ARL 24, 25)."""
    if office.role is Role.AGENCY:
        return Office(role=Role.GOVERNMENT, province=office.province)
    return office if office.role is Role.GOVERNMENT else Office(role=Role.NMPA)


def contested_decision(state: CaseState) -> Contested | None:
    """The decision that ended the case, or a refused license beside which it goes on; None while there is none."""
    outcome, licensee = state.outcome, state.remedies.licensee
    if outcome is None:
        refused = [file for file in state.licensing.files if file.step is LicenseStep.NOT_GRANTED]
        if not refused:
            return None
        outcome, licensee = CaseOutcome.LICENSE_REFUSED, refused[-1].licensee.id
    if outcome is CaseOutcome.WITHDRAWN:
        return None
    office = authority(state, outcome, licensee)
    return Contested(against="decision", outcome=outcome, licensee=licensee, authority=office)


def _terms(moment: Moment) -> tuple[Started, Started]:
    return start(moment, RECONSIDERATION, "rec.apply"), start(moment, LITIGATION, "lit.direct")
