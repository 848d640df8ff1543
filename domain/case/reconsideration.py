"""Reconsideration (ARL): the application in time, its acceptance, the decision and what follows from it."""

from __future__ import annotations

from typing import assert_never

from domain.case.base import Answer, TermEnded, provisions
from domain.case.closing import RemedyTermEnded
from domain.case.overdue import owed
from domain.case.remedies import body_for, can_be_contested, contested_decision, reviewable, terms
from domain.case.remedy_file import Before, Contested, Remedy, RemedyStep
from domain.case.remedy_messages import (
    AcceptReconsideration,
    ApplyForReconsideration,
    BringAction,
    DecideReconsideration,
    DeclineReconsideration,
    ExtendReconsideration,
    ReconsiderationApplied,
    WithdrawReconsideration,
)
from domain.case.reopening import reopened
from domain.case.state import CaseState
from domain.clock import due
from domain.messages import Refusal
from domain.moment import Moment
from domain.refusals import refuse
from domain.remedies import course
from domain.remedies.course import BASIS, Course
from domain.remedies.messages import FALLEN
from domain.terms import end, start

Command = (
    ApplyForReconsideration
    | AcceptReconsideration
    | DeclineReconsideration
    | ExtendReconsideration
    | WithdrawReconsideration
    | DecideReconsideration
)


def decision_term(number: int) -> str:
    """The name of the term for the decision on this reconsideration."""
    return f"remedy.{number}.decide"


def court_term(number: int) -> str:
    """The name of the term for going to court after this reconsideration."""
    return f"remedy.{number}.court"


def decide(command: Command, state: CaseState, moment: Moment) -> Answer:
    """What follows from a command about a reconsideration."""
    if isinstance(command, ApplyForReconsideration):
        return _apply(command, state, moment)
    remedy = state.remedies.remedy(command.number)
    if remedy is None or remedy.before is not Before.RECONSIDERATION:
        return refuse("remedy_unknown", BASIS, number=command.number)
    going = as_course(remedy)
    match command:
        case AcceptReconsideration(admissible=why):
            return course.accept(going, moment, why)
        case DeclineReconsideration():
            return course.decline(command, going, state.terms, moment)
        case ExtendReconsideration():
            return course.extend(command, going, state.terms, moment)
        case WithdrawReconsideration():
            return course.withdraw(command, going, state.terms)
        case DecideReconsideration():
            return _decide(command, remedy, state, moment)
        case _:
            assert_never(command)


def as_course(remedy: Remedy) -> Course:
    """The remedy with the names of its terms; a duty that was not done has no decision to contest directly."""
    contested = remedy.contested
    return Course(
        number=remedy.number,
        step=remedy.step,
        referred=remedy.referred,
        extended=remedy.extended,
        decide=decision_term(remedy.number),
        court=court_term(remedy.number),
        direct=terms(contested.about) if contested.against == "decision" else (),
    )


def term_ended(command: TermEnded, state: CaseState, moment: Moment) -> Answer:
    """The time to decide ran out, which opens the court; or the time for the court did."""
    _, number, which = command.term.split(".")
    remedy = state.remedies.remedy(int(number))
    if which == "decide" and remedy is not None:
        return (course.overdue(as_course(remedy), state.terms, command.last_day, moment),)
    return (RemedyTermEnded(term=command.term, clock=end(state.terms, command.term)),)


def contested(command: ApplyForReconsideration | BringAction, state: CaseState) -> Contested | Refusal:
    """What is contested, or why there is nothing to contest."""
    if command.against == "decision":
        found = contested_decision(state, command.about, command.actor.organisation)
        return found or refuse("nothing_to_contest", BASIS, stage=state.stage)
    term = command.term
    found = owed(term, state)
    if found is None:
        overdue = ", ".join(each.term for each in state.remedies.overdue if owed(each.term, state)) or "—"
        return refuse("nothing_overdue", provisions("arl/23"), term=term or "—", overdue=overdue)
    return found


def _apply(command: ApplyForReconsideration, state: CaseState, moment: Moment) -> Answer:
    found = contested(command, state)
    if isinstance(found, Refusal):
        return found
    if any(each.contested == found for each in state.remedies.pending):
        return refuse("remedy_pending", BASIS)
    if refusal := _late(found, state, moment):
        return refusal
    can = reviewable(found.outcome, moment)
    if can == "no":
        return refuse("not_reviewable", provisions("arl/24", "arl/26"), outcome=found.outcome)
    applied = ReconsiderationApplied(
        number=len(state.remedies.remedies) + 1,
        contested=found,
        body=body_for(found.authority),
        referred=can == "refer",
        grounds=command.grounds,
        clock=end(state.terms, terms(found.about)[0]) if found.against == "decision" else (),
        basis=BASIS if found.against == "decision" else provisions("arl/20", "arl/23"),
    )
    return (applied,)


def _late(found: Contested, state: CaseState, moment: Moment) -> Refusal | None:
    """Sixty days from knowing the decision; for an overdue act, from the last day of its term."""
    if found.against == "decision":
        in_time = can_be_contested(found, state, moment, 0)
    else:
        since = next(each.since for each in state.remedies.overdue if each.term == found.term)
        last = due(start(moment, "remedy", "rec.apply", since).term, moment.calendar)
        in_time = last is None or moment.day <= last.day
    return None if in_time else refuse("reconsideration_late", BASIS)


def _decide(command: DecideReconsideration, remedy: Remedy, state: CaseState, moment: Moment) -> Answer:
    going = as_course(remedy)
    refusal = course.in_turn(going, RemedyStep.PENDING) or does_not_fit(command.outcome, remedy)
    if refusal:
        return refusal
    decided = course.decided(command, going, state.terms, moment)
    if command.outcome not in FALLEN:
        return (decided,)
    return (decided, *reopened(remedy, command, state, moment))


def does_not_fit(outcome: str, remedy: Remedy) -> Refusal | None:
    """An act is ordered where one is overdue; a decision stands, falls or is changed."""
    return course.does_not_fit(outcome, inaction=remedy.contested.against == "inaction")
