"""The terms of a supervision, several at once: the year, the dates that agencies set, postings, and the cover."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.case.base import provisions
from domain.law import Law
from domain.model import end_of_day
from domain.position import Deadline
from domain.supervision import afterwards, alarms
from domain.supervision.base import HOLDER
from domain.supervision.corrections import finding_term
from domain.supervision.duty_ledger import DutyLine, unfulfilled
from domain.supervision.operation import posting_term
from domain.supervision.state import Ground, Hold, SupervisionState

COVER = "compensation"
CORRECTION = provisions("plan/supervision", "dal/99")


def running(
    state: SupervisionState, law: Law, lines: Iterable[DutyLine] | None = None
) -> tuple[Deadline, ...]:
    """Every term that runs, the soonest first: statutory ones, the duties by their alarms, dates set in an act.

    `lines` are the duties still owed, where the caller has them.
    """
    if state.closed:
        return ()
    owed = unfulfilled(state, law) if lines is None else lines
    found = (
        *_running(state),
        *afterwards.running(state, law.calendar),
        *alarms.running(state, owed, law.calendar),
    )
    return tuple(sorted(found, key=lambda deadline: (deadline.due, deadline.term)))


def _running(state: SupervisionState) -> Iterator[Deadline]:
    if state.year_end:
        yield state.year_end
    for finding in state.open_findings:
        if finding.correct_by and not finding.overdue:
            due = end_of_day(finding.correct_by)
            yield Deadline(term=finding_term(finding), limit="finding.correction", due=due, basis=CORRECTION)
    for posting in state.postings:
        if posting.until:
            due = end_of_day(posting.until)
            yield Deadline(term=posting_term(posting), limit="posting.end", due=due, basis=HOLDER)
    until = state.compensation_until
    if until and Hold(ground=Ground.COMPENSATION) not in state.holds:
        yield Deadline(term=COVER, limit="compensation.end", due=end_of_day(until), basis=HOLDER)
