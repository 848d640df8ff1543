"""The statutory clock: terms, stops, due dates and the strip of days."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.clock import (
    Tally,
    TermEndedError,
    TermNotRunningError,
    TermNotStoppedError,
    due,
    extend,
    latest,
    remaining,
    resume,
    start,
    stop,
    strip,
)
from domain.law import DayKind, Due, Law, Unit
from domain.model import CalendarUnits, ProvisionId, WorkingDays
from domain.term import CalendarTerm, Term, WorkingDayTerm
from domain.terms import working as working_days

LAW = Law.load()
CN = LAW.calendar
IN_FORCE = LAW.on(date(2025, 6, 10))
BASIS = (ProvisionId("o27/87"),)
TERM: TypeAdapter[Term] = TypeAdapter(Term)


def term(unit: Unit, n: int, started: date) -> Term:
    """A term of a made-up limit."""
    return TERM.validate_python({"key": "test", "n": n, "unit": unit, "started": started, "basis": BASIS})


def working(n: int, started: date) -> WorkingDayTerm:
    """A term in working days."""
    return WorkingDayTerm(key="test", n=WorkingDays(n), started=started, basis=BASIS)


@st.composite
def terms(draw: st.DrawFn) -> Term:
    """A running term of any unit, which may have been stopped and resumed up to three times."""
    unit = draw(st.sampled_from(Unit))
    most = {Unit.WORKING_DAYS: 200, Unit.CALENDAR_DAYS: 90, Unit.MONTHS: 6, Unit.YEARS: 1}[unit]
    drawn = term(unit, draw(st.integers(1, most)), draw(st.dates(date(2024, 1, 1), date(2026, 6, 30))))
    at = drawn.started
    for _ in range(draw(st.integers(0, 3))):
        last = due(drawn, CN)
        assert last is not None
        at += timedelta(days=draw(st.integers(0, 30)))
        if at > last.day:
            break
        drawn = stop(drawn, at, "supplement", BASIS, CN)
        at += timedelta(days=draw(st.integers(0, 60)))
        drawn = resume(drawn, at)
    return drawn


def last_day(running: Term) -> date:
    """The due day of a term that no stop holds."""
    found = due(running, CN)
    assert found is not None
    return found.day


class TestDue:
    def test_working_days(self) -> None:
        """A term in working days ends as the calendar counts them."""
        assert Due(day=date(2026, 2, 14), provisional=False) == due(working(5, date(2026, 2, 9)), CN)

    def test_a_limit_of_the_law(self) -> None:
        """A term takes number, unit and article from its limit."""
        running = start(IN_FORCE.limit("reg.supplement"), date(2025, 6, 10))

        assert (80, Unit.WORKING_DAYS, BASIS) == (running.n, running.unit, running.basis)

    def test_months_end_on_the_corresponding_day(self) -> None:
        """Six months from 10 June end on 10 December."""
        assert date(2025, 12, 10) == last_day(term(Unit.MONTHS, 6, date(2025, 6, 10)))

    def test_months_without_a_corresponding_day(self) -> None:
        """One month from 31 January 2024 ends on 29 February, the last of the month."""
        assert date(2024, 2, 29) == last_day(term(Unit.MONTHS, 1, date(2024, 1, 31)))

    def test_a_year_from_a_leap_day(self) -> None:
        """One year from 29 February 2024 ends on 28 February 2025."""
        assert date(2025, 2, 28) == last_day(term(Unit.YEARS, 1, date(2024, 2, 29)))

    def test_a_last_day_of_rest(self) -> None:
        """Fifteen days that end within the National Day holidays end on the first working day after them."""
        assert date(2025, 10, 9) == last_day(term(Unit.CALENDAR_DAYS, 15, date(2025, 9, 18)))

    def test_a_last_day_on_a_working_weekend(self) -> None:
        """A last day that is a weekend worked instead stays where it is."""
        assert date(2025, 9, 28) == last_day(term(Unit.CALENDAR_DAYS, 10, date(2025, 9, 18)))

    def test_a_limit_that_does_not_roll(self) -> None:
        """A count by calendar year ends with the year, though the last day be one of rest."""
        running = start(IN_FORCE.limit("gmp.inspection"), date(2021, 12, 31))

        assert date(2022, 12, 31) == last_day(running)

    def test_provisional(self) -> None:
        """A review that runs into an unpublished year has a provisional due date."""
        found = due(start(LAW.on(date(2026, 5, 15)).limit("reg.maa"), date(2026, 5, 15)), CN)

        assert found is not None
        assert (2027, True) == (found.day.year, found.provisional)

    def test_calendar_days_rest_on_the_calendar_only_at_their_end(self) -> None:
        """Months that pass through an unpublished year but end in a published one are certain."""
        assert Due(day=date(2024, 6, 28), provisional=False) == due(
            term(Unit.MONTHS, 7, date(2023, 11, 28)), CN
        )

    def test_growth(self) -> None:
        """A third of 200 working days is 67 more, as the rounding is configured."""
        running = start(IN_FORCE.limit("reg.maa"), date(2025, 1, 2))
        assert isinstance(running, WorkingDayTerm)
        grown = extend(running, IN_FORCE.growth("reg.supplement.growth", running.n))

        assert CN.add_working_days(date(2025, 1, 2), 267) == due(grown, CN)

    def test_a_limit_counted_backwards(self) -> None:
        """A hearing on 10 October is notified by 24 September: seven working days before, one a Sunday worked."""
        assert Due(day=date(2025, 9, 24), provisional=False) == latest(
            IN_FORCE.limit("hearing.notice"), date(2025, 10, 10), CN
        )

    def test_renewal_six_months_before_expiry(self) -> None:
        """Six months before 31 August is the last of February."""
        assert (
            date(2026, 2, 28) == latest(IN_FORCE.limit("lic.renew.apply_before"), date(2026, 8, 31), CN).day
        )

    def test_a_limit_counted_backwards_does_not_start(self) -> None:
        """A limit that is counted backwards from its event cannot be started as a term."""
        with pytest.raises(ValueError, match="backwards"):
            start(IN_FORCE.limit("hearing.notice"), date(2025, 10, 10))


class TestStop:
    def test_days_between_stop_and_resumption_are_not_counted(self) -> None:
        """Stopped on Tuesday and resumed on Thursday, a term loses three working days."""
        running = working(5, date(2025, 6, 9))
        held = resume(stop(running, date(2025, 6, 10), "supplement", BASIS), date(2025, 6, 12))

        assert (date(2025, 6, 16), date(2025, 6, 19)) == (last_day(running), last_day(held))

    def test_a_running_stop(self) -> None:
        """Nobody can say when a stopped term ends."""
        assert due(stop(working(5, date(2025, 6, 9)), date(2025, 6, 10), "supplement", BASIS), CN) is None

    def test_stopped_on_its_last_day(self) -> None:
        """A term can still be stopped on its last day, which then is not counted."""
        held = stop(working(5, date(2025, 6, 9)), date(2025, 6, 16), "supplement", BASIS, CN)

        assert 1 == remaining(held, CN, date(2025, 12, 31))

    def test_after_the_last_day(self) -> None:
        """A term that has ended cannot be stopped."""
        with pytest.raises(TermEndedError):
            stop(working(5, date(2025, 6, 9)), date(2025, 6, 17), "supplement", BASIS, CN)

    def test_twice(self) -> None:
        """A stopped term cannot be stopped again."""
        held = stop(working(5, date(2025, 6, 9)), date(2025, 6, 10), "supplement", BASIS)

        with pytest.raises(TermNotRunningError):
            stop(held, date(2025, 6, 11), "inspection", BASIS)

    def test_before_it_started(self) -> None:
        """A term cannot be stopped on a day before it started."""
        with pytest.raises(TermNotRunningError):
            stop(working(5, date(2025, 6, 9)), date(2025, 6, 8), "supplement", BASIS)

    def test_before_it_last_resumed(self) -> None:
        """A stop cannot reach back behind an earlier resumption."""
        held = resume(stop(working(5, date(2025, 6, 9)), date(2025, 6, 10), "a", BASIS), date(2025, 6, 12))

        with pytest.raises(TermNotRunningError):
            stop(held, date(2025, 6, 11), "b", BASIS)

    def test_resuming_what_runs(self) -> None:
        """A running term cannot be resumed."""
        with pytest.raises(TermNotStoppedError):
            resume(working(5, date(2025, 6, 9)), date(2025, 6, 10))

    def test_resuming_before_the_stop(self) -> None:
        """A term cannot be resumed on a day before it was stopped."""
        held = stop(working(5, date(2025, 6, 9)), date(2025, 6, 11), "supplement", BASIS)

        with pytest.raises(TermNotStoppedError):
            resume(held, date(2025, 6, 10))

    @given(terms(), st.integers(0, 300), st.integers(0, 60))
    def test_never_shortens(self, running: Term, after: int, length: int) -> None:
        """Whenever a term is stopped and resumed, it ends no earlier than before."""
        before = last_day(running)
        earliest = (running.stops[-1].end if running.stops else None) or running.started
        at = min(earliest + timedelta(days=after), before)

        held = resume(stop(running, at, "supplement", BASIS, CN), at + timedelta(days=length))

        assert before <= last_day(held)

    @given(terms(), st.integers(0, 50))
    def test_extension_never_shortens(self, running: Term, by: int) -> None:
        """A term that grows ends no earlier than before."""
        longer: Term
        if isinstance(running, WorkingDayTerm):
            longer = extend(running, WorkingDays(by))
        else:
            longer = extend(running, CalendarUnits(by))

        assert last_day(running) <= last_day(longer)


class TestKinds:
    def test_told_apart_by_the_unit(self) -> None:
        """A stored term reads as the kind that its unit says, whatever release stored it."""
        stored = {"key": "lit.direct", "n": 6, "started": "2025-06-10", "basis": ["apl/46"]}
        found = [TERM.validate_json(json.dumps({**stored, "unit": unit})) for unit in Unit]

        assert [WorkingDayTerm, CalendarTerm, CalendarTerm, CalendarTerm] == [type(each) for each in found]

    def test_of_a_limit(self) -> None:
        """A limit of the law becomes a term of its own kind."""
        kinds = {key: type(start(IN_FORCE.limit(key), date(2025, 6, 10))) for key in ("rec.apply", "reg.sa")}

        assert {"rec.apply": CalendarTerm, "reg.sa": WorkingDayTerm} == kinds

    def test_no_other_unit(self) -> None:
        """A term by the calendar cannot be built in working days."""
        with pytest.raises(ValidationError):
            CalendarTerm.model_validate({**dict(working(5, date(2025, 6, 10))), "key": "x"})

    def test_never_mixed(self) -> None:
        """Working days are never added to a term by the calendar: where the types allow it, mypy fails here."""
        if TYPE_CHECKING:
            months = CalendarTerm(
                key="x", n=CalendarUnits(6), unit=Unit.MONTHS, started=date(2025, 6, 10), basis=BASIS
            )
            extend(months, WorkingDays(10))  # type: ignore[call-overload]
            extend(working(5, date(2025, 6, 10)), CalendarUnits(1))  # type: ignore[call-overload]
            WorkingDayTerm(key="x", n=CalendarUnits(6), started=date(2025, 6, 10), basis=BASIS)  # type: ignore[arg-type]

        with pytest.raises(TypeError, match="not in working days"):
            working_days(term(Unit.MONTHS, 6, date(2025, 6, 10)))


class TestRemaining:
    def test_counts_down(self) -> None:
        """Of five working days from Monday, three are left at the end of Wednesday."""
        assert 3 == remaining(working(5, date(2025, 6, 9)), CN, date(2025, 6, 11))

    @given(terms(), st.integers(-30, 500), st.integers(0, 30))
    def test_never_negative_and_never_rising(self, running: Term, after: int, later: int) -> None:
        """What remains only falls with time, from the whole length to nothing."""
        on = running.started + timedelta(days=after)
        now, then = remaining(running, CN, on), remaining(running, CN, on + timedelta(days=later))

        assert 0 <= then <= now <= remaining(running, CN, running.started)

    @given(terms())
    def test_nothing_after_the_last_day(self, running: Term) -> None:
        """At the end of the due day nothing remains."""
        assert 0 == remaining(running, CN, last_day(running))


class TestStrip:
    def test_kinds(self) -> None:
        """Each day says what it is: counted, weekend, holiday, make-up, stopped, due."""
        running = resume(
            stop(working(4, date(2025, 9, 26)), date(2025, 9, 29), "supplement", BASIS), date(2025, 9, 30)
        )
        days = [
            (day.day.day, day.kind.value, day.n)
            for day in strip(running, CN)
            if day.kind is not Tally.HOLIDAY
        ]

        assert [
            (26, "start", 0),
            (27, "weekend", 0),
            (28, "make_up", 1),
            (29, "stopped", 1),
            (30, "stopped", 1),
            (9, "counted", 2),
            (10, "counted", 3),
            (11, "due", 4),
        ] == days

    def test_a_stopped_day_says_why(self) -> None:
        """A stopped day carries its ground, and every day the notice of its year."""
        held = stop(working(4, date(2025, 9, 26)), date(2025, 9, 29), "supplement", BASIS)
        last = strip(held, CN)[-1]

        assert ("supplement", CN.years[2025].notice.number) == (last.ground, last.source)

    def test_the_due_day_keeps_its_calendar_kind(self) -> None:
        """A due day on a working weekend can be told from an ordinary one."""
        assert DayKind.MAKE_UP is strip(working(5, date(2026, 2, 9)), CN)[-1].calendar

    def test_until(self) -> None:
        """A strip can end today, also while the term is stopped."""
        held = stop(working(4, date(2025, 9, 26)), date(2025, 9, 29), "supplement", BASIS)

        assert date(2026, 1, 5) == strip(held, CN, until=date(2026, 1, 5))[-1].day

    def test_until_the_start(self) -> None:
        """A strip that ends on the starting day is that day."""
        running = working(4, date(2025, 9, 26))

        assert [Tally.START] == [day.kind for day in strip(running, CN, until=running.started)]

    @given(terms())
    def test_adds_up_to_the_due_date(self, running: Term) -> None:
        """The strip has every day once, its counted days make up the term, and it ends on the due date."""
        days = strip(running, CN)
        expected = [running.started + timedelta(days=i) for i in range(len(days))]

        assert expected == [day.day for day in days]
        assert remaining(running, CN, running.started) == sum(day.counts for day in days) == days[-1].n
        assert (Tally.DUE, last_day(running)) == (days[-1].kind, days[-1].day)
        assert 1 == sum(day.kind is Tally.DUE for day in days)

    @given(terms())
    def test_no_stopped_day_counts(self, running: Term) -> None:
        """A day that a stop holds is never counted, and every other day is as the calendar says."""
        for day in strip(running, CN)[1:]:
            held = any(stopped.holds(day.day) for stopped in running.stops)
            assert held == (day.kind is Tally.STOPPED)
            assert not (held and day.counts)
