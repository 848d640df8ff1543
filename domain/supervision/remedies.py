"""The remedies against an act of supervision: told in the act, and counted from the day on which it is known."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from domain.messages import Event
from domain.model import Frozen, Province
from domain.moment import Moment
from domain.supervision.state import SupervisionState
from domain.terms import ClockAct, ProcedureEvent, end, start


class RemedyNotice(Frozen):
    """What the act says of its remedies: who reconsiders an act of this agency, until when, and until when a court."""

    act: int
    province: Province
    reconsideration_until: date
    litigation_until: date
    reconsideration_provisional: bool = False
    litigation_provisional: bool = False


class ContestableEvent(ProcedureEvent):
    """An act of an agency that can be contested."""

    remedies: RemedyNotice


class RemedyEnded(ProcedureEvent):
    """A remedy against an act of supervision was not used in its term."""

    topic: ClassVar[str] = "supervision.remedy_ended"
    term: str


EVENTS: tuple[type[Event], ...] = (RemedyEnded,)


def remedies(
    province: Province, state: SupervisionState, moment: Moment
) -> tuple[RemedyNotice, tuple[ClockAct, ...]]:
    """The notice, and the terms that begin today: sixty days for reconsideration, six months for a court."""
    act = len(state.contests.acts) + 1
    reconsideration = start(moment, f"remedy.{act}.reconsideration", "rec.apply")
    litigation = start(moment, f"remedy.{act}.litigation", "lit.direct")
    notice = RemedyNotice(
        act=act,
        province=province,
        reconsideration_until=reconsideration.due,
        litigation_until=litigation.due,
        reconsideration_provisional=reconsideration.provisional,
        litigation_provisional=litigation.provisional,
    )
    return notice, (reconsideration, litigation)


def term_ended(term: str, state: SupervisionState) -> tuple[ProcedureEvent, ...]:
    """A remedy was not used."""
    return (RemedyEnded(term=term, clock=end(state.terms, term)),)


def evolve(state: SupervisionState, event: Event) -> SupervisionState:  # noqa: ARG001 - its clock says it all
    """The supervision after a remedy has ended."""
    return state
