"""`make explore`: every configuration in full, one process for each core, and the table at the end.

Words after the command choose configurations by their name: `make explore ARGS="pilot review"`.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import chain

from tests.exploration.machines import MACHINES, explored
from tests.exploration.report import Row, row, table


def run(name: str) -> Row:
    """Explore the configuration of that name."""
    return row(explored(MACHINES["full"][name]()))


def main(words: list[str]) -> int:
    """Explore, print each line as it comes, then the table and the counterexamples; 1 if there is one."""
    chosen = [name for name in MACHINES["full"] if all(word in name for word in words)]
    rows = []
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for each in pool.map(run, chosen):
            rows.append(each)
            print(each, flush=True)  # noqa: T201 - the program's output
    print(f"\n{table(rows)}")  # noqa: T201
    found = list(chain.from_iterable(each.found for each in rows))
    print("".join(f"\n\n{each}" for each in found))  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
