"""The conclusion of the review: a finding on each point of the kind of product; for a positive one every report."""

from __future__ import annotations

from collections.abc import Iterable

from domain.case.base import Answer, provisions
from domain.case.registration_inspection import unfinished
from domain.case.review_commands import (
    CLOCK,
    DECISION,
    DISSENT,
    EXPLANATION,
    INSPECTION_NOTICE,
    INSPECTION_REPORT,
    TEST,
    ConcludeReview,
    PointFinding,
)
from domain.case.review_events import ReviewConcluded
from domain.case.review_timing import timed
from domain.case.state import CaseState
from domain.law.lists import ReviewPoint
from domain.messages import Refusal
from domain.model import ProvisionId
from domain.moment import Moment
from domain.refusals import refuse
from domain.terms import end, runs, start

BESIDE = (EXPLANATION, INSPECTION_NOTICE, INSPECTION_REPORT, TEST)
"""Terms beside the review that end with its conclusion."""


def conclude(command: ConcludeReview, state: CaseState, moment: Moment) -> Answer:
    """The conclusion. A positive one ends the review; a negative one is told, and may be objected to."""
    if state.review.explanation == "awaited" and runs(moment, state.terms, EXPLANATION):
        return refuse("explanation_open", provisions("o27/87"))
    positive = command.conclusion == "approve"
    if refusal := cannot_conclude(command.points, state, moment, positive=positive):
        return refusal
    concluded = ReviewConcluded(
        conclusion=command.conclusion,
        process_linkage=command.process_linkage,
        whole_process_quality=command.whole_process_quality,
        points=command.points,
        reason=command.reason,
        dissent_open=not positive,
    )
    ended = end(state.terms, *BESIDE)
    if positive:
        acts = (*ended, *end(state.terms, CLOCK), start(moment, DECISION, "reg.decide"))
    else:
        acts = (*ended, start(moment, DISSENT, "reg.dissent"))
    return timed(concluded, acts, state, moment)


def cannot_conclude(
    found: tuple[PointFinding, ...], state: CaseState, moment: Moment, *, positive: bool
) -> Refusal | None:
    """Why this conclusion is not possible; a positive one also needs every report, and every point satisfied."""
    asked = moment.law.review_points(state.file.product.kind, moment.day)
    keys, given = [point.key for point in asked], [finding.point for finding in found]
    if sorted(given) != sorted(keys):
        missing = ", ".join(key for key in keys if key not in given) or None
        other = ", ".join(dict.fromkeys(key for key in given if key not in keys or given.count(key) > 1))
        basis = _articles(asked) or provisions("o27/96")
        return refuse("review_points_incomplete", basis, missing=missing, other=other or None)
    if not positive:
        return None
    if unmet := [finding.point for finding in found if not finding.satisfied]:
        basis = _articles(point for point in asked if point.key in unmet)
        return refuse("review_point_not_satisfied", basis, points=", ".join(unmet))
    return unfinished(state.review)


def _articles(points: Iterable[ReviewPoint]) -> tuple[ProvisionId, ...]:
    return tuple(dict.fromkeys(citation for point in points for citation in point.basis))
