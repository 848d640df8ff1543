"""A measured figure, what stands beside it, and its budget."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Budget:
    """A bound of the design: at least or at most so much."""

    bound: float
    of: str
    least: bool = False

    def met(self, value: float) -> bool:
        """Whether the value keeps it."""
        return value >= self.bound if self.least else value <= self.bound

    def __str__(self) -> str:
        """As the table prints it."""
        return f"at {'least' if self.least else 'most'} {self.bound:,g} {self.of}"


@dataclass(frozen=True)
class Figure:
    """One row. `faster` is by how many times ours is as fast as what stands beside it, 1 where they are equal."""

    what: str
    unit: str
    ours: float
    beside: float | None = None
    faster: float | None = None
    budget: Budget | None = None

    @property
    def met(self) -> bool | None:
        """Whether the budget is kept: by the ratio where it is one, else by the figure itself."""
        if self.budget is None:
            return None
        is_ratio = self.budget.of.startswith("of ")
        return self.budget.met((self.faster or 0.0) if is_ratio else self.ours)

    def line(self) -> str:
        """A row of the table."""
        beside = f"{self.beside:12,.3f}" if self.beside is not None else " " * 12
        faster = f"{self.faster:8.2f}" if self.faster is not None else " " * 8
        verdict = "" if self.budget is None else f"{'met' if self.met else 'NOT MET':8}{self.budget}"
        return f"{self.what:44}{self.ours:12,.3f} {self.unit:9}{beside}{faster}   {verdict}".rstrip()

    def as_json(self) -> dict[str, Any]:
        """Every field, and whether the budget is met."""
        return {**asdict(self), "met": self.met}


def growth(by_size: Mapping[int, Sequence[Figure]]) -> Iterator[tuple[str, float]]:
    """How many times each figure is at the largest size what it is at the smallest."""
    small, large = by_size[min(by_size)], by_size[max(by_size)]
    for one, other in zip(small, large, strict=True):
        yield one.what, other.ours / one.ours


def milliseconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


@contextmanager
def quiet() -> Iterator[None]:
    """Without the pauses of this process's own collector."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
