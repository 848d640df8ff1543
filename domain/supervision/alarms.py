"""Alarms: a duty that nobody fulfils is told to one office after the other, until it is done or nobody is left.

An office that acknowledges says by when it will be done; until then nobody further up is told. A timer carries no
authority: an alarm is raised only where the duty is still owed and its instant has passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, Field

from domain.case.base import Text
from domain.law import Law
from domain.law.calendar import Calendar
from domain.messages import Event
from domain.model import local_day
from domain.moment import Moment
from domain.position import Deadline
from domain.refusals import refuse
from domain.supervision.base import SUPERVISION, Answer, passed
from domain.supervision.corrections import finding_term, overdue
from domain.supervision.duties import lasts
from domain.supervision.duty_ledger import DutyLine, Next, next_alarm, unfulfilled
from domain.supervision.messages import SupervisionCommand
from domain.supervision.records import Alarm, DutyOffice
from domain.supervision.state import SupervisionState

LIMIT = "supervision.duties"
CORRECTION = "correction"


class AcknowledgeAlarm(SupervisionCommand):
    """The office that was told acknowledges, and says by when the duty will be done.

    That day lies no further ahead than the step after which the next office would be told.
    """

    name: Literal["acknowledge_alarm"] = "acknowledge_alarm"
    alarm: Annotated[int, Field(ge=1)]
    fulfil_by: date
    answer: Annotated[str, Text]


class AlarmRaised(Event):
    """Nobody fulfilled a duty: an office is told. `at` is the instant from which the next step counts.

    `last`: nobody is left to tell after this one. `provisional`: the day rests on a year not arranged yet. `ground` is
    `uncovered` where no agency had been given the site.
    """

    topic: ClassVar[str] = "supervision.alarm_raised"
    number: int
    duty: str
    key: str
    year: int
    site: str | None = None
    manufacturer: str | None = None
    finding: int | None = None
    owed_by: DutyOffice
    due: date
    to: DutyOffice
    step: int
    at: AwareDatetime
    last: bool = False
    provisional: bool = False
    ground: Literal["late", "uncovered"] = "late"


class AlarmAcknowledged(Event):
    """The office that was told says by when the duty will be done."""

    topic: ClassVar[str] = "supervision.alarm_acknowledged"
    alarm: int
    duty: str
    by: DutyOffice
    fulfil_by: date
    answer: str


COMMANDS = AcknowledgeAlarm
EVENTS: tuple[type[Event], ...] = (AlarmRaised, AlarmAcknowledged)


def decide(command: COMMANDS, state: SupervisionState, moment: Moment) -> Answer:
    """The office that was told last answers; a day too far ahead is declined with the furthest that is allowed."""
    standing = {line.alarms[-1].number: line for line in unfulfilled(state, moment.law) if line.alarms}
    waiting = {number: line for number, line in standing.items() if not line.alarms[-1].acknowledged}
    line = waiting.get(command.alarm)
    if line is None:
        known = ", ".join(map(str, sorted(waiting))) or "—"
        return refuse("alarm_unknown", SUPERVISION, alarm=command.alarm, known=known)
    duty, alarm = line.duty, line.alarms[-1]
    if not _office_of(command, alarm.to, state):
        to = alarm.to
        return refuse(
            "alarm_for_another",
            duty.basis,
            alarm=alarm.number,
            role=to.role,
            organisation=to.organisation,
            province=to.province or "—",
        )
    furthest = _furthest(line, moment)
    if refusal := passed(command.fulfil_by, moment):
        return refusal
    if command.fulfil_by > furthest:
        return refuse("alarm_date_too_late", duty.basis, day=command.fulfil_by, latest=furthest)
    return (
        AlarmAcknowledged(
            alarm=alarm.number,
            duty=duty.id,
            by=alarm.to,
            fulfil_by=command.fulfil_by,
            answer=command.answer,
            basis=duty.basis,
        ),
    )


def evolve(state: SupervisionState, event: Event) -> SupervisionState:
    """The supervision after an alarm, or its acknowledgement."""
    match event:
        case AlarmRaised(number=number, duty=duty, to=to, at=at):
            new = Alarm(number=number, duty=duty, to=to, at=at)
            return state.model_copy(update={"alarms": (*state.alarms, new)})
        case AlarmAcknowledged(alarm=number, fulfil_by=day):
            answered = {"acknowledged": True, "fulfil_by": day}
            alarms = (a.model_copy(update=answered) if a.number == number else a for a in state.alarms)
            return state.model_copy(update={"alarms": tuple(alarms)})
        case _:
            return state


def running(state: SupervisionState, lines: Iterable[DutyLine], calendar: Calendar) -> Iterator[Deadline]:
    """A deadline for each instant at which somebody would be told. Dates set for corrections have their own terms."""
    found: dict[str, Deadline] = {}
    for line, coming in _coming(lines, calendar):
        if _own_term(line, state) is not None:
            continue
        term = _term(coming, state)
        known = found.get(term)
        found[term] = Deadline(
            term=term,
            limit=LIMIT,
            due=coming.at,
            provisional=coming.provisional or bool(known and known.provisional),
            basis=tuple(dict.fromkeys((*(known.basis if known else ()), *line.duty.basis))),
        )
    yield from found.values()


def fall_due(term: str, state: SupervisionState, law: Law) -> tuple[Event, ...]:
    """The alarms of a term that has run out, each with its own articles; before the first the finding is overdue."""
    events: list[Event] = []
    for line, coming in _coming(unfulfilled(state, law), law.calendar):
        own = _own_term(line, state)
        if term != (own or _term(coming, state)):
            continue
        duty, first = line.duty, not line.alarms
        if duty.key == CORRECTION and first and duty.finding is not None:
            events += overdue(f"finding.{duty.finding}", state)
        number = len(state.alarms) + sum(isinstance(each, AlarmRaised) for each in events) + 1
        events.append(_raised(number, line, coming))
    return tuple(events)


def due_on(
    office: DutyOffice, commands: tuple[str, ...], term: str, state: SupervisionState, law: Law
) -> bool:
    """Whether that office's act is one that this term of duties measures."""
    return any(
        term == (_own_term(line, state) or _term(coming, state))
        and line.duty.owed_by == office
        and set(line.duty.commands) & set(commands)
        for line, coming in _coming(unfulfilled(state, law), law.calendar)
    )


def _coming(lines: Iterable[DutyLine], calendar: Calendar) -> Iterator[tuple[DutyLine, Next]]:
    for line in lines:
        coming = next_alarm(line, calendar)
        if coming is not None:
            yield line, coming


def _term(coming: Next, state: SupervisionState) -> str:
    """The term by its last day. One that ends on a day that has had its alarms is another term, with another timer."""
    day = local_day(coming.at - timedelta(microseconds=1))
    told = sum(alarm.at == coming.at for alarm in state.alarms)
    return f"duties.{day}.{told}" if told else f"duties.{day}"


def _own_term(line: DutyLine, state: SupervisionState) -> str | None:
    """The term of the finding itself, where an act has set the date and it has not been told yet."""
    if line.duty.key != CORRECTION or line.alarms or line.duty.finding is None:
        return None
    finding = state.finding(line.duty.finding)
    dated = finding is not None and finding.correct_by is not None and not finding.overdue
    return finding_term(finding) if finding is not None and dated else None


def _raised(number: int, line: DutyLine, coming: Next) -> AlarmRaised:
    duty, step = line.duty, len(line.alarms) + 1
    return AlarmRaised(
        number=number,
        duty=duty.id,
        key=duty.key,
        year=duty.year,
        site=duty.site,
        manufacturer=duty.manufacturer,
        finding=duty.finding,
        owed_by=duty.owed_by,
        due=duty.due,
        to=coming.step.to,
        step=step,
        at=coming.at,
        last=step == len(duty.chain),
        provisional=coming.provisional,
        ground="uncovered" if duty.uncovered and step == 1 else "late",
        basis=duty.basis,
    )


def _furthest(line: DutyLine, moment: Moment) -> date:
    """As far ahead, counted from today, as the next office would have been told; at the end, as the last step took."""
    chain = line.duty.chain
    step = chain[min(len(line.alarms), len(chain) - 1)]
    calendar: Calendar = moment.calendar
    return lasts(moment.day, step.n, step.unit, calendar).day if step.n else moment.day


def _office_of(command: AcknowledgeAlarm, office: DutyOffice, state: SupervisionState) -> bool:
    return office.is_of(command.actor) or (
        office.organisation == state.supervised.represented_by
        and office.role is command.actor.role
        and command.actor.organisation == state.supervised.holder
    )
