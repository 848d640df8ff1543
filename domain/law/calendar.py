"""The working-day calendar: weekends, the State Council's holidays, and the weekends worked instead."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from pydantic import Field, StrictInt, model_validator

from domain.law.document import Written
from domain.law.texts import Bilingual, Day, Label, Text
from domain.model import Frozen

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class DayKind(StrEnum):
    """What a day is to a term that counts working days."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


class Due(Frozen):
    """A last day. `provisional`: it rests on days for which no calendar has been published yet."""

    day: date
    provisional: bool


class Holiday(Written):
    """A holiday and the days, both ends included, on which it is kept."""

    name: Bilingual
    from_: Day = Field(alias="from")
    to: Day

    def days(self) -> Iterator[date]:
        """Each day of the holiday, in order."""
        for offset in range((self.to - self.from_).days + 1):
            yield self.from_ + timedelta(days=offset)


class Notice(Written):
    """The notice by which the State Council's General Office arranges a year."""

    title: Bilingual
    number: Text
    label: Label


class CalendarYear(Written):
    """One year's arrangement."""

    year: Annotated[StrictInt, Field(ge=2000, le=2100)]
    published: Day
    notice: Notice
    holidays: tuple[Holiday, ...] = Field(min_length=1)
    working_weekends: tuple[Day, ...] = ()
    sources: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _makes_sense(self) -> CalendarYear:
        closed = [day for holiday in self.holidays for day in holiday.days()]
        if any(day.year != self.year for day in (*closed, *self.working_weekends)):
            raise ValueError(f"a day that is not in {self.year}")
        if not all(holiday.from_ <= holiday.to for holiday in self.holidays) or len(set(closed)) != len(
            closed
        ):
            raise ValueError("holidays that overlap or end before they begin")
        if any(day.weekday() < SATURDAY or day in closed for day in self.working_weekends):
            raise ValueError("a working weekend that is no weekend, or is a holiday")
        return self


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Calendar:
    """The years published so far. Beyond them Monday to Friday count as working, and every answer is provisional."""

    years: MappingProxyType[int, CalendarYear]
    marked: MappingProxyType[date, DayKind]

    @classmethod
    def of(cls, *years: CalendarYear) -> Calendar:
        """The calendar that these years make."""
        marked: dict[date, DayKind] = {}
        for year in years:
            marked |= {day: DayKind.HOLIDAY for holiday in year.holidays for day in holiday.days()}
            marked |= dict.fromkeys(year.working_weekends, DayKind.MAKE_UP)
        by_year = {year.year: year for year in sorted(years, key=lambda year: year.year)}
        return cls(MappingProxyType(by_year), MappingProxyType(marked))

    @property
    def version(self) -> str:
        """The years it holds, such as `cn-2024..2026`."""
        known = list(self.years)
        return f"cn-{known[0]}..{known[-1]}" if known else "cn-none"

    @property
    def last_year(self) -> int:
        """The last year it holds; 0 where it holds none."""
        return max(self.years, default=0)

    @property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, over the arrangement of every year that it holds."""
        lines = [f"{day.isoformat()} {kind.value}" for day, kind in sorted(self.marked.items())]
        return hashlib.sha256("\n".join([self.version, *lines]).encode()).hexdigest()

    def covers(self, day: date) -> bool:
        """Whether the arrangement of the day's year has been published."""
        return day.year in self.years

    def kind(self, day: date) -> DayKind:
        """What the day is; beyond the published years by the day of the week alone."""
        return self.marked.get(day) or (DayKind.WEEKEND if day.weekday() >= SATURDAY else DayKind.WORKING)

    def is_working(self, day: date) -> bool:
        """Whether the day counts as a working day."""
        kind = self.marked.get(day)
        return day.weekday() < SATURDAY if kind is None else kind is DayKind.MAKE_UP

    def name(self, day: date) -> Bilingual | None:
        """The holiday's name, where the day is one."""
        year = self.years.get(day.year)
        found = (
            (holiday.name for holiday in year.holidays if holiday.from_ <= day <= holiday.to) if year else ()
        )
        return next(iter(found), None)

    def source(self, day: date) -> str:
        """The number of the notice that arranges the day's year, or that there is none yet."""
        year = self.years.get(day.year)
        return year.notice.number if year else f"{day.year}: not published"

    def add_working_days(self, start: date, n: int) -> Due:
        """The n-th working day after `start`, which itself is not counted (Civil Code Art. 201)."""
        return self._step(start, n, ONE_DAY)

    def subtract_working_days(self, end: date, n: int) -> Due:
        """The n-th working day before `end`, which itself is not counted."""
        return self._step(end, n, -ONE_DAY)

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days lie after the one day, up to and with the other."""
        return sum(self.is_working(after + timedelta(days=i)) for i in range(1, (until - after).days + 1))

    def _step(self, day: date, n: int, step: timedelta) -> Due:
        if n < 0:
            raise ValueError("a number of working days cannot be negative")
        provisional = False
        left = n
        while left:
            day += step
            left -= self.is_working(day)
            provisional = provisional or not self.covers(day)
        return Due(day=day, provisional=provisional)
