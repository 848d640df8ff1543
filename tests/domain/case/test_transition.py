"""The end of the Plan on 31 December 2026: what is recorded in open pilot cases, and who says how they go on."""

from __future__ import annotations

from domain.case.state import Stage
from domain.case.transition import PLAN_END, PilotEnded
from domain.law import Regime
from domain.model import end_of_day
from tests.domain.case.given import (
    Case,
    accepted,
    code,
    dossier,
    instant,
    licensing,
    submitted,
    topics,
    with_papers,
)
from tests.domain.case.notice import IN_ORDER

LAST_MOMENT, AFTER = "2026-12-31T23:59", "2027-01-04"
REASON = "no text says otherwise"
REFUSED = {"licensee": "ds", "outcome": "refuse", "reason": "unfit"}


def ended() -> Case:
    """A case that waits for license applications when the Plan ends."""
    return licensing().waits_until(AFTER)


class TestTheEnd:
    def test_not_before_midnight(self) -> None:
        """Given an open pilot case, when it is one minute to 24:00, then nothing is recorded yet."""
        assert "case.pilot_ended" not in topics(licensing().waits_until(LAST_MOMENT).events)

    def test_at_midnight(self) -> None:
        """Given an open pilot case, then at 24:00 it is recorded as it stands, under a reading that is open."""
        event = ended().events[-1]

        assert isinstance(event, PilotEnded)
        assert Stage.LICENSING is event.stage
        assert "apply_for_license" in event.awaited
        assert ("freeze", True) == (event.reading, event.open)
        assert {"plan/term", "n173/6"} == set(event.basis)

    def test_the_timer_comes_early(self) -> None:
        """A timer that comes before 24:00 changes nothing."""
        story = licensing()
        found = next(each for each in story.position.milestones if each.term == PLAN_END)

        assert end_of_day(instant("2026-12-31").date()) == found.due
        assert story.times_out(found, instant(LAST_MOMENT)) is None

    def test_once(self) -> None:
        """Given that the end has been recorded, then the same timer finds nothing more to record."""
        found = next(each for each in licensing().position.milestones if each.term == PLAN_END)

        assert ended().times_out(found, instant(AFTER)) is None
        assert () == ended().position.milestones

    def test_the_terms_that_run(self) -> None:
        """Given a formal check that was never made, then the end names the stage and nothing that is over."""
        event = submitted().waits_until(AFTER).events[-1]

        assert isinstance(event, PilotEnded)
        assert (Stage.INTAKE, ()) == (event.stage, event.terms)
        assert "accept" in event.awaited


class TestWhoIsNotConcerned:
    def test_a_decided_case(self) -> None:
        """Given a case in which only the terms of remedies run, then it has no such day before it."""
        refused = accepted().does(
            "2025-03-05", "shanghai", "decide_selection", outcome="not_selected", reason="not in the plan"
        )

        assert Stage.CLOSING.value == refused.position.stage
        assert () == refused.position.milestones

    def test_a_case_under_notice_173(self) -> None:
        """Given a case under Notice 173, then the end of the Plan is no day of its."""
        story = Case().does("2026-06-10", "applicant", "submit", dossier=dossier(IN_ORDER))

        assert Regime.PILOT is not story.state.regime
        assert () == story.position.milestones


class TestConfirm:
    def test_too_early(self) -> None:
        """Given that the Plan has not ended, when the agency confirms, then there is nothing to confirm."""
        assert "pilot_goes_on" == code(
            licensing().when("2026-12-30", "shanghai", "confirm_transition", reason=REASON)
        )

    def test_the_agency_is_waited_for(self) -> None:
        """Given the end, then the applicant's agency is waited for beside the acts of the stage."""
        waits = {command: wait for wait in ended().position.waits for command in wait.commands}

        assert "310000" == waits["confirm_transition"].province
        assert "apply_for_license" in waits

    def test_by_another_agency(self) -> None:
        """Given the end, when the agency of the manufacturer confirms, then it is not competent."""
        assert "not_competent" == code(ended().when(AFTER, "jiangsu", "confirm_transition", reason=REASON))

    def test_confirmed(self) -> None:
        """Given the end, when the agency confirms, then the case stays under the Plan and waits for it no more."""
        story = ended().does(AFTER, "shanghai", "confirm_transition", reason=REASON)

        assert "case.transition_confirmed" == story.events[-1].topic
        assert Regime.PILOT is story.state.regime
        assert "confirm_transition" not in story.waits

    def test_twice(self) -> None:
        """Given the confirmation, when it comes a second time, then it is declined."""
        story = ended().does(AFTER, "shanghai", "confirm_transition", reason=REASON)

        assert "transition_already_confirmed" == code(
            story.when("2027-01-05", "shanghai", "confirm_transition", reason=REASON)
        )

    def test_the_stage_goes_on(self) -> None:
        """Given the end and no confirmation, when a license is applied for, then the procedure goes on as before."""
        answer = ended().when(AFTER, "ds", "apply_for_license", licensee="ds", kind="change")

        assert ["license.applied"] == topics(answer)


class TestADecisionThatFalls:
    def test_after_the_end(self) -> None:
        """Given a refusal of 2026 that falls in 2027, then the end of the Plan is recorded when the case is back."""
        story = with_papers().does("2026-11-02", "jiangsu", "decide_license", **REFUSED)
        story = story.does("2026-11-02", "jiangsu", "deliver_license", licensee="ds", receipt_no="1")
        story = story.does("2026-12-01", "ds", "apply_for_reconsideration", grounds="it is fit")
        story = story.does("2026-12-04", "jiangsu government", "accept_reconsideration", number=1)
        assert "case.pilot_ended" not in topics(story.waits_until(AFTER).events)

        ruling = {"outcome": "act_anew", "document_no": "1", "reason": "as heard"}
        story = story.does(AFTER, "jiangsu government", "decide_reconsideration", number=1, **ruling)

        assert "case.pilot_ended" == story.waits_until(AFTER).events[-1].topic
