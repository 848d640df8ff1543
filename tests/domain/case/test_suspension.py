"""Suspension and resumption: what stands still, what is still possible, who lifts it, and when the terms end then."""

from __future__ import annotations

from datetime import date

import pytest

from domain.case.review_commands import CLOCK, INSPECTION_NOTICE, SUPPLEMENT
from domain.case.state import CaseOutcome
from domain.case.suspension import CaseResumed, CaseSuspended
from domain.messages import Refusal
from tests.domain.case.given import (
    LAW,
    Case,
    accepted,
    agreed,
    before_nmpa,
    code,
    dossier,
    filed,
    instant,
    licensing,
    reviewing,
    submitted,
    taken,
    topics,
    uninspected,
)
from tests.domain.case.notice import IN_ORDER

BY_LAW = {"ground": "review_suspended", "document_no": "S-1", "reason": "the law says so"}
OTHER = {"ground": "other_matter", "document_no": "S-1", "reason": "a court decides who the applicant is"}
APPRAISED = {"ground": "expert_appraisal", "document_no": "S-1", "reason": "the experts are asked"}
RESUMED = {"document_no": "R-1", "reason": "settled"}


def working_days(after: str, until: str) -> int:
    """How many working days lie after one day, up to and with another."""
    return LAW.calendar.working_days_between(date.fromisoformat(after), date.fromisoformat(until))


def suspended() -> Case:
    """The review, begun on 1 April, suspended on 14 April by the review centre."""
    return uninspected().does("2025-04-14", "cde", "suspend_case", **BY_LAW)


class TestSuspend:
    def test_terms_stand_still(self) -> None:
        """Given a review that runs, when it is suspended by law, then its clock stands still on Order 27 Art. 103."""
        event = suspended().events[-1]

        assert isinstance(event, CaseSuspended)
        assert [("stopped", CLOCK)] == [(act.act, act.name) for act in event.clock]
        assert (("o27/103",), False) == (event.basis, event.open)
        assert {} == suspended().due

    def test_every_term(self) -> None:
        """Given two licenses under way, when the case is suspended for experts, then both terms stand still."""
        story = taken().does("2025-03-17", "shanghai", "suspend_case", **APPRAISED)
        event = story.events[-1]

        assert {} == story.due
        assert {"licensing.ds.decide", "licensing.applicant.decide"} <= {act.name for act in event.clock}
        assert ("all/45",) == event.basis

    def test_the_day_of_a_notice(self) -> None:
        """Given a day by which to correct, when the case is suspended, then that day stands still as well."""
        story = submitted().does(
            "2025-03-04", "shanghai", "request_correction", defects=("a seal",), answer_by="2025-03-14"
        )
        story = story.does("2025-03-05", "shanghai", "suspend_case", **OTHER)

        assert {} == story.due
        resumed = story.does("2025-03-07", "shanghai", "resume_case", **RESUMED)
        assert {"intake.correction": "2025-03-17"} == resumed.due

    @pytest.mark.parametrize(
        ("story", "who"),
        [
            (submitted(), "shanghai"),
            (accepted(), "shanghai"),
            (agreed(), "shanghai"),
            (before_nmpa(), "nmpa"),
            (licensing(), "shanghai"),
            (filed(), "cde"),
        ],
        ids=["intake", "selection", "plan", "nmpa", "licensing", "review"],
    )
    def test_by_the_office_that_has_the_case(self, story: Case, who: str) -> None:
        """At every stage the office that has the case suspends it, is named, and can resume it; no other can."""
        for other in {"shanghai", "jiangsu", "nmpa", "cde"} - {who}:
            assert "not_competent" == code(story.when("2025-04-01", other, "suspend_case", **OTHER))
        held = story.does("2025-04-01", who, "suspend_case", **OTHER)

        assert {"resume_case", "terminate_case"} == held.waits
        for other in {"shanghai", "jiangsu", "nmpa", "cde"} - {who}:
            assert "not_competent" == code(held.when("2025-04-02", other, "resume_case", **RESUMED))
        assert story.waits == held.does("2025-04-02", who, "resume_case", **RESUMED).waits

    def test_under_notice_173(self) -> None:
        """Under Notice 173 the applicant's agency suspends the application, and its formal check stands still."""
        story = Case().does("2026-06-10", "applicant", "submit", dossier=dossier(IN_ORDER))
        held = story.does("2026-06-11", "shanghai", "suspend_case", **OTHER)

        assert {} == held.due
        assert held.state == held.waits_until("2026-09-01").state, "silence accepts nothing meanwhile"
        resumed = held.does("2026-09-01", "shanghai", "resume_case", **RESUMED)
        assert {"intake.check": "2026-09-08"} == resumed.due

    def test_a_ground_that_no_article_names(self) -> None:
        """A suspension for another matter is by a reading that is open, and says so."""
        event = accepted().does("2025-03-05", "shanghai", "suspend_case", **OTHER).events[-1]

        assert isinstance(event, CaseSuspended)
        assert event.open
        assert ("all/45", "o27/103") == event.basis

    def test_a_ground_of_another_stage(self) -> None:
        """The suspension of the review by law is none of the selection's, and the ground that is gets named."""
        answer = accepted().when("2025-03-05", "shanghai", "suspend_case", **BY_LAW)

        assert isinstance(answer, Refusal)
        assert ("suspension_ground", "expert_appraisal") == (answer.code, answer.facts["possible"])

    def test_after_the_decision(self) -> None:
        """A decided case is not suspended: only the remedies are left."""
        story = accepted().does(
            "2025-03-05", "shanghai", "decide_selection", outcome="not_selected", reason="does not fit"
        )

        assert "wrong_stage" == code(story.when("2025-03-06", "shanghai", "suspend_case", **OTHER))


class TestWhileSuspended:
    def test_others_are_refused(self) -> None:
        """When the centre concludes, it is told since when, by whom and on which article the case is suspended."""
        answer = suspended().when(
            "2025-04-15",
            "cde",
            "conclude_review",
            conclusion="approve",
            process_linkage="sound",
            whole_process_quality="controlled",
            reason="as reviewed",
        )

        assert isinstance(answer, Refusal)
        assert ("case_suspended", ("o27/103",)) == (answer.code, answer.basis)
        assert {"since": "2025-04-14", "role": "review_centre"}.items() <= answer.facts.items()
        assert "Art. 103" in answer.en
        assert "2025-04-14" in answer.zh

    def test_twice(self) -> None:
        """A suspended case is not suspended again."""
        assert "case_suspended" == code(suspended().when("2025-04-15", "cde", "suspend_case", **BY_LAW))

    def test_withdrawal(self) -> None:
        """The applicant can withdraw, and the case is over."""
        story = suspended().does("2025-04-15", "applicant", "withdraw", reason="other plans")

        assert CaseOutcome.WITHDRAWN is story.state.outcome
        assert story.position.closed
        assert story.state.suspension is None

    def test_the_end_of_the_plan(self) -> None:
        """The end of the Plan is recorded with what the case waits for; its agency confirms once it goes on."""
        story = licensing().does("2026-12-01", "shanghai", "suspend_case", **OTHER).waits_until("2027-01-04")

        assert "case.pilot_ended" == story.events[-1].topic
        assert {"resume_case", "terminate_case"} == story.waits
        assert "case_suspended" == code(
            story.when("2027-01-04", "shanghai", "confirm_transition", reason="it goes on")
        )
        resumed = story.does("2027-01-04", "shanghai", "resume_case", **RESUMED)
        assert "confirm_transition" in resumed.waits

    def test_a_timer_that_comes_late(self) -> None:
        """A term that ran out before the suspension still does, and what follows from it stands still at once."""
        story = uninspected().does("2025-04-14", "cde", "request_supplement", questions=("transport",))
        late = story.running(SUPPLEMENT)
        held = story.with_events(story.without_timers("2025-09-01", "cde", "suspend_case", **OTHER))

        assert {SUPPLEMENT: held.due[SUPPLEMENT]} == held.due
        ended = held.times_out(late, instant("2025-09-02"))
        assert {} == held.with_events(ended).due

    def test_a_late_timer_of_the_review(self) -> None:
        """A term beside the review that ends late does not let its clock go on: only the resumption does."""
        late = reviewing().running(INSPECTION_NOTICE)
        story = reviewing()
        held = story.with_events(story.without_timers("2025-06-10", "cde", "suspend_case", **BY_LAW))
        ended = held.with_events(held.times_out(late, instant("2025-06-20")))

        assert held.state.terms[CLOCK].stops == ended.state.terms[CLOCK].stops
        assert "review.term_overdue" == ended.events[-1].topic

    def test_remedies_run_on(self) -> None:
        """The terms of remedies are not the office's: inaction of before is contested while the case is suspended."""
        story = submitted().waits_until("2025-03-17").does("2025-03-17", "shanghai", "suspend_case", **OTHER)
        against = {"against": "inaction", "term": "intake.check", "grounds": "nothing happened"}
        story = story.does("2025-03-18", "applicant", "apply_for_reconsideration", **against)
        story = story.does("2025-03-19", "shanghai government", "accept_reconsideration", number=1)

        assert ["remedy.1.decide"] == list(story.due)
        assert "decide_reconsideration" in story.waits


class TestResume:
    def test_the_days_are_not_counted(self) -> None:
        """Given a suspension of twenty working days, when it is lifted, then the clock ends twenty days later."""
        before = uninspected().due[CLOCK]
        story = suspended().does("2025-05-14", "cde", "resume_case", **RESUMED)
        event = story.events[-1]

        assert isinstance(event, CaseResumed)
        assert ["resumed"] == [act.act for act in event.clock]
        assert working_days(before, story.due[CLOCK]) == working_days("2025-04-11", "2025-05-14")

    def test_what_stood_still_before(self) -> None:
        """Given a request for data, when suspended and resumed, then the review still waits for the data."""
        story = uninspected().does("2025-04-14", "cde", "request_supplement", questions=("transport",))
        story = story.does("2025-04-21", "cde", "suspend_case", **OTHER)
        resumed = story.does("2025-05-12", "cde", "resume_case", **RESUMED)

        assert [SUPPLEMENT] == list(resumed.due)
        assert "supplementary_data" == resumed.state.terms[CLOCK].running_stop.ground  # type: ignore[union-attr]
        answered = resumed.does("2025-05-13", "applicant", "answer_supplement", remark="attached")
        assert CLOCK in answered.due

    def test_both_at_once(self) -> None:
        """The notice of the inspection and the clock of the review stand still and go on together."""
        story = reviewing().does("2025-04-14", "cde", "suspend_case", **BY_LAW)
        resumed = story.does("2025-04-21", "cde", "resume_case", **RESUMED)

        assert {CLOCK, INSPECTION_NOTICE} == set(resumed.due)

    def test_on_the_same_day(self) -> None:
        """A suspension that is lifted on its own day holds back that day."""
        story = suspended().does("2025-04-14", "cde", "resume_case", **RESUMED)

        assert 1 == working_days(uninspected().due[CLOCK], story.due[CLOCK])

    def test_a_hearing_that_was_missed(self) -> None:
        """Given a hearing whose day passed in the suspension, when the case goes on, then it is notified anew."""
        story = taken().does(
            "2025-03-14",
            "jiangsu",
            "tell_of_hearing",
            licensee="ds",
            ground="intended_refusal",
            reason="unfit",
        )
        story = story.does("2025-03-17", "ds", "request_hearing", licensee="ds")
        story = story.does(
            "2025-03-18", "jiangsu", "notify_hearing", licensee="ds", on="2025-04-02", place="Nanjing"
        )
        story = story.does("2025-03-19", "shanghai", "suspend_case", **OTHER)
        said = {"licensee": "ds", "minutes_no": "1", "summary": "as heard"}
        assert "case_suspended" == code(story.when("2025-04-02", "jiangsu", "hold_hearing", **said))

        resumed = story.does("2025-05-12", "shanghai", "resume_case", **RESUMED)
        again = resumed.does(
            "2025-05-13", "jiangsu", "notify_hearing", licensee="ds", on="2025-05-26", place="Nanjing"
        )
        assert ["license.hearing_held"] == topics(again.when("2025-05-26", "jiangsu", "hold_hearing", **said))

    def test_not_suspended(self) -> None:
        """A case that goes on has nothing to resume."""
        assert "case_not_suspended" == code(reviewing().when("2025-04-15", "cde", "resume_case", **RESUMED))

    def test_the_old_timer(self) -> None:
        """The timer of the day before the suspension finds nothing to end after it."""
        old = uninspected().running(CLOCK)
        story = suspended().does("2025-05-14", "cde", "resume_case", **RESUMED)

        assert story.times_out(old, old.due) is None
