"""Technical review: the legal clock, its one stop for supplementary data, the conclusion, the decision.

Counted by hand with the calendar of 2025: April has 22 working days, May 19, June 20, July 23, August 21,
September 23 (the 28th is one), October 18 (from the 9th on; the 11th is one), November 20, December 23.
"""

from __future__ import annotations

import pytest

from domain.case.state import CaseOutcome, Stage
from tests.domain.case.given import (
    CONCLUSION,
    Case,
    approved,
    code,
    concluded,
    decided,
    filed,
    granted,
    licensed,
    licensing,
    reviewing,
    topics,
    uninspected,
)
from tests.domain.case.test_selection import NO_STUDY

MARKETING, SUPPLEMENTAL = "marketing_application", "supplemental_application"
QUESTIONS = {"questions": ("Transport data, please.",)}


def asked(track: str = "reg.maa.priority") -> Case:
    """Supplementary data asked for on 3 June."""
    return uninspected(track).does("2025-06-03", "cde", "request_supplement", **QUESTIONS)


class TestFiling:
    def test_filing(self) -> None:
        """The review centre has five working days to accept; the holidays of April are not counted."""
        assert {"review.accept": "2025-04-08"} == filed().due

    def test_silence(self) -> None:
        """Silence does not accept: it is overdue."""
        case = filed().waits_until("2025-04-09T00:00")

        assert ["review.term_overdue"] == topics(case.events[-1:])
        assert "accept_registration" in case.waits

    @pytest.mark.parametrize(("kind", "track"), [(MARKETING, "reg.sa"), (SUPPLEMENTAL, "reg.maa.priority")])
    def test_wrong_track(self, kind: str, track: str) -> None:
        """A track is for its own kind of application."""
        assert "track_does_not_fit" == code(
            licensed().when("2025-03-31", "applicant", "file_registration", kind=kind, track=track)
        )

    def test_before_the_licenses(self) -> None:
        """Nothing is filed before the licenses are there."""
        assert "wrong_stage" == code(
            licensing().when("2025-03-31", "applicant", "file_registration", kind=MARKETING, track="reg.maa")
        )

    def test_held(self) -> None:
        """A filing waits while the studies of the segmentation are missing."""
        missing = licensing(NO_STUDY).state.selection
        case = Case(licensed().state.model_copy(update={"selection": missing}), licensed().events)

        assert "step_held" == code(
            case.when("2025-03-31", "applicant", "file_registration", kind=MARKETING, track="reg.maa")
        )
        assert {"resolve_finding"} == case.waits

    def test_correction(self) -> None:
        """Everything to be corrected is asked for once; the formal check begins again with the answer."""
        asked = filed().does(
            "2025-04-01", "cde", "request_registration_correction", defects=("the licenses",)
        )
        answered = asked.does("2025-04-08", "applicant", "correct_registration", remark="attached")

        assert ({}, {"correct_registration"}) == (asked.due, asked.waits)
        assert {"review.accept": "2025-04-15"} == answered.due
        assert "correction_already_used" == code(
            answered.when("2025-04-09", "cde", "request_registration_correction", defects=("more",))
        )

    def test_not_accepted(self) -> None:
        """A filing that is not accepted may be made again."""
        case = filed().does("2025-04-01", "cde", "refuse_registration_acceptance", reason="wrong form")

        assert ("o27/95", "all/38") == case.events[-1].basis
        assert ({}, {"file_registration"}) == (case.due, case.waits)

    def test_before_the_delivery(self) -> None:
        """A license is held from the decision on: the filing does not wait for its delivery."""
        filing = {"kind": MARKETING, "track": "reg.maa"}

        assert ["review.filed"] == topics(
            granted().when("2025-03-31", "applicant", "file_registration", **filing)
        )


class TestClock:
    @pytest.mark.parametrize(
        ("track", "kind", "due"),
        [
            ("reg.maa", MARKETING, "2026-01-19"),
            ("reg.maa.priority", MARKETING, "2025-10-11"),
            ("reg.maa.rare", MARKETING, "2025-07-14"),
            ("reg.sa", SUPPLEMENTAL, "2025-06-30"),
            ("reg.sa.merged", SUPPLEMENTAL, "2025-07-28"),
            ("reg.sa.inspection", SUPPLEMENTAL, "2026-01-19"),
        ],
    )
    def test_tracks(self, track: str, kind: str, due: str) -> None:
        """Accepted on 1 April: the review ends after the working days of its track."""
        assert due == reviewing(track, kind).due["review.clock"]

    def test_overdue(self) -> None:
        """A review that takes longer is overdue and goes on, but asks for no more data."""
        case = uninspected("reg.maa.priority").waits_until("2025-10-12T00:00")

        assert ["review.term_overdue"] == topics(case.events[-1:])
        assert {"conclude_review"} == case.waits
        assert "review_term_over" == code(case.when("2025-10-13", "cde", "request_supplement", **QUESTIONS))

    def test_ahead_of_the_timer(self) -> None:
        """Nor does it if the request overtakes the timer."""
        answer = reviewing("reg.maa.priority").without_timers(
            "2025-10-13", "cde", "request_supplement", **QUESTIONS
        )

        assert "review_term_over" == code(answer)


class TestSupplement:
    def test_request(self) -> None:
        """The clock stands still, and the applicant has eighty working days."""
        assert {"review.supplement": "2025-09-23"} == asked().due
        assert {"answer_supplement"} == asked().waits

    @pytest.mark.parametrize(
        ("track", "due"),
        [("reg.maa.priority", "2025-12-25"), ("reg.maa.rare", "2025-09-05"), ("reg.maa", "2026-06-01")],
    )
    def test_answer(self, track: str, due: str) -> None:
        """Forty days were counted; the term grows by a quarter or a third, a part of a day counting as a day."""
        case = asked(track).does("2025-07-01", "applicant", "answer_supplement", remark="attached")

        assert {"review.clock": due} == case.due

    def test_only_one(self) -> None:
        """Data are asked for once in principle: a second time not without its reason."""
        case = asked().does("2025-07-01", "applicant", "answer_supplement", remark="attached")

        assert "second_supplement_unexplained" == code(
            case.when("2025-07-02", "cde", "request_supplement", **QUESTIONS)
        )

    def test_last_day(self) -> None:
        """The data are in time until the last day is over."""
        answer = asked().when("2025-09-23T23:59", "applicant", "answer_supplement", remark="attached")

        assert ["review.supplement_answered"] == topics(answer)

    def test_too_late(self) -> None:
        """After it they are late, whether the timer has come or not."""
        late = {"remark": "attached"}

        assert "supplement_late" == code(asked().when("2025-09-24", "applicant", "answer_supplement", **late))
        assert "supplement_late" == code(
            asked().without_timers("2025-09-24", "applicant", "answer_supplement", **late)
        )

    def test_no_answer(self) -> None:
        """Without an answer the clock goes on after the last day, no longer than it was, and the centre concludes."""
        case = asked().waits_until("2025-09-24T00:00")

        assert {"review.clock": "2026-02-03"} == case.due
        assert {"conclude_review"} == case.waits
        assert ["review.concluded"] == topics(
            case.when("2025-09-25", "cde", "conclude_review", conclusion="reject", **CONCLUSION)
        )

    def test_unasked(self) -> None:
        """Nobody hands in what was not asked for."""
        assert "review_out_of_turn" == code(
            reviewing().when("2025-06-03", "applicant", "answer_supplement", remark="by the way")
        )

    def test_conclusion_meanwhile(self) -> None:
        """While data are awaited the review is not concluded."""
        assert "review_out_of_turn" == code(
            asked().when("2025-06-04", "cde", "conclude_review", conclusion="approve", **CONCLUSION)
        )


class TestDecision:
    def test_conclusion(self) -> None:
        """The conclusion ends the review's clock; NMPA has twenty working days."""
        assert {"review.decide": "2025-07-29"} == concluded().due

    def test_overdue(self) -> None:
        """A late decision is overdue and still owed."""
        case = concluded().waits_until("2025-07-30T00:00")

        assert ["review.term_overdue"] == topics(case.events[-1:])
        assert {"decide_registration"} == case.waits

    def test_delivery(self) -> None:
        """The decision is delivered within ten working days; the remedies run from its delivery."""
        case = decided()

        assert {"review.deliver": "2025-07-24"} == case.due
        assert {"deliver_registration"} == case.waits
        assert {"closing.reconsideration": "2025-09-16", "closing.litigation": "2026-01-19"} == case.does(
            "2025-07-18", "nmpa", "deliver_registration", receipt_no="1"
        ).due

    def test_late_delivery(self) -> None:
        """A late delivery is overdue and still owed, and the case stays open for it."""
        case = decided().waits_until("2026-07-01")

        assert "review.term_overdue" == case.events[-1].topic
        assert (False, {"deliver_registration"}) == (case.state.closed, case.waits)

    def test_delivered_once(self) -> None:
        """What has been delivered is not delivered again."""
        assert "nothing_to_deliver" == code(
            approved().when("2025-07-11", "nmpa", "deliver_registration", receipt_no="2")
        )

    def test_approval(self) -> None:
        """An approval ends the procedure; others may contest it for a while."""
        case = approved()

        assert (Stage.CLOSING, CaseOutcome.APPROVED) == (case.state.stage, case.state.outcome)
        assert {"closing.reconsideration": "2025-09-08", "closing.litigation": "2026-01-12"} == case.due
        told = [each.command for each in case.position.errands]
        assert ["open_supervision", "note_license", "note_license", "note_approval"] == told

    @pytest.mark.parametrize("conclusion", ["approve", "reject"])
    def test_refusal(self, conclusion: str) -> None:
        """NMPA may refuse after either conclusion, with reasons and remedies; a negative one has to be final."""
        case = concluded(conclusion).does(
            "2025-07-23", "nmpa", "decide_registration", outcome="refuse", decision_no="1", reason="risk"
        )

        assert CaseOutcome.REGISTRATION_REFUSED == case.state.outcome
        assert ("o27/100", "all/38") == case.events[-1].basis

    def test_against_the_conclusion(self) -> None:
        """No approval rests on a negative conclusion."""
        assert "conclusion_is_negative" == code(
            concluded("reject").when(
                "2025-07-23", "nmpa", "decide_registration", outcome="approve", decision_no="1", reason="yes"
            )
        )

    def test_without_a_conclusion(self) -> None:
        """Nothing is decided before the review is concluded."""
        assert "review_out_of_turn" == code(
            reviewing().when(
                "2025-07-10", "nmpa", "decide_registration", outcome="approve", decision_no="1", reason="yes"
            )
        )
