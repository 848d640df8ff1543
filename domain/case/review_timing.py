"""Every event of the review with what it does to the clock: its own acts, and those that the new standing demands."""

from __future__ import annotations

from datetime import date

from domain.case.review_clock import follow
from domain.case.review_file import evolve
from domain.case.state import CaseState
from domain.model import WorkingDays
from domain.moment import Moment
from domain.terms import NONE_ADDED, ClockAct, ProcedureEvent, after


def timed(  # noqa: PLR0913 - one place where an event gets its acts on the clock
    event: ProcedureEvent,
    acts: tuple[ClockAct, ...],
    state: CaseState,
    moment: Moment,
    *,
    on: date | None = None,
    added: WorkingDays = NONE_ADDED,
) -> tuple[ProcedureEvent, ...]:
    """The event with its own acts on the clock, and those by which the review clock follows the new standing."""
    review, terms = evolve(state, event).review, after(state.terms, acts)
    clock = (*acts, *follow(moment, terms, review, on=on, added=added))
    return (event.model_copy(update={"clock": clock}),)
