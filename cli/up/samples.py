"""The sample cases of an empty data directory: scenarios, played step by step on the running engine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cli.actors import load_actors
from cli.scenario.clocks import MovedClock
from cli.scenario.model import Scenario, Step, load_scenario
from cli.scenario.play import Outcome, Player
from domain.position import Position
from gateway.client import Engine
from ledger import Ledger

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
SAMPLES = ("cross_province_enzyme", "refused_at_selection", "withdrawn")
PACE_SECONDS = 0.25
"""Time between two acts, so that a person can follow."""


@dataclass(slots=True)
class Progress:
    """How far one sample case has come."""

    scenario: Scenario
    steps_done: int = 0
    outcome: Outcome | None = None
    position: Position | None = None

    @property
    def steps(self) -> int:
        """Steps in all."""
        return len(self.scenario.steps)


@dataclass(slots=True)
class Samples:
    """Loads the sample cases, one after the other; what is there already is not done again."""

    engine: Engine
    ledger: Ledger
    stand: Callable[[str], Position]
    pace: float = PACE_SECONDS
    progress: list[Progress] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the scenarios."""
        self.progress = [Progress(load_scenario(SCENARIOS / f"{name}.yaml")) for name in SAMPLES]

    async def load(self, watch: Callable[[Progress], None]) -> list[Outcome]:
        """Play them all. `watch` is called after every step."""
        return [await self._play(progress, watch) for progress in self.progress]

    async def _play(self, progress: Progress, watch: Callable[[Progress], None]) -> Outcome:
        def seen(_: Step, outcome: Outcome) -> None:
            progress.steps_done += 1
            progress.outcome = outcome
            progress.position = self.stand(f"case/{outcome.number}")
            watch(progress)

        clock = MovedClock(self.engine, lambda: self.pace)
        player = Player(
            progress.scenario,
            engine=self.engine,
            ledger=self.ledger,
            stand=self.stand,
            clock=clock,
            actors=load_actors(),
            watch=seen,
        )
        progress.outcome = await player.play()
        progress.position = await asyncio.to_thread(self.stand, player.case)
        watch(progress)
        return progress.outcome
