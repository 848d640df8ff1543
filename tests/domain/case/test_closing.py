"""Closing: the remedies run out one by one; withdrawal before the decision; nothing after the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from domain.case.state import CaseOutcome, Stage
from tests.domain.case import notice
from tests.domain.case.given import (
    CONCLUSION,
    Case,
    accepted,
    agreed,
    applied,
    approved,
    before_nmpa,
    code,
    concluded,
    filed,
    grant,
    granted,
    instant,
    licensed,
    licensing,
    proposed,
    reviewing,
    selected,
    submitted,
    taken,
    topics,
)

FILED = {"kind": "marketing_application", "track": "reg.maa"}

BEFORE_THE_DECISION = [
    submitted,
    accepted,
    selected,
    proposed,
    agreed,
    before_nmpa,
    licensing,
    applied,
    taken,
    licensed,
    filed,
    reviewing,
    concluded,
]


def approved_after_a_refusal() -> Case:
    """Under Notice 173: a license refused on 22 June and granted a day later, all approved in December."""
    refuse = {"licensee": "ds", "outcome": "refuse", "reason": "capacity"}
    case = notice.with_papers().does("2026-06-22", "jiangsu", "decide_license", **refuse)
    case = case.does("2026-06-22", "jiangsu", "deliver_license", licensee="ds", receipt_no="1")
    case = case.does("2026-06-23", "ds", "apply_for_license", licensee="ds", kind="change")
    case = case.does("2026-06-23", "jiangsu", "accept_license_application", licensee="ds")
    case = case.does("2026-06-23", "jiangsu", "decide_license", **grant("ds"))
    case = case.does("2026-06-23", "jiangsu", "deliver_license", licensee="ds", receipt_no="2")
    case = case.does("2026-06-23", "shanghai", "decide_license", **grant("applicant"))
    case = case.does("2026-06-23", "shanghai", "deliver_license", licensee="applicant", receipt_no="3")
    case = case.does("2026-06-24", "applicant", "file_registration", **FILED)
    return reviewed(case.does("2026-06-25", "cde", "accept_registration", acceptance_no="1"), "2026-12-10")


def approved_without_a_delivery() -> Case:
    """All delivered in the pilot but the manufacturer's license; approved on 10 July 2025."""
    case = granted().does("2025-03-28", "shanghai", "deliver_license", licensee="applicant", receipt_no="2")
    case = case.does("2025-03-31", "applicant", "file_registration", **FILED)
    case = reviewed(case.does("2025-04-01", "cde", "accept_registration", acceptance_no="1"), "2025-07-10")
    return case.does("2025-07-10", "nmpa", "deliver_registration", receipt_no="1")


def reviewed(case: Case, day: str) -> Case:
    """Concluded and decided on that day."""
    case = case.does(day, "cde", "waive_registration_inspection", reason="inspected last year")
    case = case.does(day, "cde", "conclude_review", conclusion="approve", **CONCLUSION)
    return case.does(day, "nmpa", "decide_registration", outcome="approve", decision_no="1", reason="ok")


class TestRemedies:
    def test_first(self) -> None:
        """The sixtieth day ends the time for reconsideration; the case stays open for the court's six months."""
        case = approved().waits_until("2025-09-09T00:00")

        assert ["case.remedy_term_ended"] == topics(case.events[-1:])
        assert not case.state.closed
        assert {"closing.litigation": "2026-01-12"} == case.due

    def test_last(self) -> None:
        """Six months end on a Saturday and so on the Monday after; with them the case is closed."""
        case = approved().waits_until("2026-01-13T00:00")

        assert ["case.remedy_term_ended", "case.closed"] == topics(case.events[-2:])
        assert (True, "closed", CaseOutcome.APPROVED) == (
            case.state.closed,
            case.position.stage,
            case.state.outcome,
        )

    def test_nobody_is_waited_for(self) -> None:
        """While remedies run nobody has to act."""
        assert set() == approved().waits

    def test_after_the_end(self) -> None:
        """A closed case takes nothing more."""
        case = approved().waits_until("2026-01-13")

        assert "case_closed" == code(case.when("2026-01-14", "applicant", "withdraw", reason="late"))
        assert ((), ()) == (case.position.waits, case.position.deadlines)


class TestDelivery:
    def test_remedy_of_an_earlier_refusal(self) -> None:
        """What is left of the remedies against a refused license does not close a case with a decision on its way."""
        case = approved_after_a_refusal().waits_until("2026-12-23T00:00")

        assert ["case.remedy_term_ended"] == topics(case.events[-1:])
        assert (False, {"review.deliver": "2026-12-24"}) == (case.state.closed, case.due)

    def test_overdue(self) -> None:
        """A decision that nobody has keeps the case open, whatever else has run out."""
        case = approved_without_a_delivery().waits_until("2026-06-01")

        assert (False, {}, {"deliver_license"}) == (case.state.closed, case.due, case.waits)

    def test_last(self) -> None:
        """If a delivery is what came last, the case is closed with it."""
        case = approved_without_a_delivery().waits_until("2026-06-01")
        case = case.does("2026-06-02", "jiangsu", "deliver_license", licensee="ds", receipt_no="1")

        assert ["license.delivered", "case.closed"] == topics(case.events[-2:])
        assert case.state.closed


class TestWithdrawal:
    @pytest.mark.parametrize("story", BEFORE_THE_DECISION)
    def test_before_the_decision(self, story: Callable[[], Case]) -> None:
        """Until the decision the applicant may withdraw, which closes the case at once and ends every term."""
        case = story().does("2025-07-02", "applicant", "withdraw", reason="other plans")

        assert ["case.withdrawn", "case.closed"] == topics(case.events[-2:])
        assert (True, CaseOutcome.WITHDRAWN, {}) == (case.state.closed, case.state.outcome, case.due)

    def test_after_the_decision(self) -> None:
        """What has been decided is not withdrawn."""
        assert "wrong_stage" == code(approved().when("2025-07-11", "applicant", "withdraw", reason="late"))

    @pytest.mark.parametrize("who", ["ds", "stranger", "shanghai"])
    def test_by_somebody_else(self, who: str) -> None:
        """Nobody withdraws for the applicant."""
        assert "not_competent" == code(licensing().when("2025-03-12", who, "withdraw", reason="no"))


class TestTimers:
    def test_once(self) -> None:
        """A timer that comes a second time finds nothing to do."""
        case, overdue = submitted(), submitted().running("intake.check")
        after = case.waits_until("2025-03-11T00:00")

        assert ["case.formal_check_overdue"] == topics(case.times_out(overdue, overdue.due))
        assert None is after.times_out(overdue, overdue.due)

    def test_too_early(self) -> None:
        """Before the end of its day no term has run out, whatever the timer says."""
        running = submitted().running("intake.check")

        assert None is submitted().times_out(running, running.due - timedelta(microseconds=1))

    def test_of_another_due_date(self) -> None:
        """A timer for a due date that has moved is for nothing."""
        moved = submitted().running("intake.check").model_copy(update={"due": instant("2025-03-09T00:00")})

        assert None is submitted().times_out(moved, instant("2025-03-20"))

    def test_of_a_stage_gone_by(self) -> None:
        """A timer of a term that was met is for nothing."""
        running = submitted().running("intake.check")

        assert None is accepted().times_out(running, running.due)

    def test_before_the_case(self) -> None:
        """A timer of a case that does not exist is for nothing."""
        running = submitted().running("intake.check")

        assert None is Case().times_out(running, running.due)


class TestClockOfADemonstration:
    def test_forward(self) -> None:
        """The engine moves a case's clock forward, and the case remembers."""
        case = submitted().does("2025-03-04", "engine", "move_clock", shift=timedelta(days=30))

        assert (timedelta(days=30), Stage.INTAKE) == (case.position.shift, case.state.stage)

    def test_backward(self) -> None:
        """A clock moves forward only."""
        case = submitted().does("2025-03-04", "engine", "move_clock", shift=timedelta(days=30))

        assert "clock_moves_forward_only" == code(
            case.when("2025-03-05", "engine", "move_clock", shift=timedelta(days=30))
        )

    def test_by_a_person(self) -> None:
        """No person moves it."""
        assert "not_competent" == code(
            submitted().when("2025-03-04", "shanghai", "move_clock", shift=timedelta(days=1))
        )
