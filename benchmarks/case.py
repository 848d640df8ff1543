"""Whole cases through the engine, beside the same workflows without a ledger, in alternating rounds on one server.

    .venv/bin/python benchmarks/case.py [--cases N] [--rounds N] [--json]

README.md says what is measured and how to read it.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import math
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from temporalio.service import RPCError

from benchmarks.lifecycle import PATH, SETTLED, Lifecycle
from benchmarks.stack import stack
from benchmarks.without_ledger import TASK_QUEUE
from gateway.client import Engine

ENGINE, WITHOUT = "engine", "without_ledger"
SIDES = {ENGINE: "worker", WITHOUT: "benchmarks.without_ledger"}
AT_ONCE = (1, 16)
SETTLES_WITHIN = 60.0

THROUGHPUT, P50, P99 = 0.85, 20.0, 40.0
"""The budgets of design.md section 11: a share of the throughput without the ledger; milliseconds with one caller."""


@dataclass
class Leg:
    """One side at one number of cases at once, over all rounds."""

    cases_per_second: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)

    def add(self, cases: int, seconds: float, took: list[float]) -> None:
        """One round."""
        self.cases_per_second.append(cases / seconds)
        self.p50.append(_quantile(took, 0.50))
        self.p99.append(_quantile(took, 0.99))

    def summary(self) -> dict[str, float]:
        """The medians over the rounds."""
        return {
            "cases_per_second": round(median(self.cases_per_second), 2),
            "commands_per_second": round(median(self.cases_per_second) * len(PATH), 1),
            "p50_ms": round(median(self.p50), 1),
            "p99_ms": round(median(self.p99), 1),
        }


class Benchmark:
    """Plays the rounds."""

    def __init__(self, engines: dict[str, Engine], *, cases: int, rounds: int) -> None:
        self.legs = {side: {n: Leg() for n in AT_ONCE} for side in SIDES}
        self._engines = engines
        self._lifecycle = Lifecycle()
        self._rounds = rounds
        self._cases = {1: max(2, cases // 6), 16: cases}
        self._numbers: Iterator[int] = count(1)

    async def run(self) -> None:
        """A round to warm up, then the measured ones: both sides in turn, first one at once, then sixteen."""
        _say("warming up")
        for side in SIDES:
            await self._cases_of(side, 8, 4)
        gc.collect()
        gc.freeze()  # the pauses of this process would be taken for the engine's
        for n in range(1, self._rounds + 1):
            for at_once in AT_ONCE:
                for side in SIDES:
                    leg, cases = self.legs[side][at_once], self._cases[at_once]
                    seconds, took = await self._cases_of(side, cases, at_once)
                    leg.add(cases, seconds, took)
                    _say(
                        f"round {n}/{self._rounds}  {at_once:>2} at once  {side:<15}"
                        f" {leg.cases_per_second[-1]:6.2f} cases/s"
                        f"  p50 {leg.p50[-1]:6.1f} ms  p99 {leg.p99[-1]:6.1f} ms"
                    )

    async def _cases_of(self, side: str, cases: int, at_once: int) -> tuple[float, list[float]]:
        """Seconds until the last approval, and how long each command took; returns when nothing is left to do."""
        numbers = [f"{side[0].upper()}-{next(self._numbers):06}" for _ in range(cases)]
        waiting = iter(numbers)
        took: list[float] = []

        async def caller() -> None:
            for number in waiting:
                took.extend(await self._lifecycle.play(self._engines[side], number))

        began = time.perf_counter()
        async with asyncio.TaskGroup() as callers:
            for _ in range(at_once):
                callers.create_task(caller())
        seconds = time.perf_counter() - began
        for number in numbers:
            await _settled(self._engines[side], f"supervision/{number}")
        return seconds, took


async def _settled(engine: Engine, stream: str) -> None:
    """Wait until the supervision has learned of the approval, so that one round leaves nothing to the next."""
    end = time.monotonic() + SETTLES_WITHIN
    while True:
        try:
            if (await engine.position(stream)).stage == SETTLED:
                return
        except RPCError:
            pass
        if time.monotonic() > end:
            raise TimeoutError(f"{stream} has not learned of the approval")
        await asyncio.sleep(0.02)


def report(benchmark: Benchmark) -> dict[str, Any]:
    """What was measured, and whether each budget is met."""
    sides = {side: {n: leg.summary() for n, leg in legs.items()} for side, legs in benchmark.legs.items()}
    ratios = {n: _ratio(benchmark, n) for n in AT_ONCE}
    one = sides[ENGINE][1]
    budgets = [
        {"budget": f"throughput at {n}: at least {THROUGHPUT} of that without the ledger",
         "measured": round(ratio, 3), "met": ratio >= THROUGHPUT}
        for n, ratio in ratios.items()
    ]  # fmt: skip
    budgets += [
        {"budget": f"command to receipt, one caller: {name} at most {limit:g} ms", "measured": one[f"{name}_ms"],
         "met": one[f"{name}_ms"] <= limit}
        for name, limit in (("p50", P50), ("p99", P99))
    ]  # fmt: skip
    return {
        "commands_per_case": len(PATH),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "sides": {side: {str(n): summary for n, summary in legs.items()} for side, legs in sides.items()},
        "throughput_ratio": {str(n): round(ratio, 3) for n, ratio in ratios.items()},
        "budgets": budgets,
    }


def _ratio(benchmark: Benchmark, at_once: int) -> float:
    """The median over the rounds of engine to comparison: each pair ran next to each other."""
    ours, theirs = (benchmark.legs[side][at_once].cases_per_second for side in (ENGINE, WITHOUT))
    return median(a / b for a, b in zip(ours, theirs, strict=True))


def _print(found: dict[str, Any], benchmark: Benchmark) -> None:
    print(
        f"A case: {len(PATH)} commands, three licenses, from submission to approval. Medians of the rounds."
    )
    print(f"{'':18}{'at once':>8}{'cases/s':>10}{'commands/s':>12}{'p50 ms':>9}{'p99 ms':>9}")
    for n in AT_ONCE:
        for side, legs in benchmark.legs.items():
            s = legs[n].summary()
            print(
                f"{side.replace('_', ' '):18}{n:>8}{s['cases_per_second']:>10.2f}{s['commands_per_second']:>12.1f}"
                f"{s['p50_ms']:>9.1f}{s['p99_ms']:>9.1f}"
            )
    for budget in found["budgets"]:
        print(f"{'met' if budget['met'] else 'not met':8} {budget['measured']:>7}  {budget['budget']}")


def _quantile(values: list[float], share: float) -> float:
    """The smallest value that at least this share of them does not exceed."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


async def _main(cases: int, rounds: int, *, as_json: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="fenduan-benchmark-", ignore_cleanup_errors=True) as folder:
        async with stack(Path(folder), SIDES) as client:
            engines = {ENGINE: Engine(client), WITHOUT: Engine(client, task_queue=TASK_QUEUE)}
            benchmark = Benchmark(engines, cases=cases, rounds=rounds)
            await benchmark.run()
    found = report(benchmark)
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        _print(found, benchmark)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=24, help="cases in each round with sixteen at once")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="one JSON object on the standard output")
    given = parser.parse_args()
    asyncio.run(_main(given.cases, given.rounds, as_json=given.json))
