from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.dossier import Experience, ExperienceBasis
from domain.findings import Outcome
from domain.rules.experience import Period, Reached, anniversary, periods, reached
from tests.domain.rules.conftest import Found

DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))
SPANS = st.tuples(DAYS, st.integers(0, 3000)).map(lambda pair: (pair[0], pair[0] + timedelta(days=pair[1])))


def entry(since: date, until: date | None = None) -> Experience:
    """Commercial experience with biologics."""
    return Experience(biological=True, basis=ExperienceBasis.COMMERCIAL, since=since, until=until)


def merged(*spans: tuple[date, date], on: date = date(2060, 1, 1)) -> tuple[Period, ...]:
    """The periods of such entries."""
    return periods([entry(*span) for span in spans], lambda _: True, on)


class TestYears:
    @given(since=DAYS, years=st.integers(1, 10))
    def test_boundary(self, since: date, years: int) -> None:
        """On the anniversary the years are full, and on the day before they are not."""
        full = anniversary(since, years)

        assert Reached.YES == reached(merged((since, full)), years)
        assert Reached.NO == reached(merged((since, full - timedelta(days=1))), years)

    def test_leap_day(self) -> None:
        """A period that began on 29 February is full on the last day of February."""
        assert date(2027, 2, 28) == anniversary(date(2024, 2, 29), 3)
        assert date(2028, 2, 29) == anniversary(date(2024, 2, 29), 4)

    @given(spans=st.lists(SPANS, max_size=6))
    def test_nothing_counts_twice(self, spans: list[tuple[date, date]]) -> None:
        """The merged periods are apart, in order, and cover exactly the days of the entries."""
        result = merged(*spans)
        days = {since + timedelta(days=n) for since, until in spans for n in range((until - since).days + 1)}

        assert all(one.until + timedelta(days=1) < two.since for one, two in pairwise(result))
        assert len(days) == sum(each.days + 1 for each in result)

    @given(spans=st.lists(SPANS, min_size=1, max_size=4))
    def test_the_same_entry_twice(self, spans: list[tuple[date, date]]) -> None:
        """Naming an entry twice changes nothing."""
        assert merged(*spans) == merged(*spans, *spans)

    def test_broken_periods(self) -> None:
        """Years that are full only in sum are neither met nor missed."""
        halves = merged((date(2015, 1, 1), date(2016, 12, 31)), (date(2018, 1, 1), date(2019, 12, 31)))

        assert Reached.IN_SUM == reached(halves, 3)

    def test_future(self) -> None:
        """What lies after the submission does not count."""
        assert () == merged((date(2030, 1, 1), date(2039, 1, 1)), on=date(2025, 6, 10))


class TestPilotRule:
    def test_exactly_three_years(self, found: Found) -> None:
        """Exactly three years on the day of submission pass."""
        finding = found("E13P", {"cmos.0.experience.0.since": "2022-06-10"})

        assert Outcome.PASS == finding.outcome

    def test_overlap(self, found: Found) -> None:
        """Two overlapping periods of two years are not four."""
        experience = [
            {"biological": True, "basis": "commercial", "since": "2023-01-01", "until": "2025-01-01"},
            {"biological": True, "basis": "commercial", "since": "2023-02-01", "until": "2025-02-01"},
        ]

        assert Outcome.FAIL == found("E13P", {"cmos.0.experience": experience}).outcome

    def test_chemicals_do_not_count(self, found: Found) -> None:
        """Experience with chemicals is none with biologics."""
        assert Outcome.FAIL == found("E13P", {"cmos.0.experience.0.biological": False}).outcome

    def test_the_firm_is_named(self, found: Found) -> None:
        """The finding names the manufacturer and the period that was counted."""
        finding = found("E13P", {"cmos.0.experience.0.since": "2024-01-01"})

        assert "Filler" in finding.explanation_en
        assert "2024-01-01..2025-06-10" == finding.facts["dp"]
