"""The release of a year's calendar: the last days that were provisional without it are counted anew, on record.

A release is a milestone of every stream with such a term: it comes at the beginning of the day of publication, or at
once where the engine learns of the calendar later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Protocol, TypeVar

from domain import clock
from domain.law import Law
from domain.law.calendar import CalendarYear
from domain.law.versions import Version
from domain.model import ProvisionId, end_of_day
from domain.moment import Moment
from domain.position import Deadline
from domain.term import Term
from domain.terms import KnownDue, ProcedureEvent, Recomputed

CALENDAR = "milestone.calendar"
BASIS = (ProvisionId("all/82"), ProvisionId("cc/203"))
"""Days of rest are not counted, and a last day that is one moves on."""

Release = Version[CalendarYear]


class TermsRecomputed(ProcedureEvent):
    """A calendar was released: the last days that rested on its year were counted anew, each an act on the clock.

    `notice` is the number of the notice that arranges the year, `sha256` that of the law file in hexadecimal.
    """

    year: int
    notice: str
    published: date
    file: str
    sha256: str


E = TypeVar("E", bound=TermsRecomputed)


class Counted(Protocol):
    """A stream with terms: those that run, their last days on record, and the releases told, by their SHA-256."""

    @property
    def terms(self) -> Mapping[str, Term]:
        """The terms that run or stand still."""

    @property
    def dues(self) -> Mapping[str, KnownDue]:
        """The last day of each as an event recorded it."""

    @property
    def releases(self) -> tuple[str, ...]:
        """The calendars by which last days were counted anew."""


def milestones(state: Counted, law: Law) -> Iterator[Deadline]:
    """The releases that make a provisional last day another one, or certain; none that would change nothing."""
    if not any(known.provisional for known in state.dues.values()):
        return
    for release in law.shelf.calendars:
        if any(_anew(state, release, law)):
            day = _known_from(release, law) - timedelta(days=1)
            yield Deadline(term=_name(release, state), limit="calendar", due=end_of_day(day), basis=BASIS)


def reached(kind: type[E], term: str, state: Counted, moment: Moment) -> tuple[E, ...]:
    """The terms counted anew by the release that the milestone names."""
    release = next(each for each in moment.law.shelf.calendars if _name(each, state) == term)
    event = kind(
        year=release.value.year,
        notice=release.value.notice.number,
        published=release.value.published,
        file=release.file.path,
        sha256=release.file.sha256,
        clock=tuple(_anew(state, release, moment.law)),
        basis=BASIS,
    )
    return (event,)


def _name(release: Release, state: Counted) -> str:
    """The same calendar makes the same milestone, and so the same command.

    Only where a worker that did not have it yet has begun a term after it was told is there another.
    """
    sha256 = release.file.sha256
    told = state.releases.count(sha256)
    return f"{CALENDAR}.{release.value.year}.{sha256}{f'.{told}' if told else ''}"


def _anew(state: Counted, release: Release, law: Law) -> Iterator[Recomputed]:
    """The provisional last days on record that were counted without this calendar and are others with it."""
    calendar = law.on(_known_from(release, law)).calendar
    for name, term in state.terms.items():
        known = state.dues.get(name)
        if known is None or not known.provisional or known.arranged_to >= release.value.year:
            continue
        due = clock.due(term, calendar)
        if due is not None and (due.day, due.provisional) != (known.due, known.provisional):
            arranged = calendar.last_year if due.provisional else None
            yield Recomputed(
                name=name, was=known.due, due=due.day, provisional=due.provisional, arranged_to=arranged
            )


def _known_from(release: Release, law: Law) -> date:
    """The day on which the calendar and those of all years before it had been published."""
    years = (each.value for each in law.shelf.calendars)
    return max(year.published for year in years if year.year <= release.value.year)
