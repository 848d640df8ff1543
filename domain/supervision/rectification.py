"""The year in which entrusted manufacture has to be put in order (Announcement 134): begun, and over.

It is for what was entrusted when the announcement was issued. Afterwards suspension, a cut in scope and revocation
are open to the agencies (`reduce_scope`, `revoke_license`); whether an enterprise has met it is theirs to find.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import ClassVar

from domain.law import Law
from domain.messages import Event
from domain.model import end_of_day
from domain.moment import Moment
from domain.position import Deadline
from domain.supervision.state import SupervisionState
from domain.terms import ProcedureEvent, end, start

LIMIT = "ann134.rectify"
TERM = "rectification.a134"
MILESTONE = "milestone.a134"


class RectificationYearBegun(ProcedureEvent):
    """The announcement was issued: what is entrusted at these sites is put in order within its year."""

    topic: ClassVar[str] = "supervision.rectification_year_begun"
    sites: tuple[str, ...]
    until: date


class RectificationYearOver(ProcedureEvent):
    """The year is over: what is not in order may now be suspended, cut in its scope or revoked."""

    topic: ClassVar[str] = "supervision.rectification_year_over"
    sites: tuple[str, ...]


EVENTS: tuple[type[Event], ...] = (RectificationYearBegun, RectificationYearOver)


def milestones(state: SupervisionState, law: Law) -> Iterator[Deadline]:
    """The day of issue, for a supervision that was open before it and has an entrusted site."""
    limit = next((each.value for each in law.shelf.limits if each.key == LIMIT), None)
    if limit is None or state.closed or state.rectification or state.opened_on is None:
        return
    if state.opened_on < limit.in_force.from_ and _entrusted(state):
        due = end_of_day(limit.in_force.from_ - timedelta(days=1))
        yield Deadline(term=MILESTONE, limit=LIMIT, due=due, basis=limit.basis)


def reached(state: SupervisionState, moment: Moment) -> tuple[Event, ...]:
    """The year begins, counted from the day of issue however late the engine learns of it."""
    limit = moment.in_force.limit(LIMIT)
    begun = start(moment, TERM, LIMIT, limit.in_force.from_)
    return (
        RectificationYearBegun(sites=_entrusted(state), until=begun.due, clock=(begun,), basis=limit.basis),
    )


def term_ended(term: str, state: SupervisionState) -> tuple[Event, ...]:
    """The year is over."""
    return (RectificationYearOver(sites=_entrusted(state), clock=end(state.terms, term)),)


def evolve(state: SupervisionState, event: Event) -> SupervisionState:
    """The supervision after such an event: told once."""
    if isinstance(event, RectificationYearBegun):
        return state.model_copy(update={"rectification": True})
    return state


def _entrusted(state: SupervisionState) -> tuple[str, ...]:
    return tuple(each.id for each in state.supervised.sites if each.entrusted)
