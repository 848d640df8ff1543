"""Reconsideration (ARL): the application in time, its acceptance, the decision and what follows from it."""

from __future__ import annotations

from typing import assert_never

from domain.case.base import Answer, TermEnded, provisions
from domain.case.closing import RemedyTermEnded
from domain.case.overdue import owed
from domain.case.remedies import body_for, can_be_contested, contested_decision, reviewable, terms
from domain.case.remedy_file import Before, Contested, Remedy, RemedyStep
from domain.case.remedy_messages import (
    FALLEN,
    AcceptReconsideration,
    ApplyForReconsideration,
    BringAction,
    DecideReconsideration,
    DeclineReconsideration,
    ExtendReconsideration,
    ReconsiderationAccepted,
    ReconsiderationApplied,
    ReconsiderationDecided,
    ReconsiderationDeclined,
    ReconsiderationExtended,
    ReconsiderationOverdue,
    ReconsiderationWithdrawn,
    WithdrawReconsideration,
)
from domain.case.reopening import reopened
from domain.case.state import CaseState
from domain.clock import due
from domain.messages import Refusal
from domain.model import CalendarUnits
from domain.moment import Moment
from domain.refusals import refuse
from domain.terms import ClockAct, end, end_all, extend_by_calendar, runs, start

BASIS = provisions("arl/20")

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
    wanted = _WANTED.get(type(command), (RemedyStep.APPLIED, RemedyStep.PENDING))
    if remedy.step not in wanted:
        return refuse("remedy_out_of_turn", BASIS, number=remedy.number, step=remedy.step)
    match command:
        case AcceptReconsideration(admissible=why):
            if remedy.referred and why is None:
                return refuse(
                    "admissibility_unexplained", provisions("arl/24", "arl/26"), number=remedy.number
                )
            begun = start(moment, decision_term(remedy.number), "rec.decide")
            return (ReconsiderationAccepted(number=remedy.number, admissible=why, clock=(begun,)),)
        case DeclineReconsideration(reason=reason):
            acts = _to_court(remedy, state, moment)
            return (ReconsiderationDeclined(number=remedy.number, reason=reason, clock=acts),)
        case ExtendReconsideration():
            return _extend(command, remedy, state, moment)
        case WithdrawReconsideration(reason=reason):
            acts = end_all(state.terms, f"remedy.{remedy.number}.")
            return (ReconsiderationWithdrawn(number=remedy.number, reason=reason, clock=acts),)
        case DecideReconsideration():
            return _decide(command, remedy, state, moment)
        case _:
            assert_never(command)


_WANTED = {
    AcceptReconsideration: (RemedyStep.APPLIED,),
    DeclineReconsideration: (RemedyStep.APPLIED,),
    ExtendReconsideration: (RemedyStep.PENDING,),
    DecideReconsideration: (RemedyStep.PENDING,),
}


def term_ended(command: TermEnded, state: CaseState, moment: Moment) -> Answer:
    """The time to decide ran out, which opens the court; or the time for the court did."""
    _, number, which = command.term.split(".")
    ended = end(state.terms, command.term)
    remedy = state.remedies.remedy(int(number))
    if which == "decide" and remedy is not None:
        acts = (*ended, start(moment, court_term(remedy.number), "lit.after_rec", command.last_day))
        return (ReconsiderationOverdue(number=remedy.number, clock=acts),)
    return (RemedyTermEnded(term=command.term, clock=ended),)


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


def _extend(command: ExtendReconsideration, remedy: Remedy, state: CaseState, moment: Moment) -> Answer:
    name = decision_term(remedy.number)
    if remedy.extended:
        return refuse("already_extended", provisions("arl/62"))
    if not runs(moment, state.terms, name):
        return refuse("reconsideration_term_over", provisions("arl/62"), number=remedy.number)
    days = CalendarUnits(moment.in_force.limit("rec.decide.extension").n)
    acts = extend_by_calendar(moment, state.terms, name, days)
    return (ReconsiderationExtended(number=remedy.number, days=days, reason=command.reason, clock=acts),)


def _decide(command: DecideReconsideration, remedy: Remedy, state: CaseState, moment: Moment) -> Answer:
    if refusal := does_not_fit(command.outcome, remedy):
        return refusal
    falls = command.outcome in FALLEN
    own = terms(remedy.contested.about)
    acts = end(state.terms, *own) if falls else _to_court(remedy, state, moment)
    ended = tuple(each for each in end_all(state.terms, f"remedy.{remedy.number}.") if each not in acts)
    decided = ReconsiderationDecided(
        number=remedy.number,
        outcome=command.outcome,
        document_no=command.document_no,
        reason=command.reason,
        act_by=command.act_by,
        clock=(*ended, *acts),
    )
    if not falls:
        return (decided,)
    return (decided, *reopened(remedy, command, state, moment))


def does_not_fit(outcome: str, remedy: Remedy) -> Refusal | None:
    """An act is ordered where one is overdue; a decision stands, falls or is changed."""
    inaction = remedy.contested.against == "inaction"
    if outcome == "upheld" or (outcome == "ordered_to_act") is inaction:
        return None
    possible = "upheld, ordered_to_act" if inaction else "upheld, changed, revoked, act_anew"
    return refuse("ruling_does_not_fit", BASIS, outcome=outcome, possible=possible)


def _to_court(remedy: Remedy, state: CaseState, moment: Moment) -> tuple[ClockAct, ...]:
    """After the reconsideration the court is open for fifteen days, and no longer directly (APL Art. 45)."""
    decided = remedy.contested.against == "decision"
    direct = end(state.terms, terms(remedy.contested.about)[1]) if decided else ()
    return (*direct, start(moment, court_term(remedy.number), "lit.after_rec"))
