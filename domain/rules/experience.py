"""How long somebody has done something, counted by anniversaries. No rule is decided here."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from domain.dossier import Experience

Match = Callable[[Experience], bool]


class Reached(Enum):
    """Whether the years asked for are reached by one unbroken period, only in sum, or not at all."""

    YES = auto()
    IN_SUM = auto()
    NO = auto()


@dataclass(frozen=True, slots=True)
class Period:
    """A period of days; the first day is not counted (Civil Code Art. 201), the last is."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """The days counted."""
        return (self.until - self.since).days


def anniversary(day: date, years: int) -> date:
    """The corresponding day that many years on; the month's last day where there is none (Civil Code Art. 202)."""
    year = day.year + years
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def periods(entries: Iterable[Experience], matches: Match, on: date) -> tuple[Period, ...]:
    """The unbroken periods up to that day: overlapping and adjoining entries are one, nothing counts twice."""
    found = sorted(
        (each.since, min(each.until or on, on)) for each in entries if matches(each) and each.since <= on
    )
    merged: list[Period] = []
    for since, until in found:
        if merged and since <= merged[-1].until + timedelta(days=1):
            merged[-1] = Period(merged[-1].since, max(until, merged[-1].until))
        else:
            merged.append(Period(since, until))
    return tuple(merged)


def reached(spans: tuple[Period, ...], years: int) -> Reached:
    """Whether the periods come to that many full years; exactly so many pass."""
    if any(each.until >= anniversary(each.since, years) for each in spans):
        return Reached.YES
    if spans:
        first, total = spans[0].since, sum(each.days for each in spans)
        if first + timedelta(days=total) >= anniversary(first, years):
            return Reached.IN_SUM
    return Reached.NO


def stated(spans: tuple[Period, ...]) -> str:
    """The periods as a fact: `2021-01-01..2024-06-30; ...`, or `none`."""
    return "; ".join(f"{each.since}..{each.until}" for each in spans) or "none"
