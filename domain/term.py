"""What runs in a case: a term in working days or a term by the calendar. The two are never added to each other."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from domain.law.limits import Limit, Unit
from domain.model import CalendarUnits, Frozen, ProvisionId, WorkingDays

CalendarUnit = Literal[Unit.CALENDAR_DAYS, Unit.MONTHS, Unit.YEARS]


class Stop(Frozen):
    """Days that are not counted, from the first to the last, both included. Without an end it still runs."""

    start: date
    end: date | None = None
    ground: str
    basis: tuple[ProvisionId, ...]

    def holds(self, day: date) -> bool:
        """Whether the day is held back."""
        return self.start <= day and (self.end is None or day <= self.end)


class _Running(Frozen):
    """What every term has: its limit, its first day (not counted), its articles, and where it stood still."""

    key: str
    started: date
    basis: tuple[ProvisionId, ...]
    stops: tuple[Stop, ...] = ()
    rolls: bool = True

    @property
    def running_stop(self) -> Stop | None:
        """The stop that holds the term now, if any."""
        return self.stops[-1] if self.stops and self.stops[-1].end is None else None


class WorkingDayTerm(_Running):
    """A limit in working days that runs in a case. `added` is its growth or extension, in working days too."""

    n: WorkingDays = Field(gt=0)
    unit: Literal[Unit.WORKING_DAYS] = Unit.WORKING_DAYS
    added: WorkingDays = Field(default=WorkingDays(0), ge=0)


class CalendarTerm(_Running):
    """A limit in calendar days, months or years that runs in a case. `added` is its extension, in its own unit."""

    n: CalendarUnits = Field(gt=0)
    unit: CalendarUnit
    added: CalendarUnits = Field(default=CalendarUnits(0), ge=0)


Term: TypeAlias = Annotated[WorkingDayTerm | CalendarTerm, Field(discriminator="unit")]
"""A limit that runs in a case; stored terms are told apart by their unit."""


def term_of(limit: Limit, started: date) -> WorkingDayTerm | CalendarTerm:
    """The term of this limit from that day on."""
    key, basis, rolls = limit.key, limit.basis, limit.rolls
    if limit.unit is Unit.WORKING_DAYS:
        return WorkingDayTerm(key=key, n=WorkingDays(limit.n), started=started, basis=basis, rolls=rolls)
    n = CalendarUnits(limit.n)
    return CalendarTerm(key=key, n=n, unit=limit.unit, started=started, basis=basis, rolls=rolls)
