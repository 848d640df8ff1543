"""The facts of a case: every act as its command, rebuilt from the events that it led to.

The ledger keeps what became true, not the words of the command; the digest that stands beside each event shows
whether the command that was rebuilt is, to the last byte, the one that was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import cast, get_args
from uuid import UUID

from pydantic import ValidationError

from domain.actors import Actor
from domain.case import procedure
from domain.case.base import CaseCommand
from domain.case.intake import Submitted
from domain.case.procedure import OutsideCommand
from domain.case.remedy_messages import ActionBrought, ReconsiderationApplied
from domain.case.scheme import SchemeVersion
from domain.case.state import Link
from domain.messages import Command, Event
from domain.refusals import CommandRefused
from domain.terms import ProcedureEvent

ENGINE = "term_ended"
"""The command by which the engine reports that a term has run out: a consequence of the clock, not a fact."""

CLOCK = "move_clock"

_OUTCOMES = {
    "case.selected": "selected",
    "case.not_selected": "not_selected",
    "case.found_suitable": "suitable",
    "case.found_unsuitable": "not_suitable",
    "case.experience_confirmed": "confirmed",
    "case.experience_not_confirmed": "not_confirmed",
    "case.government_approved": "approve",
    "case.government_returned": "return",
    "case.government_refused": "refuse",
    "case.national_approved": "approve",
    "case.national_returned": "return",
    "case.national_refused": "refuse",
    "license.granted": "grant",
    "license.refused": "refuse",
    "review.approved": "approve",
    "review.refused": "refuse",
}
"""What the act decided, where the event says it by its name. An outcome that is not here is found by its digest."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as the ledger holds it, with what is known of the act that led to it."""

    stream: str
    command_id: UUID
    command: str
    digest: str
    actor: Actor
    occurred: datetime | None
    received: datetime
    reason: str | None
    event: Event


@dataclass(frozen=True, slots=True)
class Fact:
    """One act of the record, and what it led to.

    `command` is None where it cannot be rebuilt: the content of a refused act is not on record. `exact` says that
    the rebuilt command has the digest of the one that was given.
    """

    command_id: UUID
    name: str
    actor: Actor
    received: datetime
    events: tuple[Event, ...]
    command: OutsideCommand | None
    exact: bool

    @property
    def refused(self) -> bool:
        """Whether the act was declined."""
        return any(isinstance(event, CommandRefused) for event in self.events)

    @property
    def by_engine(self) -> bool:
        """Whether only the clock speaks here."""
        return self.name == ENGINE

    @property
    def of_the_clock(self) -> bool:
        """Whether it only moves the clock of a demonstration: no act of the procedure."""
        return self.name == CLOCK

    @property
    def recorded(self) -> tuple[ProcedureEvent, ...]:
        """What became true."""
        return tuple(event for event in self.events if isinstance(event, ProcedureEvent))


def facts(happened: Iterable[Happened]) -> tuple[Fact, ...]:
    """The acts of a case stream, in their order."""
    return tuple(_fact(tuple(group)) for _, group in groupby(happened, key=lambda each: each.command_id))


def _fact(group: tuple[Happened, ...]) -> Fact:
    first, events = group[0], tuple(each.event for each in group)
    command, exact = _rebuilt(first, events)
    return Fact(
        command_id=first.command_id,
        name=first.command,
        actor=first.actor,
        received=first.received,
        events=events,
        command=command,
        exact=exact,
    )


def _rebuilt(first: Happened, events: tuple[Event, ...]) -> tuple[OutsideCommand | None, bool]:
    """The command, and whether it is the one that was given; of several that are possible the one that is."""
    model = procedure.COMMANDS.get(first.command)
    if model is None or any(isinstance(event, CommandRefused) for event in events):
        return None, False
    possible: OutsideCommand | None = None
    for content in _contents(model, first, events):
        try:
            command = cast("OutsideCommand", model.model_validate(content))
        except ValidationError:
            continue
        if command.digest() == first.digest:
            return command, True
        possible = possible or command
    return possible, False


def _contents(
    model: type[CaseCommand], first: Happened, events: tuple[Event, ...]
) -> Iterator[Mapping[str, object]]:
    """What the command can have held: first as its events say it, then with what the engine itself filled in."""
    said = _said(events)
    if first.command != "resolve_finding":
        said |= {"outcome": _OUTCOMES.get(events[0].topic, said.get("outcome"))}
    content = {
        "command_id": first.command_id,
        "stream": first.stream,
        "actor": first.actor,
        "occurred": first.occurred,
        "reason": first.reason if first.reason is not None else said.get("reason"),
    }
    own = {
        name: said[name] for name in model.model_fields if name in said and name not in Command.model_fields
    }
    if isinstance(events[0], Submitted):
        own["shift"] = events[0].shift
        if follows := events[0].follows:
            own["linked"] = Link(case=follows.case, as_=follows.kind)
    yield content | own
    if "outcome" not in own or own["outcome"] is None:
        for outcome in _allowed(model):
            yield content | own | {"outcome": outcome}
    for filled_in in ("duties", "valid_until"):
        if own.get(filled_in):
            yield content | {name: value for name, value in own.items() if name != filled_in}


def _allowed(model: type[CaseCommand]) -> tuple[object, ...]:
    """The outcomes that a command knows; none where it has no such field, or takes any text."""
    field = model.model_fields.get("outcome")
    return get_args(field.annotation) if field else ()


def _said(events: tuple[Event, ...]) -> dict[str, object]:
    """The fields of the events by name; of two events the first speaks."""
    said: dict[str, object] = {}
    for event in reversed(events):
        said |= {name: getattr(event, name) for name in type(event).model_fields}
    version = getattr(events[0], "version", None)
    if isinstance(version, SchemeVersion):
        said |= {name: getattr(version, name) for name in type(version).model_fields}
    if isinstance(events[0], ReconsiderationApplied | ActionBrought):
        said |= {"against": events[0].contested.against}
        said |= {"term": events[0].contested.term if events[0].contested.against == "inaction" else None}
    return said
