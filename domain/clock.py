"""The statutory clock: when a term ends, and the ledger of days that shows why.

The starting day is not counted (Civil Code Art. 201). Months and years end on the corresponding day, or on the
last of the month where there is none (Art. 202). A last day that is a day of rest moves to the next working day
(Art. 203). The day of a stop, the day of its resumption and all between are not counted; whichever unit a term
is in, it ends later by as many days as its stops held back.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, assert_never, overload

from domain.law.calendar import ONE_DAY, Calendar, DayKind, Due
from domain.law.limits import Limit, Unit
from domain.model import CalendarUnits, Frozen, ProvisionId, WorkingDays
from domain.term import CalendarTerm, Stop, Term, WorkingDayTerm, term_of

MONTHS_IN_A_YEAR = 12


class TermNotRunningError(ValueError):
    """The term is already stopped, or the day lies before it started or before it last resumed."""


class TermNotStoppedError(ValueError):
    """The term is not stopped on that day, so there is nothing to resume."""


class TermEndedError(ValueError):
    """The term's last day has passed; it can no longer be stopped."""


class Tally(StrEnum):
    """What a day is in the ledger of a term."""

    START = "start"
    COUNTED = "counted"
    MAKE_UP = "make_up"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    STOPPED = "stopped"
    DUE = "due"


class Day(Frozen):
    """One day of a term: what it is to the term (`kind`), whether it `counts`, and the running count `n`.

    `calendar` is what the day is by the calendar, `source` where that is published, `ground` why it is stopped.
    """

    day: date
    kind: Tally
    counts: bool
    n: int
    calendar: DayKind
    source: str
    ground: str | None = None


def start(limit: Limit, on: date) -> Term:
    """A term that begins on a day. Raises ValueError for a limit that is counted backwards: ask `latest`."""
    if limit.direction == "before":
        raise ValueError(f"{limit.key} is counted backwards from its event")
    return term_of(limit, on)


def latest(limit: Limit, event: date, calendar: Calendar) -> Due:
    """The last day on which an act is in time that must be done so long before an event."""
    match limit.unit:
        case Unit.WORKING_DAYS:
            return calendar.subtract_working_days(event, limit.n)
        case Unit.CALENDAR_DAYS:
            return Due(day=event - timedelta(days=limit.n), provisional=False)
        case Unit.MONTHS:
            return Due(day=_months_after(event, -limit.n), provisional=False)
        case Unit.YEARS:
            return Due(day=_months_after(event, -limit.n * MONTHS_IN_A_YEAR), provisional=False)
        case _:
            assert_never(limit.unit)


@overload
def extend(term: WorkingDayTerm, by: WorkingDays) -> WorkingDayTerm: ...
@overload
def extend(term: CalendarTerm, by: CalendarUnits) -> CalendarTerm: ...
def extend(term: Term, by: int) -> Term:
    """The term made longer by whole units of its own kind: working days to working days, months to months."""
    if by < 0:
        raise ValueError("a term is never made shorter")
    return term.model_copy(update={"added": term.added + by})


def stop(
    term: Term, on: date, ground: str, basis: tuple[ProvisionId, ...], calendar: Calendar | None = None
) -> Term:
    """The term, held from that day on. Raises `TermNotRunningError`.

    With a calendar it also raises `TermEndedError` where the last day has passed.
    """
    if term.running_stop:
        raise TermNotRunningError(f"{term.key} is already stopped since {term.running_stop.start}")
    earliest = (term.stops[-1].end if term.stops else None) or term.started
    if on < earliest:
        raise TermNotRunningError(f"{term.key} did not run before {earliest}")
    last = due(term, calendar) if calendar else None
    if last and last.day < on:
        raise TermEndedError(f"{term.key} ended on {last.day}")
    return term.model_copy(update={"stops": (*term.stops, Stop(start=on, ground=ground, basis=basis))})


def resume(term: Term, on: date) -> Term:
    """The term, counted again from the day after that day. Raises `TermNotStoppedError`."""
    held = term.running_stop
    if held is None or on < held.start:
        raise TermNotStoppedError(f"{term.key} is not stopped on {on}")
    return term.model_copy(update={"stops": (*term.stops[:-1], held.model_copy(update={"end": on}))})


def due(term: Term, calendar: Calendar) -> Due | None:
    """The last day of the term; none while a stop holds it, for then nobody can say."""
    return _due(term, calendar)


@lru_cache(maxsize=4096)  # a case asks for the same terms after each of its steps
def _due(term: Term, calendar: Calendar) -> Due | None:
    last, provisional = term.started, False
    for step in _steps(term, calendar):
        if _held_for_good(term, step.day):
            return None
        last = step.day
        provisional = provisional or (step.rests_on_calendar and not calendar.covers(last))
    return Due(day=last, provisional=provisional)


def remaining(term: Term, calendar: Calendar, on: date) -> int:
    """How many of the term's days are still to be counted after that day; 0 when all have been.

    Working days for a term in working days, calendar days for every other.
    """
    counted = 0
    for step in _steps(term, calendar):
        if step.day > on or _held_for_good(term, step.day):
            break
        counted = step.n
    return _length(term) - counted


def strip(term: Term, calendar: Calendar, until: date | None = None) -> tuple[Day, ...]:
    """Every day from the start to the due date, or to `until` if that is earlier.

    A term that is held ends its strip on `until`, or without it on the day of the stop. The days that count
    add up to the length of the term when the strip reaches the due date.
    """
    days = [_day(_Step(term.started, calendar.kind(term.started)), Tally.START, calendar)]
    for step in _steps(term, calendar):
        if until is not None and step.day > until:
            break
        days.append(_day(step, _tally(step), calendar))
        if until is None and _held_for_good(term, step.day):
            break
    return tuple(days)


class _Step(NamedTuple):
    """A day of a term before it is dressed for a reader."""

    day: date
    calendar: DayKind
    ground: str | None = None
    counts: bool = False
    n: int = 0
    last: bool = False
    rests_on_calendar: bool = False


def _steps(term: Term, calendar: Calendar) -> Iterator[_Step]:
    """The days after the start, up to the due date; without end while a stop holds the term."""
    working_days = isinstance(term, WorkingDayTerm)
    length, n, day, last = _length(term), 0, term.started, False
    while not last:
        day += ONE_DAY
        kind = calendar.kind(day)
        works = kind is DayKind.WORKING or kind is DayKind.MAKE_UP
        ground = next((held.ground for held in term.stops if held.holds(day)), None)
        counts = ground is None and n < length and (works or not working_days)
        n += counts
        last = ground is None and n == length and (works or not term.rolls)
        rests = working_days or (n == length and term.rolls)
        yield _Step(day, kind, ground, counts, n, last, rests)


def _length(term: Term) -> int:
    """How many days are to be counted: the calendar days that months and years come to, counted from the start."""
    n = term.n + term.added
    match term.unit:
        case Unit.WORKING_DAYS | Unit.CALENDAR_DAYS:
            return n
        case Unit.MONTHS:
            return (_months_after(term.started, n) - term.started).days
        case Unit.YEARS:
            return (_months_after(term.started, n * MONTHS_IN_A_YEAR) - term.started).days
        case _:
            assert_never(term.unit)


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * MONTHS_IN_A_YEAR + day.month - 1 + months, MONTHS_IN_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _held_for_good(term: Term, day: date) -> bool:
    return term.running_stop is not None and term.running_stop.start <= day


def _tally(step: _Step) -> Tally:
    if step.ground is not None:
        return Tally.STOPPED
    if step.last:
        return Tally.DUE
    match step.calendar:
        case DayKind.MAKE_UP if step.counts:
            return Tally.MAKE_UP
        case DayKind.HOLIDAY if not step.counts:
            return Tally.HOLIDAY
        case DayKind.WEEKEND if not step.counts:
            return Tally.WEEKEND
        case _:
            return Tally.COUNTED


def _day(step: _Step, kind: Tally, calendar: Calendar) -> Day:
    return Day(
        day=step.day,
        kind=kind,
        counts=step.counts,
        n=step.n,
        calendar=step.calendar,
        source=calendar.source(step.day),
        ground=step.ground,
    )
