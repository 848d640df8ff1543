from __future__ import annotations

from datetime import datetime

import pytest

from domain.findings import DossierOutcome, Outcome
from domain.law import Law, Regime
from domain.model import SHANGHAI
from domain.rules import assess
from tests.domain.rules.conftest import Changed


def on(text: str) -> datetime:
    """An instant in China."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class TestWindow:
    @pytest.mark.parametrize("instant", ["2024-10-20T23:59", "2026-01-01T00:00", "2026-03-31T23:59"])
    def test_no_route(self, instant: str, law: Law, changed: Changed) -> None:
        """On a day on which nothing is taken, the window alone is answered and says so."""
        assessment = assess(changed(), law, submitted_at=on(instant))

        assert DossierOutcome.NO_ROUTE == assessment.outcome
        assert [("E01", Outcome.FAIL)] == [(each.rule, each.outcome) for each in assessment.findings]

    @pytest.mark.parametrize(
        ("instant", "cited"),
        [("2024-10-20T23:59", ("dal/32", "vpd/12")), ("2026-03-31T23:59", ("plan/submission",))],
    )
    def test_no_route_cites_what_was_in_force(
        self, instant: str, cited: tuple[str, ...], law: Law, changed: Changed
    ) -> None:
        """A day without an intake is answered on articles of that day, never on a notice that was still to come."""
        assert cited == assess(changed(), law, submitted_at=on(instant)).findings[0].citations

    @pytest.mark.parametrize("instant", ["2024-10-21T00:00", "2025-12-31T23:59"])
    def test_first_and_last_minute(self, instant: str, law: Law, changed: Changed) -> None:
        """The first and the last minute of the pilot's intake are in time."""
        change: dict[str, object] = {
            "cmos.0.experience.0.since": "2019-01-01",
            "cmos.0.evaluated_applicant_on": "2024-01-10",
        }
        agreement = {"signed_on": "2024-02-01"}
        change |= {"cmos.0.quality_agreement": agreement, "cmos.0.entrustment_agreement": agreement}
        assessment = assess(changed(change), law, submitted_at=on(instant))

        assert (Regime.PILOT, DossierOutcome.PROCEED) == (assessment.regime, assessment.outcome)

    def test_the_zone_decides(self, law: Law, changed: Changed) -> None:
        """The last evening in London is the next morning in China."""
        late = datetime.fromisoformat("2025-12-31T23:59+00:00")

        assert Regime.NO_INTAKE_GAP == assess(changed(), law, submitted_at=late).regime

    def test_counter_on_the_last_day(self, law: Law, changed: Changed) -> None:
        """Over the counter the last day ends at close of business, which a person has to judge."""
        findings = assess(changed({"channel": "counter"}), law, submitted_at=on("2025-12-31T18:00")).findings

        assert Outcome.REFER == findings[0].outcome

    def test_named_regime(self, law: Law, changed: Changed) -> None:
        """Under a named regime the dossier is examined as if, and the window stands aside."""
        assessment = assess(changed(), law, regime=Regime.N173)

        assert Outcome.NOT_APPLICABLE == assessment.findings[0].outcome
        assert "pilot" == assessment.findings[0].facts["regime_by_day"]

    @pytest.mark.parametrize("regime", [Regime.NO_ROUTE, Regime.NO_INTAKE_GAP])
    def test_named_regime_without_an_intake(self, regime: Regime, law: Law, changed: Changed) -> None:
        """A rule book that takes no applications takes none, on whatever day it is asked."""
        assessment = assess(changed(), law, regime=regime)

        assert DossierOutcome.NO_ROUTE == assessment.outcome
        assert [("E01", Outcome.FAIL)] == [(each.rule, each.outcome) for each in assessment.findings]
        assert "pilot" == assessment.findings[0].facts["regime_by_day"]

    def test_named_regime_of_the_day(self, law: Law, changed: Changed) -> None:
        """Naming the regime of the day changes nothing."""
        assert assess(changed(), law) == assess(changed(), law, regime=Regime.PILOT)

    def test_after_the_plan(self, law: Law, changed: Changed) -> None:
        """After the Plan's end the conditions that are kept by reference become open questions."""
        findings = assess(changed(), law, submitted_at=on("2027-01-01T09:00")).findings
        flagged = {each.rule: each.outcome for each in findings if "plan_expired" in each.facts}

        assert dict.fromkeys(("E03", "E10", "E16", "E17"), Outcome.REFER) == flagged
