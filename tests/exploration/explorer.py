"""The explorer: breadth first from the empty stream, every act and every term at each state, each state once.

It calls the real `decide`, `evolve` and `position`, through a `Machine` that says what can be tried. A state is kept
with one instant: acts are tried at that instant, on the last day of the term that runs out first, and after it while
its timer has not come; then the timers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from domain.messages import Event, Refusal
from domain.position import Deadline, Position
from tests.exploration.machine import Machine

ON_THE_LAST_DAY, AFTER_IT = timedelta(hours=-14), timedelta(hours=10)
"""Ten in the morning of the last day, and of the next one."""

State = Any
Facts = Any


class Step(NamedTuple):
    """One edge: when, what was said, what was answered."""

    at: datetime
    act: str
    answer: str

    def __str__(self) -> str:
        """As one line of a trace."""
        return f"{self.at:%Y-%m-%d %H:%M}  {self.act}  →  {self.answer}"


class Tried(NamedTuple):
    """What was said to a state at an instant, and the answer."""

    state: State
    facts: Facts
    at: datetime
    act: Any
    answer: tuple[Event, ...] | Refusal | None


class Spot(NamedTuple):
    """A state at an instant, and the steps that lead there from a node."""

    at: datetime
    state: State
    facts: Facts
    steps: tuple[Step, ...] = ()


@dataclass(slots=True, eq=False)
class Node:
    """One state, as it was first reached: by which steps from which other."""

    state: State
    facts: Facts
    now: datetime
    position: Position
    parent: int = -1
    steps: tuple[Step, ...] = ()
    depth: int = 0
    next: set[int] = field(default_factory=set)
    given_up: set[int] = field(default_factory=set)
    done: frozenset[tuple[str, str]] = frozenset()
    said: frozenset[tuple[str, str]] = frozenset()


class Counterexample(NamedTuple):
    """A property that does not hold, and the shortest way there that was found."""

    property: str
    what: str
    trace: tuple[Step, ...]

    def __str__(self) -> str:
        """The property, what is wrong, and the way there step by step."""
        lines = [f"{self.property}: {self.what}"]
        return "\n".join([*lines, *(f"  {n:2}. {step}" for n, step in enumerate(self.trace, 1))])


@dataclass(slots=True, eq=False)
class Property:
    """One sentence that has to hold at every try, at every state, or of the whole graph; None where it does."""

    name: str
    of_try: Callable[[Machine, Tried], str | None] | None = None
    of_state: Callable[[Machine, Node], str | None] | None = None
    of_graph: Callable[[list[Node]], Iterable[tuple[int, str]]] | None = None


class TooManyStatesError(Exception):
    """The bound of a run: something in the state grows without end, or the world is too large for it."""


class Exploration:
    """Every state that the machine can reach, and what is wrong with it."""

    def __init__(
        self,
        machine: Machine,
        properties: Iterable[Property],
        *,
        most: int = 500_000,
        stop_at: str | None = None,
    ) -> None:
        """`stop_at` names the property whose first counterexample ends the run; "any" is any."""
        self.machine, self.properties = machine, tuple(properties)
        self.most, self.stop_at = most, stop_at
        self.nodes: list[Node] = []
        self.index: dict[bytes, int] = {}
        self.found: dict[str, Counterexample] = {}
        self.edges = self.tries = self.merged = 0
        self.accepted: set[str] = set()
        self.events: set[str] = set()
        self.seconds = 0.0
        self.on_merge: Callable[[int, State, Facts, datetime], None] | None = None

    def run(self) -> Exploration:
        """Explore until nothing is new."""
        began = time.process_time()
        state, now, facts = self.machine.empty()
        self._reach(-1, Spot(now, state, facts), given_up=False)
        turn = 0
        while turn < len(self.nodes) and not self._stopped():
            self._expand(turn)
            turn += 1
        if not self._stopped():
            self._whole_graph()
        self.seconds = time.process_time() - began
        return self

    @property
    def depth(self) -> int:
        """The most steps that any state is away from the empty one."""
        return max(node.depth for node in self.nodes)

    def trace(self, index: int) -> tuple[Step, ...]:
        """The steps from the empty stream to a state."""
        steps: tuple[Step, ...] = ()
        while index >= 0:
            node = self.nodes[index]
            steps, index = (*node.steps, *steps), node.parent
        return steps

    def _stopped(self) -> bool:
        return bool(self.found) and (self.stop_at == "any" or self.stop_at in self.found)

    def _expand(self, i: int) -> None:
        node = self.nodes[i]
        done: set[tuple[str, str]] = set()
        said: set[tuple[str, str]] = set()
        soon = self._soon(node)
        for spot in self._moments(node):
            for act in self.machine.acts(spot.state, node.position, spot.at):
                answer = self._try(i, spot, act)
                if spot.at == node.now or spot.at < soon:
                    said.add((act.command.name, act.who))
                    if isinstance(answer, tuple):
                        done.add((act.command.name, act.who))
        for act in (*self.machine.out_of_place(node.state), *self.machine.strange(node.state, i)):
            self._try(i, Spot(node.now, node.state, node.facts), act)
        for acts in self.machine.whole(node.state):
            self._whole(i, acts)
        for deadline, spot in self._timers(node):
            self._try(i, spot, self.machine.timer(deadline))
        node.done, node.said = frozenset(done), frozenset(said)
        for each in self.properties:
            if each.of_state and (wrong := each.of_state(self.machine, node)):
                self._wrong(each, wrong, i, ())

    def _moments(self, node: Node) -> Iterator[Spot]:
        """Now; a day that the state names; and of the term that runs out first the last day and the one after it.

        On the day after it the timer has not come yet.
        """
        yield Spot(node.now, node.state, node.facts)
        soon = self._soon(node)
        for at in self.machine.days(node.state):
            if node.now.date() < at.date() and at < soon:
                yield Spot(at, node.state, node.facts)
        dues = [each.due for each in node.position.deadlines if self.machine.in_focus(each.term)]
        if not dues or min(dues) <= node.now:
            return
        first = min(dues)
        for at in (first + ON_THE_LAST_DAY, first + AFTER_IT):
            if at.date() > node.now.date():
                yield self._others(node, at)

    def _soon(self, node: Node) -> datetime:
        """Until when nothing but acts changes the state."""
        dues = (each.due for each in node.position.deadlines)
        return min(dues, default=node.now + timedelta(days=366))

    def _timers(self, node: Node) -> Iterator[tuple[Deadline, Spot]]:
        """The timer of the term that runs out first; and of every other that is over by now."""
        deadlines = node.position.deadlines
        mine = [each for each in deadlines if self.machine.in_focus(each.term)]
        for each in mine or deadlines[:1]:
            at = max(node.now, each.due)
            if each is (mine or deadlines)[0] or each.due <= node.now:
                yield each, self._others(node, at) if mine else Spot(at, node.state, node.facts)

    def _others(self, node: Node, until: datetime) -> Spot:
        """The timers of the parts that are not in focus come when they are due, one after the other."""
        state, facts = node.state, node.facts
        steps: tuple[Step, ...] = ()
        deadlines = [
            d for d in node.position.deadlines if not self.machine.in_focus(d.term) and d.due <= until
        ]
        while deadlines:
            first = deadlines[0]
            act, at = self.machine.timer(first), max(node.now, first.due)
            answer = self.machine.decide(act, state, at)
            if not isinstance(answer, tuple):
                break
            state, facts = self._carried_out(state, facts, answer, act)
            steps = (*steps, _step(at, act, answer))
            left = self.machine.position(state).deadlines
            deadlines = [d for d in left if not self.machine.in_focus(d.term) and d.due <= until]
        return Spot(until, state, facts, steps)

    def _whole(self, i: int, acts: tuple[Any, ...]) -> None:
        """Acts of a part that is not in focus, one after the other; what is refused is left out."""
        node = self.nodes[i]
        state, facts = node.state, node.facts
        steps: tuple[Step, ...] = ()
        for act in acts:
            answer = self._answer(i, Tried(state, facts, node.now, act, None), steps)
            if isinstance(answer, tuple):
                state, facts = self._carried_out(state, facts, answer, act)
                steps = (*steps, _step(node.now, act, answer))
        if steps:
            self._reach(i, Spot(node.now, state, facts, steps), given_up=False)

    def _try(self, i: int, spot: Spot, act: Any) -> tuple[Event, ...] | Refusal | None:  # noqa: ANN401
        answer = self._answer(i, Tried(spot.state, spot.facts, spot.at, act, None), spot.steps)
        if isinstance(answer, tuple):
            steps = (*spot.steps, _step(spot.at, act, answer))
            try:
                new, learnt = self._carried_out(spot.state, spot.facts, answer, act)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is the counterexample
                self._wrong(TOTAL, f"{type(error).__name__}: {error}", i, steps)
                return None
            self._reach(i, Spot(spot.at, new, learnt, steps), given_up=self.machine.gives_up(act))
        return answer

    def _answer(self, i: int, tried: Tried, before: tuple[Step, ...]) -> tuple[Event, ...] | Refusal | None:
        self.tries += 1
        try:
            answer = self.machine.decide(tried.act, tried.state, tried.at)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the counterexample
            self._wrong(
                TOTAL, f"{type(error).__name__}: {error}", i, (*before, _step(tried.at, tried.act, None))
            )
            return None
        tried = tried._replace(answer=answer)
        for each in self.properties:
            if each.of_try and (wrong := each.of_try(self.machine, tried)):
                self._wrong(each, wrong, i, (*before, _step(tried.at, tried.act, answer)))
        return answer

    def _carried_out(
        self,
        state: State,
        facts: Facts,
        events: tuple[Event, ...],
        act: Any,  # noqa: ANN401
    ) -> tuple[State, Facts]:
        self.accepted.add(act.command.name)
        for event in events:
            state, facts = self.machine.evolve(state, event), self.machine.learn(facts, event, act)
            self.events.add(event.topic)
        return state, facts

    def _reach(self, i: int, spot: Spot, *, given_up: bool) -> None:
        self.edges += 1
        at, state, facts, steps = spot
        key = self.machine.key(state, at, facts)
        reached = self.index.get(key)
        if reached is None:
            reached = self.index[key] = len(self.nodes)
            if reached >= self.most:
                raise TooManyStatesError(f"{self.machine.name}: more than {self.most} states")
            depth = self.nodes[i].depth + len(steps) if i >= 0 else 0
            standing = self.machine.position(state)
            self.nodes.append(Node(state, facts, at, standing, parent=i, steps=steps, depth=depth))
        elif self.on_merge:
            self.on_merge(reached, state, facts, at)
        if i >= 0:
            (self.nodes[i].given_up if given_up else self.nodes[i].next).add(reached)

    def _whole_graph(self) -> None:
        for each in self.properties:
            for i, wrong in each.of_graph(self.nodes) if each.of_graph else ():
                self._wrong(each, wrong, i, ())

    def _wrong(self, which: Property, what: str, i: int, further: tuple[Step, ...]) -> None:
        """Keep the first counterexample of each property: breadth first, so no other is reached in fewer rounds."""
        if which.name not in self.found:
            self.found[which.name] = Counterexample(which.name, what, (*self.trace(i), *further))


TOTAL = Property("every act is answered")
"""`decide` answers whatever is said: with events, with a refusal, or a timer with nothing."""


def _step(at: datetime, act: Any, answer: tuple[Event, ...] | Refusal | None) -> Step:  # noqa: ANN401
    if isinstance(answer, tuple):
        return Step(at, str(act), ", ".join(event.topic for event in answer))
    return Step(at, str(act), f"refused: {answer.code}" if answer else "no answer")
