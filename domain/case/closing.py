"""Closing: the remedy terms run out one by one; when nothing runs or is pending any more, the case is closed."""

from __future__ import annotations

from typing import ClassVar

from domain.case.base import Answer, TermEnded
from domain.case.state import CaseOutcome, CaseState, Stage
from domain.terms import ProcedureEvent, end

REMEDY_TERMS = ("closing.", "remedy.")
"""How the names of the terms of remedies begin."""


class RemedyTermEnded(ProcedureEvent):
    """A remedy was not used in its term."""

    topic: ClassVar[str] = "case.remedy_term_ended"
    term: str


class CaseClosed(ProcedureEvent):
    """The case is closed. Nothing follows but refusals."""

    topic: ClassVar[str] = "case.closed"
    outcome: CaseOutcome


EVENTS: tuple[type[ProcedureEvent], ...] = (RemedyTermEnded, CaseClosed)


def term_ended(command: TermEnded, state: CaseState) -> Answer:
    """A remedy was not used in its term."""
    return (RemedyTermEnded(term=command.term, clock=end(state.terms, command.term)),)


def closed(state: CaseState) -> tuple[CaseClosed, ...]:
    """The end of a decided case, once no term runs, no remedy is pending and every decision has been delivered."""
    if state.stage is not Stage.CLOSING or state.outcome is None or state.closed:
        return ()
    undelivered = state.review.awaits_delivery or any(file.awaits_delivery for file in state.licensing.files)
    open_ = state.terms or state.remedies.pending or undelivered
    return () if open_ else (CaseClosed(outcome=state.outcome),)


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case after an event of its closing."""
    return state.model_copy(update={"closed": True}) if isinstance(event, CaseClosed) else state
