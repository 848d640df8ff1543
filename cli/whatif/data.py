"""A comparison as an object for programs."""

from __future__ import annotations

from domain.law import Law
from domain.whatif import Comparison


def comparison_data(comparison: Comparison, law: Law) -> dict[str, object]:
    """Every difference, and the digest of the other law on the day of the last act."""
    data: dict[str, object] = comparison.model_dump(mode="json")
    return {
        "same": comparison.same,
        **data,
        "stages_not_asked": list(comparison.stages_not_asked),
        "stages_added": list(comparison.stages_added),
        "stages_not_reached": list(comparison.stages_not_reached),
        "asked_in_addition": [each.model_dump(mode="json") for each in comparison.asked_in_addition],
        "law_digest": law.on(comparison.last_day).digest,
    }
