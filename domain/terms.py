"""The terms of a stream: what an event does to the clock, and which deadlines follow.

An event carries its acts on the clock, so that the stream alone says when each term began, stood still, went on
and ended; the due date that was known then is kept beside it for the reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Literal, assert_never

from pydantic import Field

from domain import clock
from domain.law.calendar import Calendar, Due
from domain.law.limits import Unit
from domain.messages import Event
from domain.model import CalendarUnits, Frozen, ProvisionId, WorkingDays, end_of_day
from domain.moment import Moment
from domain.position import Deadline
from domain.term import CalendarTerm, Term, WorkingDayTerm

Terms = Mapping[str, Term]

NONE_ADDED = WorkingDays(0)

SET_IN_THE_ACT = "set_in_the_act"
"""Stands in the place of a limit where the day was set in an act and by no law."""


class Started(Frozen):
    """A term begins; its first day is not counted.

    Of a provisional last day it says, as the other acts do, up to which year calendars were known (`arranged_to`).
    """

    act: Literal["started"] = "started"
    name: str
    term: Term
    due: date
    provisional: bool
    arranged_to: int | None = None


class Stopped(Frozen):
    """A running term stands still from this day."""

    act: Literal["stopped"] = "stopped"
    name: str
    on: date
    ground: str
    basis: tuple[ProvisionId, ...]


class Resumed(Frozen):
    """A stopped term goes on from the day after this one, perhaps lengthened by `added` units."""

    act: Literal["resumed"] = "resumed"
    name: str
    on: date
    added: int = 0
    unit: Unit | None = None
    due: date
    provisional: bool
    arranged_to: int | None = None


class Extended(Frozen):
    """A term is made longer by `added` of its units; no due date is known while it stands still."""

    act: Literal["extended"] = "extended"
    name: str
    added: int
    unit: Unit | None = None
    due: date | None
    provisional: bool
    arranged_to: int | None = None


class Recomputed(Frozen):
    """The last day of a term was counted anew with a calendar that was released since; the term is the same."""

    act: Literal["recomputed"] = "recomputed"
    name: str
    was: date
    due: date
    provisional: bool
    arranged_to: int | None = None


class Ended(Frozen):
    """A term is over: what it was for has been done, or it has run out."""

    act: Literal["ended"] = "ended"
    name: str


ClockAct = Annotated[Started | Stopped | Resumed | Extended | Recomputed | Ended, Field(discriminator="act")]


class ProcedureEvent(Event):
    """An event of a procedure that runs under statutory terms."""

    clock: tuple[ClockAct, ...] = ()


class KnownDue(Frozen):
    """The last day of a term as an event recorded it, and up to which year calendars were known then."""

    due: date
    provisional: bool
    arranged_to: int


def start(moment: Moment, name: str, limit: str, on: date | None = None) -> Started:
    """Begin the term of this limit, today or on a named day."""
    term = clock.start(moment.in_force.limit(limit), on or moment.day)
    due = clock.due(term, moment.in_force.calendar)
    if due is None:
        raise clock.TermNotRunningError(name)
    return Started(
        name=name,
        term=term,
        due=due.day,
        provisional=due.provisional,
        arranged_to=_arranged_to(due, moment),
    )


def until(
    moment: Moment, name: str, day: date | None, basis: tuple[ProvisionId, ...]
) -> tuple[ClockAct, ...]:
    """A term that no law sets: it ends on the day that an act names; nothing where it names none."""
    if day is None:
        return ()
    days = CalendarUnits((day - moment.day).days)
    term = CalendarTerm(
        key=SET_IN_THE_ACT, n=days, unit=Unit.CALENDAR_DAYS, started=moment.day, basis=basis, rolls=False
    )
    return (Started(name=name, term=term, due=day, provisional=False),)


def stop(
    moment: Moment, terms: Terms, name: str, ground: str, basis: Iterable[ProvisionId]
) -> tuple[ClockAct, ...]:
    """Stop a term today, on a ground that an article names; nothing for one that is over or stands still."""
    last = clock.due(terms[name], moment.calendar) if name in terms else None
    if last is None or last.day < moment.day:
        return ()
    return (Stopped(name=name, on=moment.day, ground=ground, basis=tuple(basis)),)


def resume(
    moment: Moment, terms: Terms, name: str, *, on: date | None = None, added: WorkingDays = NONE_ADDED
) -> tuple[ClockAct, ...]:
    """Let a term go on after today, or a named day, perhaps with more days; nothing for one that is not stopped.

    Only a term in working days grows.
    """
    day = on or moment.day
    if name not in terms or terms[name].running_stop is None:
        return ()
    due = clock.due(_resumed(terms[name], day, added), moment.in_force.calendar)
    if due is None:
        raise clock.TermNotStoppedError(name)
    unit = terms[name].unit if added else None
    resumed = Resumed(
        name=name,
        on=day,
        added=added,
        unit=unit,
        due=due.day,
        provisional=due.provisional,
        arranged_to=_arranged_to(due, moment),
    )
    return (resumed,)


def extend(moment: Moment, terms: Terms, name: str, by: WorkingDays) -> tuple[ClockAct, ...]:
    """Make a term in working days longer, whether it runs or stands still; nothing for one that is over."""
    if name not in terms:
        return ()
    return (_extended(moment, name, clock.extend(working(terms[name]), by), by),)


def extend_by_calendar(moment: Moment, terms: Terms, name: str, by: CalendarUnits) -> tuple[ClockAct, ...]:
    """Make a term by the calendar longer by units of its own; nothing for one that is over."""
    if name not in terms:
        return ()
    return (_extended(moment, name, clock.extend(by_calendar(terms[name]), by), by),)


def working(term: Term) -> WorkingDayTerm:
    """The term, which has to be one in working days. Raises TypeError."""
    if isinstance(term, WorkingDayTerm):
        return term
    raise TypeError(f"{term.key} is counted in {term.unit}, not in working days")


def by_calendar(term: Term) -> CalendarTerm:
    """The term, which has to be one by the calendar. Raises TypeError."""
    if isinstance(term, CalendarTerm):
        return term
    raise TypeError(f"{term.key} is counted in working days")


def runs(moment: Moment, terms: Terms, name: str) -> bool:
    """Whether the term is there and its last day has not passed; one that stands still has none yet."""
    if name not in terms:
        return False
    last = clock.due(terms[name], moment.calendar)
    return last is None or moment.day <= last.day


def end(terms: Terms, *names: str) -> tuple[ClockAct, ...]:
    """End those of the named terms that exist."""
    return tuple(Ended(name=name) for name in names if name in terms)


def end_all(terms: Terms, prefix: str = "") -> tuple[ClockAct, ...]:
    """End every term whose name begins so."""
    return tuple(Ended(name=name) for name in terms if name.startswith(prefix))


def after(terms: Terms, acts: Iterable[ClockAct]) -> dict[str, Term]:
    """The terms once the acts of an event have been carried out."""
    new = dict(terms)
    for act in acts:
        match act:
            case Started(name=name, term=term):
                new[name] = term
            case Stopped(name=name, on=on, ground=ground, basis=basis):
                new[name] = clock.stop(new[name], on, ground, basis)
            case Resumed(name=name, on=on, added=added):
                new[name] = _resumed(new[name], on, added)
            case Extended(name=name, added=added):
                new[name] = _longer(new[name], added)
            case Recomputed():
                pass
            case Ended(name=name):
                new.pop(name, None)
            case _:
                assert_never(act)
    return new


def dues_after(dues: Mapping[str, KnownDue], acts: Iterable[ClockAct]) -> dict[str, KnownDue]:
    """The last days on record once the acts of an event have been carried out; none of a term that stands still."""
    new = dict(dues)
    for act in acts:
        match act:
            case Started() | Resumed() | Extended() | Recomputed():
                if act.due is not None:
                    # Who recorded without saying so knew every calendar up to the year before the last day.
                    to = act.due.year - 1 if act.arranged_to is None else act.arranged_to
                    new[act.name] = KnownDue(due=act.due, provisional=act.provisional, arranged_to=to)
            case Stopped(name=name) | Ended(name=name):
                new.pop(name, None)
            case _:
                assert_never(act)
    return new


def deadlines(terms: Terms, calendar: Calendar) -> tuple[Deadline, ...]:
    """The last instant of every term that runs, 24:00 of its due date, soonest first."""
    found = []
    for name, term in terms.items():
        if due := clock.due(term, calendar):
            found.append(
                Deadline(
                    term=name,
                    limit=term.key,
                    due=end_of_day(due.day),
                    provisional=due.provisional,
                    basis=term.basis,
                )
            )
    return tuple(sorted(found, key=lambda deadline: (deadline.due, deadline.term)))


def _resumed(term: Term, on: date, added: int) -> Term:
    term = clock.resume(term, on)
    return _longer(term, added) if added else term


def _longer(term: Term, by: int) -> Term:
    """Longer by what an act says, which is always in the term's own unit."""
    match term:
        case WorkingDayTerm():
            return clock.extend(term, WorkingDays(by))
        case CalendarTerm():
            return clock.extend(term, CalendarUnits(by))
        case _:
            assert_never(term)


def _extended(moment: Moment, name: str, longer: Term, by: int) -> Extended:
    due = clock.due(longer, moment.in_force.calendar)
    day, provisional = (due.day, due.provisional) if due else (None, False)
    arranged = _arranged_to(due, moment) if due else None
    return Extended(
        name=name, added=by, unit=longer.unit, due=day, provisional=provisional, arranged_to=arranged
    )


def _arranged_to(due: Due, moment: Moment) -> int | None:
    """The last year that is arranged on the day of the act, for a last day that rests on more; else none."""
    return moment.in_force.calendar.last_year if due.provisional else None
