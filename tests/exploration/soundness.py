"""The abstraction tells the truth: two states that are taken for one have the same successors.

While a configuration is explored, every so many times that a state is reached anew the newcomer is put beside the one
that stands for both, and every act is tried on each at its own instant. The answers have to be the same, and so have
the states that follow, but for the order in which terms run out: that depends on the days between, and each order
that days can bring about is reached by another way.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from domain.messages import Refusal
from tests.exploration.case import CaseMachine
from tests.exploration.explorer import Exploration

EVERY = 29
"""Which of the merged states are compared."""

NUMBERS = frozenset({"version", "number", "after", "term", "shift", "on", "answer_by"})


class Pairs:
    """Pairs of states that the exploration took for one."""

    def __init__(self, exploration: Exploration, most: int) -> None:
        """Collect at most so many while the exploration runs."""
        self.exploration, self.most, self.seen = exploration, most, 0
        self.kept: list[tuple[int, Any, Any, datetime]] = []
        exploration.on_merge = self._merged

    def _merged(self, index: int, state: Any, facts: Any, at: datetime) -> None:  # noqa: ANN401
        self.seen += 1
        chosen = self.seen % EVERY == 0 and len(self.kept) < self.most
        if chosen and state != self.exploration.nodes[index].state:
            self.kept.append((index, state, facts, at))

    def different(self) -> list[tuple[object, ...]]:
        """What can be said to both, and does not come to the same.

        Not where like manufacturers are exchanged: there, who says it would have to be exchanged with them.
        """
        machine: Any = self.exploration.machine
        if len(machine._renamings) > 1:
            return []
        found: list[tuple[object, ...]] = []
        for index, state, facts, at in self.kept:
            kept = self.exploration.nodes[index]
            one = outcomes(machine, kept.state, kept.now, kept.facts)
            other = outcomes(machine, state, at, facts)
            found += [(act, one[act], other.get(act)) for act in one if one[act] != other.get(act)]
        return found


def outcomes(machine: CaseMachine, state: Any, now: datetime, facts: Any) -> dict[tuple[str, ...], set[Any]]:  # noqa: ANN401
    """What every act comes to; an act that names a version or a remedy by its number is known by its kind."""
    found: dict[tuple[str, ...], set[Any]] = {}
    for act in machine.acts(state, machine.position(state), now):
        said = (f"{field}={value}" for field, value in act.fields.items() if field not in NUMBERS)
        come = found.setdefault((act.who, act.command.name, *said), set())
        answer = machine.decide(act, state, now)
        if not isinstance(answer, tuple):
            come.add(answer.code if isinstance(answer, Refusal) else None)
            continue
        after, learnt = state, facts
        for event in answer:
            after, learnt = machine.evolve(after, event), machine.learn(learnt, event, act)
        topics = tuple(event.topic for event in answer)
        come.add((topics, machine.key(after, now, learnt, timed=False)))
    return found
