"""Which rule book a submission falls under."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.law import Law, Regime
from domain.model import SHANGHAI

LAW = Law.load()


class TestRegime:
    @pytest.mark.parametrize(
        ("day", "regime"),
        [
            (date(2020, 1, 1), Regime.NO_ROUTE),
            (date(2024, 10, 20), Regime.NO_ROUTE),
            (date(2024, 10, 21), Regime.PILOT),
            (date(2025, 12, 31), Regime.PILOT),
            (date(2026, 1, 1), Regime.NO_INTAKE_GAP),
            (date(2026, 3, 31), Regime.NO_INTAKE_GAP),
            (date(2026, 4, 1), Regime.N173_PRE_REGS),
            (date(2026, 5, 14), Regime.N173_PRE_REGS),
            (date(2026, 5, 15), Regime.N173),
            (date(2031, 1, 1), Regime.N173),
        ],
    )
    def test_first_and_last_days(self, day: date, regime: Regime) -> None:
        """Each regime holds from its first submission day to its last."""
        assert regime is LAW.regime(datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI))

    def test_the_last_minute_of_the_pilot(self) -> None:
        """23:59 in China on the last day is still the pilot, wherever the server stands."""
        assert Regime.PILOT is LAW.regime(datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC))

    def test_the_first_minute_after_the_pilot(self) -> None:
        """Midnight in China ends the pilot's intake, though in UTC it is still the day before."""
        assert Regime.NO_INTAKE_GAP is LAW.regime(datetime(2025, 12, 31, 16, 0, tzinfo=UTC))

    def test_an_instant_without_a_zone(self) -> None:
        """An instant without a zone is Chinese time."""
        assert Regime.PILOT is LAW.regime(datetime(2025, 12, 31, 23, 59))  # noqa: DTZ001 - what is tested

    @given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
    def test_every_day_has_one(self, day: date) -> None:
        """Every day falls under exactly one regime, the one whose days cover it."""
        covering = [
            span.id
            for span in LAW.regimes.values()
            if (span.submitted.from_ or date.min) <= day <= (span.submitted.to or date.max)
        ]

        assert covering == [LAW.regime(datetime(day.year, day.month, day.day, tzinfo=SHANGHAI))]

    def test_intake(self) -> None:
        """Applications are taken in the pilot and under Notice 173, and at no other time."""
        taken = {regime for regime, span in LAW.regimes.items() if span.intake}

        assert {Regime.PILOT, Regime.N173_PRE_REGS, Regime.N173} == taken

    def test_freezing_is_an_open_reading(self) -> None:
        """That a pilot case stays a pilot case is a configured reading, marked open."""
        reading = LAW.on(date(2025, 6, 10)).reading("pilot_transition")

        assert ("freeze", True) == (reading.value, reading.open)
