"""Litigation (APL), and the State Council's final ruling (ARL 26): the action in time, the judgment in force."""

from __future__ import annotations

from typing import assert_never

from domain.case.base import Answer, provisions
from domain.case.reconsideration import as_course, contested, court_term, does_not_fit
from domain.case.remedies import can_be_contested, terms
from domain.case.remedy_file import Before, Contested, Remedy
from domain.case.remedy_messages import ActionBrought, BringAction, RecordJudgment, WithdrawAction
from domain.case.reopening import reopened
from domain.case.state import CaseState
from domain.messages import Refusal
from domain.moment import Moment
from domain.refusals import refuse
from domain.remedies import course
from domain.remedies.messages import FALLEN, ActionWithdrawn
from domain.terms import end, runs

DIRECT = provisions("apl/46")
AFTER = provisions("apl/45")

Command = BringAction | WithdrawAction | RecordJudgment


def decide(command: Command, state: CaseState, moment: Moment) -> Answer:
    """What follows from a command about an action."""
    if isinstance(command, BringAction):
        return _bring(command, state, moment)
    remedy = state.remedies.remedy(command.number)
    if remedy is None or remedy.before is Before.RECONSIDERATION:
        return refuse("remedy_unknown", DIRECT, number=command.number)
    if remedy not in state.remedies.pending:
        return refuse("remedy_out_of_turn", DIRECT, number=remedy.number, step=remedy.step)
    match command:
        case WithdrawAction(reason=reason):
            return (ActionWithdrawn(number=remedy.number, reason=reason),)
        case RecordJudgment():
            return _judged(command, remedy, state, moment)
        case _:
            assert_never(command)


def _bring(command: BringAction, state: CaseState, moment: Moment) -> Answer:
    found = _after(command, state, moment) if command.after else _directly(command, state, moment)
    if isinstance(found, Refusal):
        return found
    ended = terms(found.about) if found.against == "decision" else ()
    after = (court_term(command.after),) if command.after else ()
    brought = ActionBrought(
        number=len(state.remedies.remedies) + 1,
        before=command.before,
        court=command.court,
        contested=found,
        after=command.after,
        grounds=command.grounds,
        clock=end(state.terms, *ended, *after),
        basis=AFTER if command.after else DIRECT,
    )
    return (brought,)


def _directly(command: BringAction, state: CaseState, moment: Moment) -> Contested | Refusal:
    """Within six months of knowing, unless a reconsideration is pending; inaction is first reconsidered."""
    if command.against == "inaction":
        return refuse("reconsideration_first", provisions("arl/23"))
    found = contested(command, state)
    if isinstance(found, Refusal):
        return found
    if command.before is Before.STATE_COUNCIL:
        return refuse("ruling_after_reconsideration_only", provisions("arl/26"))
    if any(each.contested == found for each in state.remedies.pending):
        return refuse("remedy_pending", provisions("apl/46"))
    return found if can_be_contested(found, state, moment, 1) else refuse("action_late", DIRECT)


def _after(command: BringAction, state: CaseState, moment: Moment) -> Contested | Refusal:
    """Within fifteen days of the result; the State Council only over a body that reconsidered its own act."""
    remedy = state.remedies.remedy(command.after or 0)
    if remedy is None or remedy.before is not Before.RECONSIDERATION:
        return refuse("remedy_unknown", AFTER, number=command.after)
    if not runs(moment, state.terms, court_term(remedy.number)):
        return refuse("action_late", AFTER)
    if command.before is Before.STATE_COUNCIL and remedy.body != remedy.contested.authority:
        return refuse("ruling_not_open", provisions("arl/26"))
    return remedy.contested


def _judged(command: RecordJudgment, remedy: Remedy, state: CaseState, moment: Moment) -> Answer:
    if refusal := does_not_fit(command.outcome, remedy):
        return refusal
    judged = course.judged(command, as_course(remedy), state.terms)
    if command.outcome in FALLEN:
        return (judged, *reopened(remedy, command, state, moment))
    return (judged,)
