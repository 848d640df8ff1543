"""The milestones of a case: instants at which the engine has something to record although nobody owes anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from domain import releases
from domain.case import transition
from domain.case.base import Answer, TermEnded
from domain.case.state import CaseState
from domain.law import Law
from domain.moment import Moment
from domain.position import Deadline
from domain.terms import ProcedureEvent


class CaseTermsRecomputed(releases.TermsRecomputed):
    """A calendar was released: last days in the case were counted anew."""

    topic: ClassVar[str] = "case.terms_recomputed"


EVENTS: tuple[type[ProcedureEvent], ...] = (CaseTermsRecomputed,)


def milestones(state: CaseState, law: Law) -> Iterator[Deadline]:
    """The end of the Plan, and the calendars that make a provisional last day another one."""
    yield from transition.milestones(state, law)
    if not state.closed:
        yield from releases.milestones(state, law)


def reached(command: TermEnded, state: CaseState, awaited: tuple[str, ...], moment: Moment) -> Answer:
    """What is recorded at that instant."""
    if command.term == transition.PLAN_END:
        return transition.reached(state, awaited, moment)
    return releases.reached(CaseTermsRecomputed, command.term, state, moment)


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case after such an event: by which calendar, so that it is told once. The clock keeps the last days."""
    if isinstance(event, CaseTermsRecomputed):
        return state.model_copy(update={"releases": (*state.releases, event.sha256)})
    return state
