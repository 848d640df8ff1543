"""Closing: the remedy terms run out one by one; with the last the case is closed."""

from __future__ import annotations

from typing import ClassVar

from domain.case.base import Answer, TermEnded
from domain.case.remedies import LITIGATION, RECONSIDERATION
from domain.case.state import CaseOutcome, CaseState
from domain.moment import Moment
from domain.terms import ProcedureEvent, end


class RemedyTermEnded(ProcedureEvent):
    """A remedy was not used in its term."""

    topic: ClassVar[str] = "case.remedy_term_ended"
    term: str


class CaseClosed(ProcedureEvent):
    """The case is closed. Nothing follows but refusals."""

    topic: ClassVar[str] = "case.closed"
    outcome: CaseOutcome


EVENTS: tuple[type[ProcedureEvent], ...] = (RemedyTermEnded, CaseClosed)


def term_ended(command: TermEnded, state: CaseState, moment: Moment) -> Answer:  # noqa: ARG001 - one shape for all stages
    """A remedy term ran out; with the last one the case closes."""
    ended = RemedyTermEnded(term=command.term, clock=end(state.terms, command.term))
    left = {RECONSIDERATION, LITIGATION} & set(state.terms) - {command.term}
    if left or state.outcome is None:
        return (ended,)
    return (ended, CaseClosed(outcome=state.outcome))


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case after an event of its closing."""
    return state.model_copy(update={"closed": True}) if isinstance(event, CaseClosed) else state
