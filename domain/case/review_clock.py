"""What holds the review clock: several grounds may hold it at once, and it goes on when the last is gone.

A clock that stands still because the whole case is suspended goes on with the case alone.

The term for the inspection reports ends so long before the review does, and stands still whenever the review does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain import clock
from domain.case.base import provisions
from domain.case.review_commands import CLOCK, INSPECTION_REPORT
from domain.case.state import Review, ReviewStep
from domain.case.suspension_file import GROUNDS as SUSPENDED
from domain.model import ProvisionId, WorkingDays
from domain.moment import Moment
from domain.terms import NONE_ADDED, ClockAct, Started, Stopped, Terms, after, resume, stop, working

GROUNDS: Mapping[str, tuple[ProvisionId, ...]] = {
    "supplementary_data": provisions("o27/87"),
    "overseas_inspection": provisions("o27/103"),
    "rectification": provisions("o27/103"),
    "inspection_report_missing": provisions("o27/97"),
    "dissent": provisions("o27/90"),
}
"""Why the review clock stands still, each with its article."""

DISPUTED = (ReviewStep.DISSENT_OPEN, ReviewStep.EXPERT_PANEL)


def grounds(review: Review) -> tuple[str, ...]:
    """What holds the clock of a review that stands so."""
    inspection = review.inspection
    unreported = inspection.unreported
    holds = {
        "supplementary_data": review.step is ReviewStep.SUPPLEMENT,
        "overseas_inspection": inspection.abroad and any(each.overseas for each in unreported),
        "rectification": any(each.rectifying for each in inspection.sites),
        "inspection_report_missing": inspection.report_missing and bool(unreported),
        "dissent": review.step in DISPUTED,
    }
    return tuple(ground for ground in GROUNDS if holds[ground])


def follow(
    moment: Moment, terms: Terms, review: Review, *, on: date | None = None, added: WorkingDays = NONE_ADDED
) -> tuple[ClockAct, ...]:
    """The acts after which the clock stands still or runs as a review that has come so far demands.

    `on` is the day after which it goes on, if not today; `added` the working days by which it grows.
    """
    holds = grounds(review)
    return tuple(
        act
        for name in (CLOCK, INSPECTION_REPORT)
        if name in terms
        for act in _follow(moment, terms, name, holds, on, added)
    )


def report_term(moment: Moment, terms: Terms) -> tuple[ClockAct, ...]:
    """The term for the inspection reports, to end so long before the review does as Order 27 Art. 97 says."""
    if CLOCK not in terms:
        return ()
    whole, limit = working(terms[CLOCK]), moment.in_force.limit("reg.inspect.report_before")
    left, held = whole.n + whole.added - limit.n, whole.running_stop
    if left <= 0:
        return ()
    stops = whole.stops[:-1] if held else whole.stops
    update = {"key": limit.key, "n": WorkingDays(left), "added": 0, "basis": limit.basis, "stops": stops}
    term = whole.model_copy(update=update)
    due = clock.due(term, moment.in_force.calendar)
    if due is None:
        raise clock.TermNotRunningError(INSPECTION_REPORT)
    started = Started(name=INSPECTION_REPORT, term=term, due=due.day, provisional=due.provisional)
    if held is None:
        return (started,)
    return (started, Stopped(name=INSPECTION_REPORT, on=held.start, ground=held.ground, basis=held.basis))


def _follow(  # noqa: PLR0913, PLR0917 - one place for all that moves a term
    moment: Moment, terms: Terms, name: str, holds: tuple[str, ...], on: date | None, added: WorkingDays
) -> tuple[ClockAct, ...]:
    held = terms[name].running_stop
    if held is not None and held.ground in SUSPENDED:
        return ()
    if held is not None and held.ground in holds and not added:
        return ()
    resumed: tuple[ClockAct, ...] = ()
    if held is not None:
        resumed = resume(moment, terms, name, on=max(on, held.start) if on else None, added=added)
    if not holds:
        return resumed
    ground = holds[0]
    return (*resumed, *stop(moment, after(terms, resumed), name, ground, GROUNDS[ground]))
