"""The remedies against a decision: who hears them, until when, and what a refusal tells of them (ALL Art. 38).

Sixty calendar days for reconsideration and six months for a court, from the day on which the decision is known; the
case stays open until the last has run out or been decided.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, assert_never

from domain.actors import Actor, Role
from domain.case.path import path
from domain.case.remedy_file import FILING, Contested, Office
from domain.case.stages import CaseOutcome, Stage
from domain.case.state import CaseState, ReviewStep, applicant_names
from domain.dossier import APPLICANT
from domain.model import Frozen
from domain.moment import Moment
from domain.terms import ClockAct, Started, runs, start

RECONSIDERATION = "closing.reconsideration"
LITIGATION = "closing.litigation"
"""The terms of the remedies against the decision that ended the case; those beside it are named by `terms`."""

Reviewable = Literal["yes", "refer", "no"]

SELECTION_ACTS = frozenset(
    {CaseOutcome.NOT_SELECTED, CaseOutcome.REFUSED_BY_GOVERNMENT, CaseOutcome.REFUSED_BY_NMPA}
)
"""Decisions of the pilot's selection: whether they can be reviewed is open."""


class RemediesNotice(Frozen):
    """What those concerned are told: who hears a reconsideration, and the last days; none before the delivery.

    A last day is provisional where it lies beyond the published calendar.
    """

    body: Role
    province: str | None = None
    reviewable: Reviewable = "yes"
    reconsideration_until: date | None = None
    court_until: date | None = None
    reconsideration_provisional: bool = False
    court_provisional: bool = False


def terms(about: str | None = None) -> tuple[str, str]:
    """The names of the terms for reconsideration and court; of a decision beside which the case goes on, its own."""
    if about is None:
        return RECONSIDERATION, LITIGATION
    return f"closing.{about}.reconsideration", f"closing.{about}.litigation"


def beside(licensee: str, state: CaseState) -> str | None:
    """What a refusal of that license is called where the case goes on beside it; None where it ends the case."""
    goes_on = licensee != APPLICANT and not path(state).refusal_ends_the_case
    return licensee if goes_on else None


def remedies(moment: Moment, about: str | None = None) -> tuple[ClockAct, ...]:
    """The terms of reconsideration and court, both from today, as the law files say.

    Today is the day on which the decision is known: that of its delivery, where it has one.
    """
    return _terms(moment, about)


def notice(
    state: CaseState, outcome: CaseOutcome, moment: Moment, licensee: str | None = None, *, known: bool = True
) -> RemediesNotice:
    """The notice of the remedies; `known` is false for a decision that has still to be delivered.

    `licensee` is the one whose application it concerns, or FILING.
    """
    body = body_for(authority(state, outcome, licensee))
    reconsideration, court = _terms(moment)
    return RemediesNotice(
        body=body.role,
        province=body.province,
        reviewable=reviewable(outcome, moment),
        reconsideration_until=reconsideration.due if known else None,
        court_until=court.due if known else None,
        reconsideration_provisional=known and reconsideration.provisional,
        court_provisional=known and court.provisional,
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
        case CaseOutcome.NOT_ACCEPTED if licensee == FILING:
            return Office(role=Role.NMPA)
        case CaseOutcome.NOT_ACCEPTED if licensee is not None:
            return authority(state, CaseOutcome.LICENSE_REFUSED, licensee)
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


def contested_decision(state: CaseState, about: str | None = None, by: str | None = None) -> Contested | None:
    """The decision that is contested; None where there is none.

    Without `about` it is the one that ended the case; while the case goes on, the latest one that `by` may contest.
    """
    outcome, licensee = state.outcome, state.remedies.licensee
    if about is None and outcome is not None:
        if outcome is CaseOutcome.WITHDRAWN:
            return None
        office = authority(state, outcome, licensee)
        return Contested(against="decision", outcome=outcome, licensee=licensee, authority=office)
    asides = [each for each in state.remedies.asides if about in {None, each.about}]
    own = [each for each in asides if by in claimants(state, each.about)] or asides
    if not own:
        return None
    found = own[-1]
    return Contested(
        against="decision",
        outcome=found.outcome,
        licensee=None if found.about == FILING else found.about,
        about=found.about,
        authority=authority(state, found.outcome, found.about),
    )


def can_be_contested(found: Contested, state: CaseState, moment: Moment, which: Literal[0, 1]) -> bool:
    """Whether the time for its reconsideration (0) or for a court (1) runs, or its last day has not passed."""
    aside = state.remedies.aside(found.about or "")
    last = (aside.reconsideration_until, aside.court_until)[which] if aside else None
    return moment.day <= last if last else runs(moment, state.terms, terms(found.about)[which])


def claimants(state: CaseState, licensee: str | None) -> frozenset[str]:
    """Who may contest: the manufacturer what concerns its own license, the applicant everything else."""
    file = state.licensing.file(licensee) if licensee else None
    if file is None or file.licensee.is_applicant:
        return applicant_names(state.file)
    return frozenset({file.licensee.name})


def _terms(moment: Moment, about: str | None = None) -> tuple[Started, Started]:
    reconsideration, court = terms(about)
    return start(moment, reconsideration, "rec.apply"), start(moment, court, "lit.direct")
