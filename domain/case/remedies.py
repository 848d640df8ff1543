"""The terms in which a decision can still be contested: the case stays open until the last has run out."""

from __future__ import annotations

from domain.moment import Moment
from domain.terms import ClockAct, start

RECONSIDERATION = "closing.reconsideration"
LITIGATION = "closing.litigation"


def remedies(moment: Moment) -> tuple[ClockAct, ...]:
    """Sixty calendar days for reconsideration, six months for a court, both from today, as the law files say.

    Today is the day on which the decision is known: that of its delivery, where it has one.
    """
    return (start(moment, RECONSIDERATION, "rec.apply"), start(moment, LITIGATION, "lit.direct"))
