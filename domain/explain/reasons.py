"""The answer to why a stream is where it is, put together from its events, its standing and the law."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from domain.actors import Actor
from domain.case import procedure as case
from domain.case.anytime import ClockMoved
from domain.case.state import CaseState
from domain.explain.answers import answers
from domain.explain.blocks import Block, blocks
from domain.explain.runs import Fact, TermStanding, runs, standing
from domain.law import Law
from domain.law.limits import Consequence
from domain.model import Frozen, ProvisionId
from domain.position import Position, Wait
from domain.refusals import CommandRefused
from domain.supervision import procedure as supervision
from domain.supervision.messages import SupervisionClockMoved
from domain.supervision.state import SupervisionState
from domain.terms import ProcedureEvent

State = CaseState | SupervisionState


class Cause(Frozen):
    """The act that brought a stream to where it is."""

    version: int
    topic: str
    command: str
    actor: Actor
    received: datetime
    basis: tuple[ProvisionId, ...]


class Need(Frozen):
    """An office whose act is needed, and the names of the terms in which it is due; none where no law sets one."""

    wait: Wait
    terms: tuple[str, ...]


class Overdue(Frozen):
    """A duty whose term has run out and that is still owed: since which last day, by how many days, by whom."""

    term: str
    limit: str
    due: date
    days: int
    basis: tuple[ProvisionId, ...]
    wait: Wait | None


class Explanation(Frozen):
    """Everything that answers why a stream is where it is.

    `arrived` brought it to its stage, `last` is what happened last; refusals and moves of a demonstration's clock
    are neither. `terms` are those that run or stand still today.
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
    overdue: tuple[Overdue, ...]
    blocks: tuple[Block, ...]


def explain(position: Position, state: State, law: Law, facts: Sequence[Fact], today: date) -> Explanation:
    """Why the stream stands where it stands. `facts` are its events, from the first to the position's version."""
    arrived, last = _causes(state, facts)
    standings = _standings(position, law, facts, today)
    running = tuple(each for each in standings if each.running)
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
            Need(wait=wait, terms=tuple(t.name for t in running if answers(wait, t.name, state)))
            for wait in position.waits
        ),
        terms=() if position.closed else running,
        overdue=tuple(_overdue(position, state, standings, today)),
        blocks=tuple(blocks(state)) if isinstance(state, CaseState) and not position.closed else (),
    )


def overdue(
    position: Position, state: State, law: Law, facts: Sequence[Fact], today: date
) -> tuple[Overdue, ...]:
    """The duties whose term has run out and that are still owed, the longest overdue first."""
    return tuple(_overdue(position, state, _standings(position, law, facts, today), today))


def _standings(position: Position, law: Law, facts: Sequence[Fact], today: date) -> tuple[TermStanding, ...]:
    return tuple(standing(run, law, today) for run in runs(facts, position.deadlines, law))


def _overdue(
    position: Position, state: State, standings: Sequence[TermStanding], today: date
) -> Iterator[Overdue]:
    """The latest run of each term, where it is past its day and the act that it measures is still waited for."""
    latest = {each.name: each for each in standings}
    for each in sorted(latest.values(), key=lambda term: (term.due or today, term.name)):
        late = each.ran_out or (each.running and each.due is not None and each.due < today)
        if not late or each.due is None or each.consequence is not Consequence.ALARM or position.closed:
            continue
        wait = next((wait for wait in position.waits if answers(wait, each.name, state)), None)
        if wait is not None or each.running:
            yield Overdue(
                term=each.name,
                limit=each.limit,
                due=each.due,
                days=(today - each.due).days,
                basis=each.basis,
                wait=wait,
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
