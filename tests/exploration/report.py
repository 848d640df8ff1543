"""The table of a run: for each configuration its size and time, and for each property whether it holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tests.exploration.explorer import Exploration


class Row(NamedTuple):
    """One configuration, explored."""

    name: str
    states: int
    edges: int
    tries: int
    depth: int
    seconds: float
    properties: tuple[str, ...]
    found: tuple[str, ...]
    accepted: frozenset[str]
    events: frozenset[str]

    def __str__(self) -> str:
        """As a line of the table."""
        held = len(self.properties) - len(self.found)
        size = (
            f"{self.states:>8,} states {self.edges:>9,} edges {self.tries:>10,} tries  depth {self.depth:>3}"
        )
        return f"{self.name:<58}{size} {self.seconds:>7.1f} s  {held}/{len(self.properties)} hold"


def row(explored: Exploration) -> Row:
    """The line of an exploration, small enough to pass between processes."""
    return Row(
        name=explored.machine.name,
        states=len(explored.nodes),
        edges=explored.edges,
        tries=explored.tries,
        depth=explored.depth,
        seconds=explored.seconds,
        properties=tuple(each.name for each in explored.properties),
        found=tuple(str(each) for each in explored.found.values()),
        accepted=frozenset(explored.accepted),
        events=frozenset(explored.events),
    )


def table(rows: Iterable[Row]) -> str:
    """Every configuration, the sum, and each property with how many configurations it was looked at in."""
    rows = list(rows)
    lines = [str(each) for each in rows]
    states, edges = sum(each.states for each in rows), sum(each.edges for each in rows)
    tries, seconds = sum(each.tries for each in rows), sum(each.seconds for each in rows)
    lines.append(
        f"{'together':<58}{states:>8,} states {edges:>9,} edges {tries:>10,} tries {seconds:>18.1f} s"
    )
    for name in dict.fromkeys(name for each in rows for name in each.properties):
        of = [each for each in rows if name in each.properties]
        broken = [each for each in of if any(found.startswith(f"{name}:") for found in each.found)]
        said = f"fails in {len(broken)} of {len(of)}" if broken else f"holds in all {len(of)}"
        lines.append(f"  {name:<52}{said}")
    return "\n".join(lines)
