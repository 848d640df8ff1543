"""The milestones of a supervision: an announcement that begins a year, calendars by which days are counted anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from domain import releases
from domain.law import Law
from domain.messages import Event
from domain.moment import Moment
from domain.position import Deadline
from domain.supervision import rectification
from domain.supervision.messages import YearEnded
from domain.supervision.state import SupervisionState


class SupervisionTermsRecomputed(releases.TermsRecomputed):
    """A calendar was released: last days in the supervision were counted anew."""

    topic: ClassVar[str] = "supervision.terms_recomputed"


EVENTS: tuple[type[Event], ...] = (SupervisionTermsRecomputed,)


def milestones(state: SupervisionState, law: Law) -> Iterator[Deadline]:
    """The issue of Announcement 134, and the calendars that make a provisional last day another one."""
    if not state.closed:
        yield from rectification.milestones(state, law)
        yield from releases.milestones(state, law)


def reached(command: YearEnded, state: SupervisionState, moment: Moment) -> tuple[Event, ...]:
    """What is recorded at that instant."""
    if command.term == rectification.MILESTONE:
        return rectification.reached(state, moment)
    return releases.reached(SupervisionTermsRecomputed, command.term, state, moment)


def evolve(state: SupervisionState, event: Event) -> SupervisionState:
    """The supervision after such an event: by which calendar, so that it is told once."""
    if isinstance(event, SupervisionTermsRecomputed):
        return state.model_copy(update={"releases": (*state.releases, event.sha256)})
    return state
