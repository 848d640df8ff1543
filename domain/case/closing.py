"""Closing: the remedy terms run out one by one; when none runs or is pending any more, the case is closed."""

from __future__ import annotations

from typing import ClassVar

from domain.case.base import Answer, TermEnded
from domain.case.state import CaseOutcome, CaseState, Stage
from domain.moment import Moment
from domain.terms import ClockAct, ProcedureEvent, after, end

REMEDY_TERMS = ("closing.", "remedy.")


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
    """A remedy term ran out; with the last one the case closes, unless a remedy is pending."""
    ended = end(state.terms, command.term)
    return (RemedyTermEnded(term=command.term, clock=ended), *closed(state, ended))


def closed(state: CaseState, acts: tuple[ClockAct, ...], over: int | None = None) -> tuple[CaseClosed, ...]:
    """The end of a decided case, if after these acts no remedy runs and, but for the one `over`, none is pending."""
    if state.stage is not Stage.CLOSING or state.outcome is None:
        return ()
    running = [name for name in after(state.terms, acts) if name.startswith(REMEDY_TERMS)]
    pending = [each for each in state.remedies.pending if each.number != over]
    return () if running or pending else (CaseClosed(outcome=state.outcome),)


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case after an event of its closing."""
    return state.model_copy(update={"closed": True}) if isinstance(event, CaseClosed) else state
