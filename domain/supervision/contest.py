"""Remedies against the acts of a supervision: who may use and decide them, and what follows when an act falls.

An act is contested by whom it concerns, before the government of its agency's province within sixty days, or in court
within six months; it holds meanwhile. When it falls, the supervision stands from that day as it would without it.
"""

from __future__ import annotations

from typing import assert_never

from domain import clock
from domain.actors import Role
from domain.case.base import provisions
from domain.case.remedy_file import Before, Office, RemedyStep
from domain.messages import Event, Refusal
from domain.moment import Moment
from domain.refusals import refuse
from domain.remedies import course
from domain.remedies.course import BASIS
from domain.remedies.messages import (
    FALLEN,
    ActionWithdrawn,
    JudgmentRecorded,
    ReconsiderationDecided,
    RemedyEvent,
)
from domain.supervision import acts
from domain.supervision.base import Answer
from domain.supervision.contest_file import ActKind, Contest, ToldAct
from domain.supervision.contest_messages import (
    COMMANDS,
    EVENTS,
    AcceptContest,
    ActContested,
    ActDropped,
    ActFell,
    ContestAct,
    DecideContest,
    DeclineContest,
    DropAct,
    ExtendContest,
    RecordActJudgment,
    SueOverAct,
    SuitBrought,
    WithdrawContest,
    WithdrawSuit,
)
from domain.supervision.contest_parties import ANEW, as_course, direct
from domain.supervision.remedies import RemedyEnded
from domain.supervision.state import SupervisionState
from domain.terms import ClockAct, end, runs

__all__ = ["COMMANDS", "EVENTS", "decide", "evolve", "term_ended", "unless_bound"]

DIRECT, AFTER, RULED = provisions("apl/46"), provisions("apl/45"), provisions("arl/62")


def decide(command: COMMANDS, state: SupervisionState, moment: Moment) -> Answer:
    """What follows from a command about a remedy against an act."""
    if isinstance(command, ContestAct | SueOverAct | DropAct):
        return _about_act(command, state, moment)
    court = isinstance(command, WithdrawSuit | RecordActJudgment)
    found = _filed(command.number, Before.COURT if court else Before.RECONSIDERATION, state)
    if isinstance(found, Refusal):
        return found
    going = as_course(found)
    match command:
        case AcceptContest():
            return course.accept(going, moment)
        case DeclineContest():
            return course.decline(command, going, state.terms, moment)
        case ExtendContest():
            return course.extend(command, going, state.terms, moment)
        case WithdrawContest():
            return course.withdraw(command, going, state.terms)
        case WithdrawSuit(reason=reason):
            refusal = course.in_turn(going, RemedyStep.PENDING)
            return refusal or (ActionWithdrawn(number=found.number, reason=reason),)
        case DecideContest() | RecordActJudgment():
            return _rule(command, found, state, moment)
        case _:
            assert_never(command)


def evolve(state: SupervisionState, event: Event) -> SupervisionState:
    """The supervision after a fact about a remedy."""
    if not isinstance(event, RemedyEvent):
        return state
    if isinstance(event, ActFell):
        state = acts.fallen(state, event)
        contests = state.contests
        for each in contests.pending:
            if each.act == event.act:
                contests = contests.with_contest(each.number, step=RemedyStep.OVER)
        return state.model_copy(update={"contests": contests})
    contests = state.contests
    match event:
        case ActContested(number=number, act=act, by=by):
            step, before = RemedyStep.APPLIED, Before.RECONSIDERATION
            filed = Contest(number=number, before=before, act=act, by=by, step=step)
            contests = contests.model_copy(update={"filed": (*contests.filed, filed)})
        case SuitBrought(number=number, act=act, by=by, after=after):
            if after is not None:
                contests = contests.with_contest(after, step=RemedyStep.OVER)
            step = RemedyStep.PENDING
            filed = Contest(number=number, before=Before.COURT, act=act, by=by, step=step)
            contests = contests.model_copy(update={"filed": (*contests.filed, filed)})
        case _:
            contests = contests.with_contest(event.number, **course.changes(event))
    return state.model_copy(update={"contests": contests})


def term_ended(term: str, state: SupervisionState, moment: Moment) -> tuple[Event, ...]:
    """The time to decide ran out, which opens the court; or the time for the court did."""
    _, number, which = term.split(".")
    found, last = state.contests.contest(int(number)), clock.due(state.terms[term], moment.calendar)
    if which == "decide" and found is not None and last is not None:
        return (course.overdue(as_course(found), state.terms, last.day, moment),)
    return (RemedyEnded(term=term, clock=end(state.terms, term)),)


def unless_bound(answer: Answer, state: SupervisionState) -> Answer:
    """The answer, but for an act that a ruling has changed and that is made again on the same facts."""
    if isinstance(answer, Refusal):
        return answer
    found = next((same for event in answer if (same := acts.same_act(state, event))), None)
    return refuse("bound_by_remedy", RULED, outcome=found.kind) if found else answer


def _filed(number: int, before: Before, state: SupervisionState) -> Contest | Refusal:
    found = state.contests.contest(number)
    if found is None or found.before is not before:
        return refuse("remedy_unknown", DIRECT if before is Before.COURT else BASIS, number=number)
    return found


def _about_act(command: ContestAct | SueOverAct | DropAct, state: SupervisionState, moment: Moment) -> Answer:
    act = state.contests.act(command.act)
    if act is None:
        known = ", ".join(str(each.number) for each in state.contests.acts) or "—"
        return refuse("act_unknown", BASIS, act=command.act, known=known)
    if isinstance(command, DropAct):
        return _drop(command, act)
    if not act.stands:
        return refuse("act_fallen", BASIS, act=act.number, outcome=act.fallen)
    if isinstance(command, ContestAct):
        return _contest(command, act, state, moment)
    return _sue(command, act, state, moment)


def _contest(command: ContestAct, act: ToldAct, state: SupervisionState, moment: Moment) -> Answer:
    if any(each.act == act.number for each in state.contests.pending):
        return refuse("remedy_pending", BASIS)
    reconsideration, _ = direct(act.number)
    if not runs(moment, state.terms, reconsideration):
        return refuse("reconsideration_late", BASIS)
    return (
        ActContested(
            number=len(state.contests.filed) + 1,
            act=act.number,
            kind=act.kind,
            licensee=act.licensee,
            by=command.actor.organisation,
            body=Office(role=Role.GOVERNMENT, province=act.province),
            grounds=command.grounds,
            clock=end(state.terms, reconsideration),
        ),
    )


def _sue(command: SueOverAct, act: ToldAct, state: SupervisionState, moment: Moment) -> Answer:
    """Within six months of knowing, unless a reconsideration is pending; or within fifteen days of its result."""
    names: tuple[str, ...] = direct(act.number)
    if command.after is not None:
        earlier = _filed(command.after, Before.RECONSIDERATION, state)
        if isinstance(earlier, Refusal) or earlier.act != act.number:
            return refuse("remedy_unknown", AFTER, number=command.after)
        court = as_course(earlier).court
        if not runs(moment, state.terms, court):
            return refuse("action_late", AFTER)
        names = (*names, court)
    elif any(each.act == act.number for each in state.contests.pending):
        return refuse("remedy_pending", DIRECT)
    elif not runs(moment, state.terms, names[1]):
        return refuse("action_late", DIRECT)
    return (
        SuitBrought(
            number=len(state.contests.filed) + 1,
            act=act.number,
            kind=act.kind,
            licensee=act.licensee,
            by=command.actor.organisation,
            court=command.court,
            after=command.after,
            grounds=command.grounds,
            clock=end(state.terms, *names),
            basis=AFTER if command.after else DIRECT,
        ),
    )


def _drop(command: DropAct, act: ToldAct) -> Answer:
    if not act.anew:
        return refuse("nothing_to_decide_anew", RULED, act=act.number)
    return (
        ActDropped(
            act=act.number,
            kind=act.kind,
            province=act.province,
            licensee=act.licensee,
            document_no=command.document_no,
            reason=command.reason,
        ),
    )


def _rule(
    command: DecideContest | RecordActJudgment, contest: Contest, state: SupervisionState, moment: Moment
) -> Answer:
    going = as_course(contest)
    refusal = course.in_turn(going, RemedyStep.PENDING) or course.does_not_fit(
        command.outcome, inaction=False
    )
    if refusal:
        return refusal
    ruled: ReconsiderationDecided | JudgmentRecorded
    if isinstance(command, DecideContest):
        ruled = course.decided(command, going, state.terms, moment)
    else:
        ruled = course.judged(command, going, state.terms)
    return (ruled, *(_falls(command, contest, state) if command.outcome in FALLEN else ()))


def _falls(
    command: DecideContest | RecordActJudgment, contest: Contest, state: SupervisionState
) -> tuple[ActFell, ...]:
    """The act falls, and with a revocation the cancellation that rests on it (reading `cancellation_after_fall`)."""
    first = state.contests.act(contest.act)
    if first is None:
        raise LookupError(f"remedy {contest.number} is against no act")
    resting = [
        each
        for each in state.contests.of_license(first.licensee or "", ActKind.CANCELLATION)
        if first.kind is ActKind.REVOCATION and each.ground == "license_revoked"
        if each.stands and each.number > first.number
    ]
    found = []
    for act in (first, *resting):
        anew = act is first and command.outcome != "revoked" and act.kind in ANEW
        event = ActFell(
            number=contest.number,
            act=act.number,
            kind=act.kind,
            province=act.province,
            licensee=act.licensee,
            document_no=command.document_no,
            outcome=command.outcome if act is first else "revoked",
            bound=act is first and command.outcome == "changed",
            anew=anew,
            act_by=command.act_by if act is first else None,
            rested_on=None if act is first else first.number,
            clock=() if act is first else _over(act.number, state),
        )
        state = acts.fallen(state, event)
        found.append(event)
    held = state.license(first.licensee) if first.licensee else None
    return tuple(each.model_copy(update={"standing": held.standing if held else None}) for each in found)


def _over(act: int, state: SupervisionState) -> tuple[ClockAct, ...]:
    """The end of every term in which that act could be contested."""
    filed = [as_course(each) for each in state.contests.filed if each.act == act]
    own = (name for each in filed for name in (each.decide, each.court))
    return end(state.terms, *direct(act), *own)
