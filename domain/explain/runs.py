"""The runs of the terms of a stream, as its events tell them: how far each has come, and what the law says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain import clock
from domain.actors import Actor
from domain.clock import Day
from domain.law import Law
from domain.law.calendar import Calendar
from domain.law.errors import UnknownLimitError
from domain.law.limits import Consequence, Limit, Unit
from domain.law.texts import Bilingual, Label
from domain.messages import Event
from domain.model import Frozen, ProvisionId, local_day
from domain.position import Deadline
from domain.term import Stop, Term
from domain.terms import ClockAct, Ended, ProcedureEvent, Started, after


@dataclass(frozen=True, slots=True)
class Fact:
    """An event as it was recorded: by whom, through which command, when in domain time, on which articles."""

    version: int
    event: Event
    command: str
    actor: Actor
    received: datetime
    basis: tuple[ProvisionId, ...] = ()


class Run(Frozen):
    """One run of a term: since which version, and on which day it was over. A name can run several times."""

    name: str
    run: int
    version: int
    term: Term
    ended: date | None = None


class TermStanding(Frozen):
    """How far a run has come, in days of its unit, and what the law says of it.

    `due` is none while it stands still. `ran_out`: it was over because its last day had passed.
    """

    name: str
    run: int
    version: int
    limit: str
    length: int
    added: int
    unit: Unit
    started: date
    due: date | None
    provisional: bool
    ended: date | None
    ran_out: bool
    used: int
    left: int
    stops: tuple[Stop, ...]
    basis: tuple[ProvisionId, ...]
    label: Label | None = None
    consequence: Consequence | None = None
    starts: Bilingual | None = None
    excludes: Bilingual | None = None
    note: Bilingual | None = None

    @property
    def running(self) -> bool:
        """Whether it is not over yet; it may stand still."""
        return self.ended is None

    @property
    def held(self) -> Stop | None:
        """The stop that holds it now."""
        return self.stops[-1] if self.running and self.stops and self.stops[-1].end is None else None


def runs(
    facts: Iterable[Fact], deadlines: Iterable[Deadline] = (), law: Law | None = None
) -> tuple[Run, ...]:
    """Every run of every term, in the order in which they began.

    With the law also the deadlines that no event has told as a term, where a limit leads to them.
    """
    told = tuple(_told(facts))
    going = {run.name for run in told if run.ended is None}
    named = [deadline for deadline in deadlines if deadline.term not in going]
    return told + tuple(run for deadline in named for run in (_untold(deadline, law) if law else ()))


def dated(deadlines: Iterable[Deadline], told: Iterable[Run]) -> tuple[Deadline, ...]:
    """The deadlines that no run tells: dates that were set in an act, not counted by a limit of the law."""
    names = {run.name for run in told if run.ended is None}
    return tuple(deadline for deadline in deadlines if deadline.term not in names)


def standing(run: Run, law: Law, today: date) -> TermStanding:
    """How far a run had come on that day, or when it was over."""
    term, calendar = run.term, law.calendar
    until = max(min(today, run.ended or today), term.started)
    due, limit = clock.due(term, calendar), _limit(term.key, term.started, law)
    return TermStanding(
        name=run.name,
        run=run.run,
        version=run.version,
        limit=term.key,
        length=term.n + term.added,
        added=term.added,
        unit=term.unit,
        started=term.started,
        due=due.day if due else None,
        provisional=due.provisional if due else False,
        ended=run.ended,
        ran_out=run.ended is not None and due is not None and due.day < run.ended,
        used=clock.strip(term, calendar, until)[-1].n,
        left=clock.remaining(term, calendar, until),
        stops=term.stops,
        basis=term.basis,
        label=limit.label if limit else None,
        consequence=limit.consequence if limit else None,
        starts=limit.starts if limit and limit.direction == "after" else None,
        excludes=limit.excludes if limit else None,
        note=limit.note if limit else None,
    )


def last_day(run: Run, law: Law) -> date | None:
    """The last day of a run; None while it stands still."""
    due = clock.due(run.term, law.calendar)
    return due.day if due else None


def consequence(run: Run, law: Law) -> Consequence | None:
    """What the law attaches to the end of the run; None where no limit of the law says."""
    limit = _limit(run.term.key, run.term.started, law)
    return limit.consequence if limit else None


def days(run: Run, calendar: Calendar, today: date) -> tuple[Day, ...]:
    """The strip of a run: to its last day, to the day it was over, or to today while it stands still."""
    if run.ended:
        return clock.strip(run.term, calendar, run.ended)
    held = run.term.running_stop
    return clock.strip(run.term, calendar, max(today, held.start) if held else None)


def _told(facts: Iterable[Fact]) -> Iterator[Run]:
    """The runs that the events tell by their acts on the clock."""
    found: list[Run] = []
    going: dict[str, int] = {}
    for fact in facts:
        for act in fact.event.clock if isinstance(fact.event, ProcedureEvent) else ():
            _carry_out(act, fact, found, going)
    return iter(found)


def _carry_out(act: ClockAct, fact: Fact, found: list[Run], going: dict[str, int]) -> None:
    """Enter one act into the runs found so far; `going` says where in them the run of a name stands."""
    at = going.get(act.name)
    if at is not None and isinstance(act, Started | Ended):
        found[at] = found[at].model_copy(update={"ended": local_day(fact.received)})
        del going[act.name]
    if isinstance(act, Started):
        going[act.name] = len(found)
        count = sum(run.name == act.name for run in found)
        found.append(Run(name=act.name, run=count + 1, version=fact.version, term=act.term))
    elif at is not None and not isinstance(act, Ended):
        term = after({act.name: found[at].term}, (act,))[act.name]
        found[at] = found[at].model_copy(update={"term": term})


def _untold(deadline: Deadline, law: Law) -> Iterator[Run]:
    """A deadline as a run, where its limit, begun on some day, ends on exactly that deadline."""
    last = local_day(deadline.due - timedelta(microseconds=1))
    limit = _limit(deadline.limit, last, law)
    if limit is None or limit.direction == "before":
        return
    term = clock.start(limit, clock.latest(limit, last, law.calendar).day)
    due = clock.due(term, law.calendar)
    if due and due.day == last:
        yield Run(name=deadline.term, run=1, version=0, term=term)


def _limit(key: str, on: date, law: Law) -> Limit | None:
    try:
        return law.on(on).limit(key)
    except UnknownLimitError:
        return None
