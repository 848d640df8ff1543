"""Every machine by the name of its configuration, in the bounds of the test run and in wider ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from tests.exploration.case import CaseMachine
from tests.exploration.explorer import Exploration
from tests.exploration.machine import Machine
from tests.exploration.properties import CASE
from tests.exploration.runs import REGIMES, quick, wide
from tests.exploration.world import World

Maker = Callable[[], Machine]


def _cases(worlds: Iterable[World]) -> dict[str, Maker]:
    return {f"case {world.name}": partial(CaseMachine, world) for world in worlds}


MACHINES: dict[str, dict[str, Maker]] = {
    "quick": {k: v for regime in REGIMES for k, v in _cases(quick(regime)).items()},
    "wide": {k: v for regime in REGIMES for k, v in _cases(wide(regime)).items()},
}


def explored(machine: Machine) -> Exploration:
    """The machine explored with every property of its kind of stream."""
    return Exploration(machine, CASE).run()
