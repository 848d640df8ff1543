"""The moment of a decision: the instants that the engine gives, and the law that holds then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.law import Law, LawInForce
from domain.law.calendar import Calendar
from domain.model import local_day


@dataclass(frozen=True, slots=True)
class Moment:
    """`received` is domain time and picks the law; `clock` says whether a term has run out."""

    law: Law
    received: datetime
    clock: datetime

    @property
    def day(self) -> date:
        """The calendar day in China on which the command was received."""
        return local_day(self.received)

    @property
    def in_force(self) -> LawInForce:
        """The law on that day."""
        return self.law.on(self.day)

    @property
    def calendar(self) -> Calendar:
        """Every calendar year published so far."""
        return self.law.calendar
