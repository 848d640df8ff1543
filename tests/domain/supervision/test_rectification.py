"""The year of Announcement 134: for what was entrusted at its issue, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from domain.supervision.rectification import MILESTONE, TERM, RectificationYearBegun
from tests.domain.case.given import instant, topics
from tests.domain.supervision.given import Supervision, first_license, producing


class TestYear:
    def test_begins_on_the_day_of_issue(self) -> None:
        """Given an entrusted site, when the announcement is issued, then its year runs to 30 December 2026."""
        before, after = producing().waits_until("2025-12-29"), producing().waits_until("2025-12-30")
        event = after.events[-1]

        assert TERM not in before.due
        assert isinstance(event, RectificationYearBegun)
        assert (("wuxi",), "2026-12-30") == (event.sites, after.due[TERM])
        assert ("a134/rectification",) == event.basis

    def test_over(self) -> None:
        """When it is over that is recorded, once."""
        after = producing().waits_until("2026-12-31")

        assert 1 == topics(after.events).count("supervision.rectification_year_over")
        assert TERM not in after.due
        assert 1 == topics(after.waits_until("2027-12-31").events).count(
            "supervision.rectification_year_begun"
        )

    def test_late(self) -> None:
        """An engine that learns of it later counts from the day of issue all the same."""
        (milestone,) = [each for each in producing().position.milestones if each.term == MILESTONE]

        answer = producing().times_out(milestone, instant("2026-03-02"))
        assert answer is not None
        assert "2026-12-30" == str(answer[0].until)  # type: ignore[attr-defined]

    def test_opened_afterwards(self) -> None:
        """What is entrusted after the issue has to be in order at once: there is no year."""
        story = Supervision(first_license().state).does("2026-01-05", "engine", "open_supervision")

        assert MILESTONE not in [each.term for each in story.position.milestones]

    def test_nothing_entrusted(self) -> None:
        """Without an entrusted site it is no concern of the announcement."""
        story = producing()
        sites = tuple(each.model_copy(update={"entrusted": False}) for each in story.state.supervised.sites)
        product = story.state.supervised.model_copy(update={"sites": sites})
        alone = replace(story, state=story.state.model_copy(update={"product": product}))

        assert MILESTONE not in [each.term for each in alone.position.milestones]
