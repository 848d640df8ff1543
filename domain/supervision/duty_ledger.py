"""The duty ledger of a product: every duty with who owes it, until when, done by which acts, or told to whom.

Computed from the supervision's stream and the law alone, so that every concerned province reads the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.law import Law
from domain.law.calendar import Calendar
from domain.model import Frozen, end_of_day, local_day
from domain.supervision.duties import Owed, Step, lasts, owed
from domain.supervision.records import Alarm, DutyAct, DutyOffice
from domain.supervision.state import SupervisionState


class DutyStatus(StrEnum):
    """How a duty stands. A late one stays late after it was done."""

    OPEN = "duty_open"
    DONE = "duty_done"
    LATE = "duty_late"
    DONE_LATE = "duty_done_late"


class DutyLine(Frozen):
    """One line of the ledger: the duty, how it stands, the acts that count for it, the alarms about it.

    `acts` are places in the supervision's list of acts, from 0.
    """

    duty: Owed
    status: DutyStatus
    acts: tuple[int, ...] = ()
    alarms: tuple[Alarm, ...] = ()

    @property
    def fulfilled(self) -> bool:
        """Whether nothing is left to do, in time or late."""
        return self.status in {DutyStatus.DONE, DutyStatus.DONE_LATE}

    @property
    def escalated_to(self) -> DutyOffice | None:
        """Who was told last, of a duty that is still owed."""
        return self.alarms[-1].to if self.alarms and not self.fulfilled else None


class Next(Frozen):
    """The next alarm about a duty: when it falls due, and to whom."""

    at: datetime
    step: Step
    provisional: bool = False


def ledger(state: SupervisionState, law: Law, year: int | None = None) -> tuple[DutyLine, ...]:
    """Every duty, or those that fall due in that calendar year, the earliest last day first."""
    return tuple(each for each in _whole(state, law) if year is None or each.duty.year == year)


def unfulfilled(state: SupervisionState, law: Law) -> tuple[DutyLine, ...]:
    """The lines of which something is still owed."""
    return tuple(each for each in ledger(state, law) if not each.fulfilled)


def next_alarm(line: DutyLine, calendar: Calendar) -> Next | None:
    """The alarm that comes next if nobody acts; None where the duty is done, or nobody is left to tell."""
    duty, told = line.duty, len(line.alarms)
    if line.fulfilled or told >= len(duty.chain):
        return None
    step = duty.chain[told]
    if not told:
        at = end_of_day(duty.since - timedelta(days=1)) if duty.uncovered else end_of_day(duty.due)
        return Next(at=at, step=step, provisional=duty.provisional)
    last = line.alarms[-1]
    if last.fulfil_by is not None:
        return Next(at=end_of_day(last.fulfil_by), step=step)
    due = lasts(told_on(last), step.n, step.unit, calendar)
    return Next(at=end_of_day(due.day), step=step, provisional=due.provisional)


def told_on(alarm: Alarm) -> date:
    """The last day that had run out when the alarm was raised: from it the next step counts."""
    return local_day(alarm.at - timedelta(microseconds=1))


_Known = tuple[SupervisionState, Law, tuple[DutyLine, ...]]

_RECENT: list[tuple[_Known, ...]] = [()]
"""The ledgers of the states asked for last: one standing asks for the same several times, and no key ever changes.

The whole is replaced at once, so that threads may share it.
"""


def _whole(state: SupervisionState, law: Law) -> tuple[DutyLine, ...]:
    for known, by, lines in _RECENT[0]:
        if known is state and by is law:
            return lines
    told: dict[str, list[Alarm]] = {}
    for alarm in state.alarms:
        told.setdefault(alarm.duty, []).append(alarm)
    found = tuple(_line(each, state, tuple(told.get(each.id, ()))) for each in owed(state, law))
    _RECENT[0] = ((state, law, found), *_RECENT[0][:3])
    return found


def _line(duty: Owed, state: SupervisionState, alarms: tuple[Alarm, ...]) -> DutyLine:
    acts = list(_counting(duty, state))
    timely = [n for n in acts if _in_time(state.acts[n], duty, alarms)]
    counted = (timely if len(timely) >= duty.times else acts)[: duty.times]
    if len(timely) >= duty.times:
        status = DutyStatus.DONE
    elif len(acts) >= duty.times:
        status = DutyStatus.DONE_LATE
    else:
        status = DutyStatus.LATE if alarms and not _early(duty, alarms) else DutyStatus.OPEN
    return DutyLine(duty=duty, status=status, acts=tuple(counted), alarms=alarms)


def _counting(duty: Owed, state: SupervisionState) -> Iterator[int]:
    """The acts that answer the duty: of its calendar year or later, or since what its finding brought about."""
    for n, act in enumerate(state.acts):
        begun = n >= duty.after and (act.on is None or duty.finding is not None or act.on.year >= duty.year)
        if begun and duty.answered_by(act):
            yield n


def _in_time(act: DutyAct, duty: Owed, alarms: tuple[Alarm, ...]) -> bool:
    """Done by the last day; where an act says no day, before an alarm was raised."""
    if act.on is not None:
        return act.on <= duty.due
    return not alarms or act.alarms < alarms[0].number


def _early(duty: Owed, alarms: tuple[Alarm, ...]) -> bool:
    """Whether all that was told is that nobody had been given the site, before its last day."""
    return duty.uncovered and alarms[-1].at < end_of_day(duty.due)
