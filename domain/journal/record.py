"""What an organisation's journal says that cases rest on: its bars, and its applications that were turned away."""

from __future__ import annotations

from typing import ClassVar, Literal

from domain.bars import Bar, BarLifted, BarNoted
from domain.journal.base import JournalCommand
from domain.messages import Event
from domain.model import Frozen
from domain.refusals import CommandRefused

AT_THE_DOOR = frozenset({"no_route", "regime_not_served"})
"""Refusals of a submission because no application was taken on its day."""


class NoteBar(JournalCommand):
    """Put a bar on record with the organisation that it falls on. Only the engine does so, for one that it recorded."""

    name: Literal["note_bar"] = "note_bar"
    bar: Bar


class LiftBar(JournalCommand):
    """Take a bar off the record whose decision fell. Only the engine does so."""

    name: Literal["lift_bar"] = "lift_bar"
    bar: Bar


class NoteTurnedAway(JournalCommand):
    """Note that an application which was turned away at the door came again as a case. Only the engine does so."""

    name: Literal["note_turned_away"] = "note_turned_away"
    number: str
    case: str


class TurnedAwayLinked(Event):
    """An application that was turned away at the door came again as a case."""

    topic: ClassVar[str] = "journal.case_linked"
    number: str
    case: str


EVENTS: tuple[type[Event], ...] = (BarNoted, BarLifted, TurnedAwayLinked)


class JournalRecord(Frozen):
    """A journal as far as cases rest on it. `turned_away` are numbers that were allotted and never became cases."""

    bars: tuple[Bar, ...] = ()
    turned_away: frozenset[str] = frozenset()

    def after(self, event: Event, case: str | None) -> JournalRecord:
        """The record after an event of the journal that is about the case of that number."""
        match event:
            case BarNoted(bar=bar):
                return self.model_copy(update={"bars": (*self.bars, bar)})
            case BarLifted(bar=bar):
                return self.model_copy(update={"bars": tuple(each for each in self.bars if each != bar)})
            case CommandRefused(command="submit", code=code) if case and code in AT_THE_DOOR:
                return self.model_copy(update={"turned_away": self.turned_away | {case}})
            case _:
                return self
