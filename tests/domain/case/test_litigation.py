"""Litigation, the State Council's ruling, and the registration that falls by a remedy."""

from __future__ import annotations

from domain.case.state import ReviewStep, Stage
from tests.domain.case.given import (
    CONCLUSION,
    SATISFIED,
    approved,
    before_nmpa,
    code,
    concluded,
    topics,
)
from tests.domain.case.remedy_stories import (
    GROUNDS,
    RULING,
    pending,
    refused_license,
    upheld,
)


class TestLitigation:
    def test_directly(self) -> None:
        """An action within six months needs no reconsideration; a judgment that dismisses it closes the case."""
        story = refused_license().does("2025-06-20", "ds", "bring_action", court="Wuxi court", **GROUNDS)

        assert {} == story.due
        assert {"record_judgment"} == story.waits

        case = story.does("2025-12-20", "ds", "record_judgment", number=1, outcome="upheld", **RULING)
        assert ["remedy.judgment_recorded", "case.closed"] == topics(case.events[-2:])

    def test_while_reconsideration_is_pending(self) -> None:
        """One way at a time."""
        assert "remedy_pending" == code(
            pending().when("2025-04-20", "ds", "bring_action", court="Wuxi court", **GROUNDS)
        )

    def test_too_late(self) -> None:
        """After the fifteen days of the result there is no action."""
        case = upheld().waits_until("2025-05-31T00:00")

        assert case.state.closed

    def test_revoked(self) -> None:
        """A judgment that revokes the refusal puts the case back to the agency."""
        story = upheld().does("2025-05-20", "ds", "bring_action", court="Wuxi court", after=1, **GROUNDS)
        case = story.does("2025-11-20", "jiangsu", "record_judgment", number=2, outcome="revoked", **RULING)

        assert (Stage.LICENSING, None, ()) == (
            case.state.stage,
            case.state.outcome,
            case.state.remedies.pending,
        )

    def test_state_council(self) -> None:
        """The State Council rules where NMPA has reconsidered its own act, not over a government's reconsideration."""
        refused = before_nmpa().does(
            "2025-03-11",
            "nmpa",
            "decide_as_nmpa",
            outcome="refuse",
            reply_no="1",
            findings=SATISFIED,
            reason="no need",
        )
        story = refused.does("2025-03-20", "applicant", "apply_for_reconsideration", **GROUNDS)
        story = story.does("2025-03-25", "nmpa", "accept_reconsideration", number=1, admissible="its own act")
        story = story.does(
            "2025-04-25", "nmpa", "decide_reconsideration", number=1, outcome="upheld", **RULING
        )
        asked = {"before": "state_council", "court": "State Council", "after": 1, **GROUNDS}

        assert ["remedy.action_brought"] == topics(
            story.when("2025-05-05", "applicant", "bring_action", **asked)
        )
        assert "ruling_not_open" == code(upheld().when("2025-05-20", "ds", "bring_action", **asked))


class TestRegistration:
    def test_review_anew(self) -> None:
        """A refused registration that falls is reviewed anew where the conclusion was negative."""
        story = concluded("reject").waits_until("2025-08-01")
        story = story.does(
            "2025-08-04",
            "nmpa",
            "decide_registration",
            outcome="refuse",
            decision_no="1",
            reason="as concluded",
        )
        story = story.does("2025-08-05", "nmpa", "deliver_registration", receipt_no="1")
        story = story.does("2025-08-10", "applicant", "apply_for_reconsideration", **GROUNDS)
        story = story.does("2025-08-15", "nmpa", "accept_reconsideration", number=1)
        case = story.does(
            "2025-09-15", "nmpa", "decide_reconsideration", number=1, outcome="revoked", **RULING
        )

        assert (Stage.TECHNICAL_REVIEW, ReviewStep.REVIEWING) == (case.state.stage, case.state.review.step)
        assert "review.clock" in case.due
        assert ["review.concluded"] == topics(
            case.when("2025-10-15", "cde", "conclude_review", conclusion="approve", **CONCLUSION)
        )

    def test_of_an_approval(self) -> None:
        """An approval can be contested too; NMPA reconsiders it."""
        case = approved().does("2025-07-20", "applicant", "apply_for_reconsideration", **GROUNDS)

        assert ("nmpa", None) == (case.position.waits[0].role, case.position.waits[0].province)
