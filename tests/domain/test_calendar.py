"""The working-day calendar against the arrangements of the State Council and two independent packages."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.law import Calendar, DayKind, Due, Law

CN = Law.load().calendar
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
COUNTS = st.integers(0, 120)


class TestKind:
    @pytest.mark.parametrize(
        ("day", "kind"),
        [
            (date(2025, 1, 27), DayKind.WORKING),
            (date(2025, 1, 28), DayKind.HOLIDAY),
            (date(2025, 2, 8), DayKind.MAKE_UP),
            (date(2025, 2, 9), DayKind.WEEKEND),
            (date(2025, 10, 4), DayKind.HOLIDAY),
        ],
    )
    def test_each_kind(self, day: date, kind: DayKind) -> None:
        """A day is working, a weekend, a holiday, or a weekend worked instead."""
        assert kind is CN.kind(day)

    @pytest.mark.parametrize(("year", "working"), [(2024, 251), (2025, 248), (2026, 248)])
    def test_working_days_of_a_year(self, year: int, working: int) -> None:
        """A year has the number of working days that its arrangement comes to."""
        assert working == CN.working_days_between(date(year - 1, 12, 31), date(year, 12, 31))

    def test_agrees_with_chinesecalendar(self) -> None:
        """Every day of 2024 to 2026 is working or not exactly as chinesecalendar says."""
        assert [] == [day for day in _every_day() if chinese_calendar.is_workday(day) != CN.is_working(day)]

    def test_agrees_with_holidays(self) -> None:
        """Every day of 2024 to 2026 is working or not exactly as the holidays package says."""
        china = holidays.country_holidays("CN", years=(2024, 2025, 2026))

        assert [] == [day for day in _every_day() if china.is_working_day(day) != CN.is_working(day)]

    @given(DAYS)
    def test_is_working_follows_from_the_kind(self, day: date) -> None:
        """A day is a working day exactly when its kind is working or make-up."""
        assert (CN.kind(day) in {DayKind.WORKING, DayKind.MAKE_UP}) == CN.is_working(day)


class TestAddWorkingDays:
    @pytest.mark.parametrize(
        ("start", "n", "due"),
        [
            (date(2024, 10, 21), 5, date(2024, 10, 28)),
            (date(2025, 1, 20), 30, date(2025, 3, 7)),
            (date(2025, 4, 25), 60, date(2025, 7, 23)),
            (date(2025, 9, 22), 15, date(2025, 10, 17)),
            (date(2026, 2, 9), 5, date(2026, 2, 14)),
            (date(2026, 4, 1), 5, date(2026, 4, 9)),
            (date(2026, 4, 1), 30, date(2026, 5, 18)),
            (date(2026, 5, 15), 15, date(2026, 6, 5)),
            (date(2026, 9, 18), 5, date(2026, 9, 24)),
            (date(2026, 9, 25), 20, date(2026, 10, 29)),
        ],
    )
    def test_known_due_days(self, start: date, n: int, due: date) -> None:
        """The starting day is not counted, holidays are skipped, working weekends count."""
        assert Due(day=due, provisional=False) == CN.add_working_days(start, n)

    def test_beyond_the_published_years(self) -> None:
        """A due day that rests on an unpublished year is provisional, counted Monday to Friday."""
        assert Due(day=date(2027, 1, 4), provisional=True) == CN.add_working_days(date(2026, 12, 30), 3)

    def test_a_start_before_the_published_years(self) -> None:
        """An unpublished starting day makes nothing provisional: it is not counted."""
        assert Due(day=date(2024, 1, 2), provisional=False) == CN.add_working_days(date(2023, 12, 31), 1)

    def test_a_negative_number(self) -> None:
        """A negative number of working days is refused."""
        with pytest.raises(ValueError, match="negative"):
            CN.add_working_days(date(2025, 1, 1), -1)

    @given(DAYS, COUNTS, COUNTS)
    def test_additivity(self, start: date, a: int, b: int) -> None:
        """Adding a and then b working days is adding a + b."""
        step = CN.add_working_days(start, a).day

        assert CN.add_working_days(start, a + b).day == CN.add_working_days(step, b).day

    @given(DAYS, DAYS, COUNTS)
    def test_monotonicity(self, one: date, other: date, n: int) -> None:
        """A later start never gives an earlier due day."""
        first, second = sorted((one, other))

        assert CN.add_working_days(first, n).day <= CN.add_working_days(second, n).day

    @given(DAYS, st.integers(1, 120))
    def test_counts_exactly(self, start: date, n: int) -> None:
        """Between the start and the due day lie exactly the working days asked for, the last being one."""
        due = CN.add_working_days(start, n).day

        assert (n, True) == (CN.working_days_between(start, due), CN.is_working(due))

    @given(DAYS, st.integers(1, 120))
    def test_subtraction(self, end: date, n: int) -> None:
        """Counting back and forth between working days returns to the same day."""
        end = end if CN.is_working(end) else CN.add_working_days(end, 1).day

        assert end == CN.add_working_days(CN.subtract_working_days(end, n).day, n).day


class TestPublication:
    def test_covers_the_published_years_only(self) -> None:
        """2024 to 2026 are published, the years around them are not."""
        years = [year for year in range(2022, 2030) if CN.covers(date(year, 6, 1))]

        assert [2024, 2025, 2026] == years

    def test_source(self) -> None:
        """A day names the notice that arranges its year."""
        assert "国办发明电〔2024〕12号" == CN.source(date(2025, 5, 1))  # noqa: RUF001 - the brackets of a document number

    def test_source_beyond(self) -> None:
        """A day of an unpublished year says so."""
        assert "2027: not published" == CN.source(date(2027, 5, 1))

    def test_holiday_name(self) -> None:
        """A holiday has its name in both languages, another day has none."""
        name = CN.name(date(2025, 5, 1))

        assert ("劳动节 (Labour Day)", None) == (str(name), CN.name(date(2025, 5, 6)))

    def test_what_was_published_by_a_day(self) -> None:
        """On a day the law knows only the arrangements published by then."""
        law = Law.load()

        assert ("cn-2024..2025", "cn-2024..2026") == (
            law.on(date(2025, 11, 3)).calendar.version,
            law.on(date(2025, 11, 4)).calendar.version,
        )

    def test_digest(self) -> None:
        """Another set of years has another digest; the same set has the same."""
        years = list(CN.years.values())

        assert (True, False) == (
            Calendar.of(*reversed(years)).digest == CN.digest,
            Calendar.of(*years[:2]).digest == CN.digest,
        )


def _every_day() -> list[date]:
    first, last = date(2024, 1, 1), date(2026, 12, 31)
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]
