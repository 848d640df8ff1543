"""The release of a calendar in a supervision: the arrangement of 2026 was published on 4 November 2025."""

from __future__ import annotations

from datetime import date

from domain.releases import CALENDAR
from domain.supervision.milestones import SupervisionTermsRecomputed
from tests.domain.case.given import topics
from tests.domain.supervision.given import Supervision, producing

TOPIC = "supervision.terms_recomputed"
MEASURE = {"what": "suspend_sale", "document_no": "SH-M-1", "reason": "two lots out of specification"}


def restricted() -> Supervision:
    """The sale is suspended the day before: both remedies end in 2026."""
    return producing().does("2025-11-03", "shanghai", "restrict_product", **MEASURE)


class TestRelease:
    def test_on_the_day(self) -> None:
        """Given remedies that end in 2026, when its calendar comes, then days of rest move their last days."""
        before, after = restricted(), restricted().waits_until("2025-11-04T00:00")
        event = after.events[-1]

        assert isinstance(event, SupervisionTermsRecomputed)
        assert {
            "remedy.1.reconsideration": (date(2026, 1, 2), date(2026, 1, 4), False),
            "remedy.1.litigation": (date(2026, 5, 4), date(2026, 5, 6), False),
        } == {act.name: (act.was, act.due, act.provisional) for act in event.clock}  # type: ignore[union-attr]
        assert before.state.terms == after.state.terms

    def test_once(self) -> None:
        """Given that it is recorded, then it is not looked for again."""
        after = restricted().waits_until("2025-11-04T00:00")

        assert [] == [each for each in after.position.milestones if each.term.startswith(CALENDAR)]
        assert 1 == topics(after.waits_until("2025-12-01").events).count(TOPIC)

    def test_nothing_provisional(self) -> None:
        """Given a supervision whose dates lie in years that are arranged, then no release lies before it."""
        assert [] == [each for each in producing().position.milestones if each.term.startswith(CALENDAR)]
        assert TOPIC not in topics(producing().waits_until("2025-12-01").events)
