"""Operation: batches are started while people, cover and the holder's audits are in place, and held while not."""

from __future__ import annotations

from functools import cache

from domain.messages import Refusal
from domain.supervision.operation import BatchStartHeld
from domain.supervision.state import Hold
from tests.domain.case.given import code, topics
from tests.domain.supervision.given import SET_UP, Supervision, posted, producing, set_up

BATCH = {"site": "wuxi", "batch_no": "DS-001"}


@cache
def audited() -> Supervision:
    """The manufacturer was audited and spot-checked in September 2025."""
    story = producing().does("2025-09-02", "applicant", "record_audit", site="wuxi", report_no="A-1")
    return story.does(
        "2025-09-03", "applicant", "record_audit", site="wuxi", report_no="A-2", kind="spot_check"
    )


@cache
def one_left() -> Supervision:
    """One of the two people at the site was withdrawn on 10 September."""
    return audited().does(
        "2025-09-10", "applicant", "end_posting", person="T-2", site="wuxi", reason="left the company"
    )


def with_end(**change: object) -> Supervision:
    """In production with dates on postings or cover."""
    return set_up().does("2025-09-01", "applicant", "confirm_set_up", **{**SET_UP, **change})


class TestBatches:
    def test_started(self) -> None:
        """With everything in place the manufacturer starts a batch at its site."""
        assert ["supervision.batch_started"] == topics(
            audited().when("2025-09-04", "ds", "start_batch", **BATCH)
        )

    def test_holders_own_site(self) -> None:
        """At its own site the holder starts one, and needs no audit of itself."""
        own = {"site": "pudong", "batch_no": "DP-001"}

        assert ["supervision.batch_started"] == topics(
            producing().when("2025-09-04", "applicant", "start_batch", **own)
        )

    def test_somebody_else(self) -> None:
        """Nobody starts a batch at another's site."""
        assert "not_competent" == code(audited().when("2025-09-04", "applicant", "start_batch", **BATCH))
        assert "not_competent" == code(
            audited().when("2025-09-04", "ds", "start_batch", site="pudong", batch_no="1")
        )

    def test_never_audited(self) -> None:
        """Before an audit and a spot check of the manufacturer are on record no batch is started there."""
        answer = producing().when("2025-09-04", "ds", "start_batch", **BATCH)

        assert isinstance(answer, Refusal)
        assert ("batch_held", "set_up.conduct", ("plan/cmo-conduct", "dal/31")) == (
            answer.code,
            answer.facts["missing"],
            answer.basis,
        )

    def test_audit_alone(self) -> None:
        """An audit is no spot check."""
        story = producing().does("2025-09-02", "applicant", "record_audit", site="wuxi", report_no="A-1")

        assert "batch_held" == code(story.when("2025-09-04", "ds", "start_batch", **BATCH))

    def test_before_production(self) -> None:
        """Before the set-up is confirmed there is no commercial batch."""
        assert "wrong_stage" == code(set_up().when("2025-08-01", "ds", "start_batch", **BATCH))

    def test_unknown_site(self) -> None:
        """A batch is started at a site of the chain."""
        assert "unknown_site" == code(
            audited().when("2025-09-04", "ds", "start_batch", site="suzhou", batch_no="1")
        )


class TestPostings:
    def test_too_few_left(self) -> None:
        """With one person left batches are held, and the holder is told to post another."""
        held = one_left().events[-1]

        assert isinstance(held, BatchStartHeld)
        assert ("set_up.staff", "wuxi", "E16", "Example Pharma") == (
            held.ground,
            held.site,
            held.rule,
            held.owed_by,
        )
        assert "post_staff" in one_left().asked("applicant")
        assert "batch_held" == code(one_left().when("2025-09-11", "ds", "start_batch", **BATCH))

    def test_enough_left(self) -> None:
        """With two left nothing is held."""
        story = audited().does("2025-09-05", "applicant", "post_staff", postings=posted("T-3"))

        assert ["supervision.posting_ended"] == topics(
            story.when("2025-09-10", "applicant", "end_posting", person="T-2", site="wuxi", reason="moved")
        )

    def test_replaced(self) -> None:
        """A new person releases the batches."""
        answer = one_left().when("2025-09-12", "applicant", "post_staff", postings=posted("T-3"))

        assert ["supervision.staff_posted", "supervision.batch_start_released"] == topics(answer)

    def test_unqualified_replacement(self) -> None:
        """A person who does not know GMP does not."""
        untrained = ({**posted("T-3")[0], "knows_gmp": False},)

        assert ["supervision.staff_posted"] == topics(
            one_left().when("2025-09-12", "applicant", "post_staff", postings=untrained)
        )

    def test_not_posted(self) -> None:
        """Nobody is withdrawn who is not there."""
        assert "not_posted" == code(
            one_left().when(
                "2025-09-12", "applicant", "end_posting", person="T-2", site="wuxi", reason="again"
            )
        )

    def test_runs_out(self) -> None:
        """A posting that ends by its own date holds the batches without anybody's word."""
        one, other = posted("T-1", "T-2")
        story = with_end(postings=(one, {**other, "until": "2025-10-31"}))

        assert {"year.2025": "2025-12-31", "posting.wuxi.T-2": "2025-10-31"} == story.due
        after = story.waits_until("2025-11-01T00:00")
        assert ["supervision.posting_ended", "supervision.batch_start_held"] == topics(after.events[-2:])
        assert {"year.2025": "2025-12-31"} == after.due

    def test_named_twice(self) -> None:
        """Of two postings of the same person to the same site the later word counts."""
        one, other = posted("T-1", "T-2")
        story = with_end(postings=(one, {**other, "until": "2025-10-31"}, {**other, "until": "2025-11-30"}))

        assert {"year.2025": "2025-12-31", "posting.wuxi.T-2": "2025-11-30"} == story.due


class TestCover:
    def test_runs_out(self) -> None:
        """When the cover ends batches are held everywhere, until it is renewed."""
        story = with_end(compensation_valid_until="2025-11-30")
        after = story.waits_until("2025-12-01T00:00")

        assert (Hold.model_validate({"ground": "set_up.compensation"}),) == after.state.holds
        assert {"year.2025": "2025-12-31"} == after.due
        assert "batch_held" == code(
            after.when("2025-12-01", "applicant", "start_batch", site="pudong", batch_no="1")
        )
        assert ["supervision.compensation_renewed", "supervision.batch_start_released"] == topics(
            after.when("2025-12-02", "applicant", "renew_compensation", policy_no="2")
        )

    def test_renewed_in_time(self) -> None:
        """A renewal in time moves the end, and the old one passes without a word."""
        story = with_end(compensation_valid_until="2025-11-30").does(
            "2025-11-20", "applicant", "renew_compensation", policy_no="2", valid_until="2026-11-30"
        )

        assert {"year.2025": "2025-12-31", "compensation": "2026-11-30"} == story.due
        assert story == story.waits_until("2025-12-15")

    def test_already_over(self) -> None:
        """A cover that has ended already covers nothing."""
        assert "date_passed" == code(
            producing().when(
                "2025-11-20", "applicant", "renew_compensation", policy_no="2", valid_until="2025-11-19"
            )
        )
