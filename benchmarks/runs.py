"""Measures each store at each size, and prints a table or JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.figures import Figure, growth
from benchmarks.filling import fill
from benchmarks.measures import append, load
from benchmarks.stores import Store, stores
from benchmarks.story import Story
from benchmarks.whole import pages, rebuild, verification
from domain.streams import TOPICS
from ledger import Ledger
from ledger.seal import Signer, new_signer

SIZES: Final = (10_000, 1_000_000)
DESCRIPTION: Final = (
    "The ledger beside bare inserts and beside the library's recorder, on both stores, as it grows."
)


class Benchmark:
    """Measures one store at one size after the other. Its ledger is filled further, never emptied."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._story = Story()
        self._signer: Signer = new_signer("benchmark.example/ledger")

    def figures(self, store: Store, size: int) -> list[Figure]:
        """Every figure of a store at a size."""
        with Ledger.open(store.place, topics=TOPICS, simulation=True) as ledger:
            fill(store, ledger, self._story, size, say)
            store.settle()
            views = self._folder / f"views-{store.name}-{size}.sqlite"
            found: list[Figure] = []
            for measured in (
                append(store, ledger, self._story),
                load(store, ledger, self._story),
                verification(ledger, store, self._folder / f"seal-{store.name}", self._signer),
                rebuild(ledger, store, views),
                pages(views),
            ):
                for figure in measured:
                    found.append(figure)
                    say(f"{store.name} {size:>9,}  {figure.line()}")
        return found


def say(line: str) -> None:
    """Progress."""
    print(line, file=sys.stderr, flush=True)


Found = dict[str, dict[int, list[Figure]]]


def _print(found: Found) -> None:
    for name, by_size in found.items():
        for size, figures in by_size.items():
            print(f"\n{name}, {size:,} events")
            print(f"  {'':44}{'ledger':>12} {'':9}{'beside it':>12}{'ratio':>8}   budget")
            for each in figures:
                print(f"  {each.line()}")
        if len(by_size) > 1:
            print(f"\n{name}, from {min(by_size):,} to {max(by_size):,} events: times")
            for what, times in growth(by_size):
                print(f"  {what:44}{times:12.2f}")


def main(sizes: list[int], wanted: list[str], *, as_json: bool) -> None:
    """Measure, and print a table or one JSON object."""
    found: Found = {}
    with tempfile.TemporaryDirectory(prefix="fenduan-benchmark-", ignore_cleanup_errors=True) as place:
        benchmark = Benchmark(Path(place))
        for store in stores(Path(place), wanted):
            found[store.name] = {size: benchmark.figures(store, size) for size in sorted(sizes)}
    if not as_json:
        _print(found)
        return
    machine = {"cores": os.cpu_count(), "python": platform.python_version()}
    tables = {
        name: {str(size): [each.as_json() for each in figures] for size, figures in by_size.items()}
        for name, by_size in found.items()
    }
    print(json.dumps({**machine, "stores": tables}))


def run(arguments: list[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="benchmarks/ledger.py", description=DESCRIPTION)
    parser.add_argument("--events", type=int, nargs="+", default=list(SIZES), help="sizes to measure at")
    parser.add_argument("--stores", nargs="+", choices=["sqlite", "postgres"], default=["sqlite", "postgres"])
    parser.add_argument("--json", action="store_true", help="one JSON object on the standard output")
    given = parser.parse_args(arguments)
    main(given.events, given.stores, as_json=given.json)
