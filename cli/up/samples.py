"""The sample cases of an empty data directory: scenarios, played step by step on the running engine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from cli.actors import load_actors
from cli.scenario.clocks import MovedClock
from cli.scenario.model import Rest, Scenario, Step, load_scenario
from cli.scenario.play import Outcome, Player
from domain.model import Frozen
from domain.position import Position
from gateway.client import Engine
from ledger import Ledger

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
LIST = SCENARIOS / "cast" / "samples.yaml"
AT_ONCE = 4
"""Cases played at the same time: each has its own clock, so they do not wait for one another."""

PACE_SECONDS = 0.3
"""Time between two acts of a case, so that a person can follow."""


class Sample(Frozen):
    """A scenario of the list, and where it rests; without a rest it is played to its end."""

    scenario: str
    rest: Rest | None = None


@dataclass(slots=True)
class Progress:
    """How far one sample case has come."""

    scenario: Scenario
    rest: Rest | None = None
    steps_done: int = 0
    outcome: Outcome | None = None
    position: Position | None = None
    supervision: Position | None = None

    @property
    def steps(self) -> int:
        """Steps in all, up to the rest."""
        return self.rest.after if self.rest else len(self.scenario.steps)


def listed() -> list[Progress]:
    """The samples in their order, none of them begun."""
    data = yaml.safe_load(LIST.read_text(encoding="utf-8"))
    samples = [Sample.model_validate(each) for each in data["samples"]]
    return [Progress(load_scenario(SCENARIOS / f"{each.scenario}.yaml"), each.rest) for each in samples]


@dataclass(slots=True)
class Samples:
    """Loads the sample cases, some at a time; what is there already is not done again."""

    engine: Engine
    ledger: Ledger
    stand: Callable[[str], Position]
    pace: float = PACE_SECONDS
    progress: list[Progress] = field(default_factory=listed)

    async def load(self, watch: Callable[[Progress], None]) -> list[Outcome]:
        """Play them all. `watch` is called after every step. Numbers are allotted in the order of the list."""
        players = [self._player(progress, watch) for progress in self.progress]
        for progress, player in zip(self.progress, players, strict=True):
            player.outcome.number = player.number()
            progress.outcome = player.outcome
        turn = asyncio.Semaphore(AT_ONCE)
        pairs = zip(self.progress, players, strict=True)
        return list(await asyncio.gather(*(self._play(each, player, turn, watch) for each, player in pairs)))

    def _player(self, progress: Progress, watch: Callable[[Progress], None]) -> Player:
        def seen(_: Step, outcome: Outcome) -> None:
            progress.steps_done += 1
            self._look(progress, outcome)
            watch(progress)

        return Player(
            progress.scenario,
            engine=self.engine,
            ledger=self.ledger,
            stand=self.stand,
            clock=MovedClock(self.engine, lambda: self.pace),
            actors=load_actors(),
            watch=seen,
            rest=progress.rest,
        )

    async def _play(
        self,
        progress: Progress,
        player: Player,
        turn: asyncio.Semaphore,
        watch: Callable[[Progress], None],
    ) -> Outcome:
        async with turn:
            outcome = await player.play()
        self._look(progress, outcome)
        watch(progress)
        return outcome

    def _look(self, progress: Progress, outcome: Outcome) -> None:
        progress.outcome = outcome
        progress.position = self.stand(f"case/{outcome.number}")
        progress.supervision = self.stand(f"supervision/{outcome.number}")
