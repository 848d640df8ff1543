"""The course of a case: step by step what became true, which stages it passed, which terms ran."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from domain.case import procedure
from domain.case.base import TermEnded
from domain.case.intake import Submitted
from domain.case.milestones import milestones
from domain.case.standing import position
from domain.case.state import CaseState, Stage
from domain.law import Law, Regime
from domain.messages import Refusal
from domain.model import ProvisionId
from domain.moment import Moment
from domain.position import Deadline, Position
from domain.streams import timer
from domain.terms import ProcedureEvent, Recomputed, Resumed, Started, deadlines
from domain.whatif.beside import beside
from domain.whatif.facts import ENGINE, Fact


class TermRun(NamedTuple):
    """A term that ran: its limit, when it began, the last day that was known last, and its articles."""

    name: str
    limit: str
    started: date
    due: date | None
    provisional: bool
    n: int
    unit: str
    basis: tuple[ProvisionId, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One act or one passed deadline, and what it led to. `fact` is its number in the record."""

    name: str
    at: datetime
    fact: int | None
    events: tuple[ProcedureEvent, ...] = ()
    refusal: Refusal | None = None
    unknown: bool = False
    left_out: bool = False
    deadline: Deadline | None = None
    stage: Stage | None = None


@dataclass(slots=True)
class Course:
    """What became of a case, act by act. `regime` is the rule book that it followed."""

    stream: str
    law: Law
    regime: Regime
    steps: list[Step] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    terms: list[TermRun] = field(default_factory=list)
    state: CaseState = field(default_factory=CaseState)
    version: int = 0

    @property
    def position(self) -> Position:
        """Where the case stands at the end."""
        return position(self.stream, self.version, self.state, self.law)

    def take(self, step: Step) -> None:
        """Add a step, and let its events become true."""
        self.steps.append(step)
        for event in step.events:
            self.state = procedure.evolve(self.state, event)
            self.version += 1
            if self.state.stage is not None and self.stages[-1:] != [self.state.stage]:
                self.stages.append(self.state.stage)
            self._note(event)

    def _note(self, event: ProcedureEvent) -> None:
        """Keep the last day of each term as the event states it."""
        for act in event.clock:
            if isinstance(act, Started):
                term = act.term
                run = TermRun(
                    act.name, term.key, term.started, act.due, act.provisional, term.n, term.unit, term.basis
                )
                self.terms.append(run)
            elif isinstance(act, Resumed | Recomputed):
                at = next(i for i in reversed(range(len(self.terms))) if self.terms[i].name == act.name)
                self.terms[at] = self.terms[at]._replace(due=act.due, provisional=act.provisional)


def recorded(facts: Sequence[Fact], law: Law, stream: str) -> Course:
    """The course as it stands in the record."""
    first = facts[0].recorded if facts else ()
    regime = getattr(first[0], "regime", None) if first else None
    course = Course(stream, law, regime or Regime.PILOT)
    for number, fact in enumerate(facts):
        if not fact.refused:
            course.take(Step(fact.name, fact.received, number, fact.recorded))
    return course


def replayed(facts: Sequence[Fact], law: Law, regime: Regime | None, stream: str) -> Course:
    """The same facts under the law given and the rule book named: decided again, one after the other.

    Without a name the law says by the day which rule book it is. Nothing is invented: an act that the other path
    would have needed and that nobody did is not done here either.
    """
    replay = _Replay(facts, law.under(regime) if regime else law, regime or _of_the_day(facts, law), stream)
    for number, fact in enumerate(facts):
        replay.do(number, fact)
    if facts:
        replay.run_out(max(fact.received for fact in facts))
    return replay.course


def _of_the_day(facts: Sequence[Fact], law: Law) -> Regime:
    """The rule book of the legal instant of the submission."""
    first = facts[0].recorded[:1] if facts else ()
    submitted = next((each.submitted for each in first if isinstance(each, Submitted)), None)
    return law.regime(submitted or facts[0].received) if facts else Regime.PILOT


class _Replay:
    """Decides the facts again. A deadline passes when the record says that it did, else at its last instant."""

    def __init__(self, facts: Sequence[Fact], law: Law, regime: Regime, stream: str) -> None:
        self.course = Course(stream, law, regime)
        self._law = law
        self._to_come = {fact.command_id for fact in facts if fact.by_engine}

    def do(self, number: int, fact: Fact) -> None:
        """One fact of the record, after what has run out before it."""
        self.run_out(fact.received)
        if fact.by_engine:
            self._to_come.discard(fact.command_id)
            for deadline in self._running():
                if timer(self.course.stream, deadline).command_id == fact.command_id:
                    self._pass(deadline, fact.received, number)
        elif fact.command is None:
            if not fact.refused:
                self.course.take(Step(fact.name, fact.received, number, left_out=True))
        else:
            moment = Moment(self._law, fact.received, fact.received)
            said = beside(fact, self.course.state.number)
            answer = procedure.decide(fact.command, self.course.state, moment, said)
            if isinstance(answer, Refusal):
                unknown = not any(
                    row.command == fact.name for row in moment.in_force.competence(self.course.regime)
                )
                stage = self.course.state.stage
                step = Step(fact.name, fact.received, number, refusal=answer, unknown=unknown, stage=stage)
            else:
                step = Step(fact.name, fact.received, number, answer or ())
            self.course.take(step)

    def run_out(self, until: datetime) -> None:
        """Let the deadlines pass that the record does not speak of."""
        while passed := next(self._passed(until), None):
            before = self.course.version
            self._pass(passed, passed.due, None)
            if self.course.version == before:
                return

    def _passed(self, until: datetime) -> Iterator[Deadline]:
        for deadline in self._running():
            spoken_of = timer(self.course.stream, deadline).command_id in self._to_come
            if deadline.due <= until and not spoken_of:
                yield deadline

    def _running(self) -> tuple[Deadline, ...]:
        state = self.course.state
        if state.closed:
            return ()
        return (*deadlines(state.terms, self._law.calendar), *milestones(state, self._law))

    def _pass(self, deadline: Deadline, at: datetime, number: int | None) -> None:
        command = timer(self.course.stream, deadline)
        if not isinstance(command, TermEnded):
            raise TypeError(f"{self.course.stream} is no case")
        moment = Moment(self._law, at, max(at, deadline.due))
        answer = procedure.decide(command, self.course.state, moment)
        if answer and not isinstance(answer, Refusal):
            self.course.take(Step(ENGINE, at, number, answer, deadline=deadline))
