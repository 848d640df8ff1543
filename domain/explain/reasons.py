"""The answer to why a stream is where it is, put together from its events, its standing and the law."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from domain.actors import Actor
from domain.case import procedure as case
from domain.case.anytime import ClockMoved
from domain.case.state import CaseState
from domain.explain.answers import State, answers, concerned, office_of
from domain.explain.blocks import Block, blocks
from domain.explain.runs import Fact, Run, TermStanding, consequence, dated, last_day, runs, standing
from domain.law import Law
from domain.law.limits import Consequence
from domain.model import Frozen, ProvisionId, local_day
from domain.position import Deadline, Position, Wait
from domain.refusals import CommandRefused
from domain.supervision import procedure as supervision
from domain.supervision.alarms import LIMIT
from domain.supervision.corrections import finding_term
from domain.supervision.duties import Owed
from domain.supervision.duty_ledger import unfulfilled
from domain.supervision.messages import SupervisionClockMoved
from domain.supervision.state import SupervisionState
from domain.supervision.terms import CORRECTION
from domain.terms import ProcedureEvent


class Cause(Frozen):
    """The act that brought a stream to where it is."""

    version: int
    topic: str
    command: str
    actor: Actor
    received: datetime
    basis: tuple[ProvisionId, ...]


class Need(Frozen):
    """An office whose act is needed, and the names of the terms in which it is due; none where no law sets one.

    `licensee` is the id of the company whose license it is about.
    """

    wait: Wait
    licensee: str | None
    terms: tuple[str, ...]


class Overdue(Frozen):
    """A duty whose term has run out and that is still owed: since which last day, by how many days, by whom.

    `wait` is the office that owes it, `licensee` the company whose license it is about.
    """

    term: str
    limit: str
    due: date
    days: int
    basis: tuple[ProvisionId, ...]
    wait: Wait | None
    licensee: str | None = None


class Explanation(Frozen):
    """Everything that answers why a stream is where it is.

    `arrived` brought it to its stage, `last` is what happened last; refusals and moves of a demonstration's clock
    are neither. `terms` are those that run or stand still today, `dates` the deadlines that were set in an act.
    """

    stream: str
    version: int
    stage: str
    outcome: str | None
    closed: bool
    today: date
    arrived: Cause | None
    last: Cause | None
    needs: tuple[Need, ...]
    terms: tuple[TermStanding, ...]
    dates: tuple[Deadline, ...]
    overdue: tuple[Overdue, ...]
    blocks: tuple[Block, ...]


def explain(position: Position, state: State, law: Law, facts: Sequence[Fact], today: date) -> Explanation:
    """Why the stream stands where it stands. `facts` are its events, from the first to the position's version."""
    arrived, last = _causes(state, facts)
    told = runs(facts, position.deadlines, law)
    standings = tuple(standing(run, law, today) for run in told)
    running = () if position.closed else tuple(each for each in standings if each.running)
    dates = dated(position.deadlines, told)
    names = (*(each.name for each in running), *(each.term for each in dates))
    return Explanation(
        stream=position.stream,
        version=position.version,
        stage=position.stage,
        outcome=position.outcome,
        closed=position.closed,
        today=today,
        arrived=arrived,
        last=last,
        needs=tuple(
            Need(
                wait=wait,
                licensee=licensee,
                terms=tuple(name for name in names if answers(wait, licensee, name, state)),
            )
            for wait, licensee in concerned(position, state)
        ),
        terms=running,
        dates=dates,
        overdue=tuple(_overdue(position, state, told, law, today)),
        blocks=tuple(blocks(state)),
    )


def overdue(
    position: Position, state: State, law: Law, facts: Sequence[Fact], today: date
) -> tuple[Overdue, ...]:
    """The duties whose term has run out and that are still owed, the longest overdue first."""
    return tuple(_overdue(position, state, runs(facts, position.deadlines, law), law, today))


def _overdue(
    position: Position, state: State, told: Sequence[Run], law: Law, today: date
) -> Iterator[Overdue]:
    """Whatever is past its day and still waited for, by the order of the days."""
    if position.closed:
        return
    asked = concerned(position, state)
    found = [*_late_terms(told, law, today), *_late_dates(state, position.deadlines, told, law, today)]
    for term, limit, due, basis, running, owner in sorted(found, key=lambda late: (late.due, late.term)):
        wait, licensee = next((each for each in asked if _is_of(each, term, state, owner)), (None, None))
        if wait is not None or running:
            days = (today - due).days
            yield Overdue(
                term=term, limit=limit, due=due, days=days, basis=basis, wait=wait, licensee=licensee
            )


class _Late(NamedTuple):
    term: str
    limit: str
    due: date
    basis: tuple[ProvisionId, ...]
    running: bool
    owner: Owed | None = None


def _is_of(asked: tuple[Wait, str | None], term: str, state: State, owner: Owed | None) -> bool:
    """Whether this office is asked for what is late."""
    if owner is None:
        return answers(*asked, term, state)
    return office_of(asked[0]) == owner.owed_by and bool({*owner.commands} & {*asked[0].commands})


def _late_terms(told: Sequence[Run], law: Law, today: date) -> Iterator[_Late]:
    """The latest run of each term, where the law wants an alarm and its last day has passed."""
    for run in {each.name: each for each in told}.values():
        due = last_day(run, law)
        if due is None or due >= (run.ended or today) or consequence(run, law) is not Consequence.ALARM:
            continue
        yield _Late(run.name, run.term.key, due, run.term.basis, running=run.ended is None)


def _late_dates(
    state: State, deadlines: Sequence[Deadline], told: Sequence[Run], law: Law, today: date
) -> Iterator[_Late]:
    """Dates that were set in an act; in a supervision also the duties of its years and findings."""
    names = {each.name for each in told}
    for deadline in deadlines:
        last = local_day(deadline.due - timedelta(microseconds=1))
        if deadline.term not in names and last < today and not deadline.term.startswith("duties."):
            yield _Late(deadline.term, deadline.limit, last, deadline.basis, running=True)
    if not isinstance(state, SupervisionState):
        return
    for line in unfulfilled(state, law):
        duty, finding = line.duty, state.finding(line.duty.finding or 0)
        dated = duty.key == "correction" and finding is not None and finding.correct_by is not None
        if duty.due < today and not dated:
            yield _Late(f"duty.{duty.id}", LIMIT, duty.due, duty.basis, running=False, owner=duty)
    for finding in state.open_findings:
        if finding.overdue and finding.correct_by:
            yield _Late(
                finding_term(finding), "finding.correction", finding.correct_by, CORRECTION, running=False
            )


def _causes(state: State, facts: Sequence[Fact]) -> tuple[Cause | None, Cause | None]:
    """What brought the stream to its stage, and what happened last."""
    told = [fact for fact in facts if not isinstance(fact.event, CommandRefused)]
    arrived: Fact | None = None
    place: object = None
    for fact, now in zip(told, _places(state, told), strict=True):
        if now != place:
            arrived, place = fact, now
    moves = (ClockMoved, SupervisionClockMoved)
    last = next((fact for fact in reversed(told) if not isinstance(fact.event, moves)), None)
    return _cause(arrived), _cause(last)


def _places(state: State, facts: Sequence[Fact]) -> Iterator[object]:
    """The stage, and whether it is closed, after each of the events."""
    if isinstance(state, SupervisionState):
        supervised = SupervisionState()
        for fact in facts:
            supervised = supervision.evolve(supervised, fact.event)
            yield supervised.stage, supervised.closed
        return
    current = CaseState()
    for fact in facts:
        current = case.evolve(current, fact.event) if isinstance(fact.event, ProcedureEvent) else current
        yield current.stage, current.closed


def _cause(fact: Fact | None) -> Cause | None:
    if fact is None:
        return None
    return Cause(
        version=fact.version,
        topic=fact.event.topic,
        command=fact.command,
        actor=fact.actor,
        received=fact.received,
        basis=fact.basis,
    )
