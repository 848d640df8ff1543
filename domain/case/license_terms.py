"""Which limit a license decision runs under: that of its kind, or where the law has none, the general one."""

from __future__ import annotations

from domain.law import UnknownLimitError
from domain.moment import Moment

FALLBACK = "lic.fallback"
"""Twenty working days, which may be extended once (ALL Art. 42)."""

SPECIAL = {"new": "lic.new.decide", "change": "lic.change.decide"}


def decision_limit(kind: str | None, moment: Moment) -> str:
    """The key of the limit for the decision on an application of that kind, by the law of today."""
    special = SPECIAL[kind or "new"]
    try:
        return moment.in_force.limit(special).key
    except UnknownLimitError:
        return FALLBACK
