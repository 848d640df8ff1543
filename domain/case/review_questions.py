"""What the centre asks of the applicant, and more time for itself (Order 27 Art. 87 and 102)."""

from __future__ import annotations

from typing import assert_never

from domain.case.base import Answer, provisions
from domain.case.review_commands import (
    CLOCK,
    EXPLANATION,
    INSPECTION_REPORT,
    SUPPLEMENT,
    AnswerExplanation,
    AnswerSupplement,
    ExtendReview,
    RequestExplanation,
    RequestSupplement,
)
from domain.case.review_events import (
    ExplanationGiven,
    ExplanationRequested,
    ReviewExtended,
    SupplementAnswered,
    SupplementRequested,
)
from domain.case.review_timing import timed
from domain.case.state import CaseState, Review
from domain.messages import Refusal
from domain.model import WorkingDays
from domain.moment import Moment
from domain.refusals import refuse
from domain.terms import NONE_ADDED, end, extend, runs, start, working

MOST_SUPPLEMENTS = 2
"""A request, and by the reading `second_supplement` one more."""

PRIORITY = frozenset({"reg.maa.priority", "reg.maa.rare"})
"""Tracks of the priority procedure, to which that for rare-disease drugs marketed abroad belongs."""


def questions(
    command: RequestSupplement | AnswerSupplement | RequestExplanation | AnswerExplanation,
    state: CaseState,
    moment: Moment,
) -> Answer:
    """Data once in principle, while the clock stands still; explanations, while it runs (Order 27 Art. 87)."""
    match command:
        case RequestSupplement(questions=asked, again=again):
            if refusal := _asked_before(again, state, moment):
                return refusal
            if not runs(moment, state.terms, CLOCK):
                return refuse("review_term_over", provisions("o27/87"))
            begun = (start(moment, SUPPLEMENT, "reg.supplement"),)
            return timed(SupplementRequested(questions=asked, again=again), begun, state, moment)
        case AnswerSupplement(remark=remark):
            ended, growth = end(state.terms, SUPPLEMENT), _growth(state, moment)
            return timed(SupplementAnswered(remark=remark), ended, state, moment, added=growth)
        case RequestExplanation(questions=asked):
            if state.review.explanation == "awaited":
                return refuse("explanation_open", provisions("o27/87"))
            begun = (start(moment, EXPLANATION, "reg.explain"),)
            return (ExplanationRequested(questions=asked, clock=begun),)
        case AnswerExplanation(remark=remark):
            if state.review.explanation is None:
                return refuse("explanation_not_requested", provisions("o27/87"))
            if not runs(moment, state.terms, EXPLANATION):
                return refuse("explanation_late", provisions("o27/87"))
            return (ExplanationGiven(remark=remark, clock=end(state.terms, EXPLANATION)),)
        case _:
            assert_never(command)


def extend_review(command: ExtendReview, state: CaseState, moment: Moment) -> Answer:
    """Once, by no more than the share of the original limit that Order 27 Art. 102 allows."""
    basis = provisions("o27/102")
    if state.review.extended:
        return refuse("already_extended", basis)
    if not runs(moment, state.terms, CLOCK):
        return refuse("review_term_over", basis)
    most = moment.in_force.growth("reg.extend", working(state.terms[CLOCK]).n)
    if command.days > most:
        return refuse("extension_too_long", basis, asked=command.days, most=most)
    extended = ReviewExtended(
        days=command.days,
        approved_by=command.approved_by,
        notice_no=command.notice_no,
        reason=command.reason,
        clock=(
            *extend(moment, state.terms, CLOCK, command.days),
            *extend(moment, state.terms, INSPECTION_REPORT, command.days),
        ),
    )
    return (extended,)


def can_be_asked(review: Review) -> bool:
    """Whether data can be asked for still: not after a request that went without an answer."""
    return review.supplements < MOST_SUPPLEMENTS and not review.lapsed


def _asked_before(again: str | None, state: CaseState, moment: Moment) -> Refusal | None:
    """Once in principle; a second time only with the reason, where the configured reading allows it at all."""
    asked = state.review.supplements
    if not asked:
        return None
    once = moment.in_force.reading("second_supplement").value != "with_reason"
    if once or not can_be_asked(state.review):
        return refuse("supplement_already_requested", provisions("o27/87"))
    return None if again else refuse("second_supplement_unexplained", provisions("o27/87"))


def _growth(state: CaseState, moment: Moment) -> WorkingDays:
    """Working days by which the review term grows after the data are there: once (Order 27 Art. 87)."""
    if CLOCK not in state.terms or state.review.supplements > 1:
        return NONE_ADDED
    share = "reg.supplement.growth.priority" if state.review.track in PRIORITY else "reg.supplement.growth"
    return moment.in_force.growth(share, working(state.terms[CLOCK]).n)
