"""What a conclusion of the review needs: a finding on every point of the kind of product, and all the reports."""

from __future__ import annotations

from collections.abc import Iterable

from domain.case.base import provisions
from domain.case.registration_inspection import unfinished
from domain.case.review_commands import PointFinding
from domain.case.state import CaseState
from domain.messages import Refusal
from domain.model import ProvisionId
from domain.moment import Moment
from domain.refusals import refuse
from domain.rules.review_points import ReviewPoint, review_points


def cannot_conclude(
    found: tuple[PointFinding, ...], state: CaseState, moment: Moment, *, positive: bool
) -> Refusal | None:
    """Why this conclusion is not possible; a positive one also needs every report, and every point satisfied."""
    asked = review_points(state.file.product.kind, moment.day)
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
