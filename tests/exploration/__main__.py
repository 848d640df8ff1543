"""`make explore`: every configuration, one process for each core, and the table at the end.

Words after the command choose configurations by their name: `make explore ARGS="pilot review"`.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import chain

from domain.case.procedure import COMMANDS
from tests.exploration.bounds import NEVER
from tests.exploration.machines import MACHINES, explored
from tests.exploration.report import Row, row, table

ALL = MACHINES["quick"] | MACHINES["wide"]


def run(name: str) -> Row:
    """Explore the configuration of that name."""
    return row(explored(ALL[name]()))


def main(words: list[str]) -> int:
    """Explore, print each line as it comes, then the table and what does not hold; 1 if something does not.

    2 if no configuration has these words in its name: nothing explored is not nothing found.
    """
    chosen = [name for name in ALL if all(word in name for word in words)]
    if not chosen:
        print(f"no configuration is called so; there are:\n{chr(10).join(ALL)}", file=sys.stderr)  # noqa: T201
        return 2
    rows = {}
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for each in as_completed([pool.submit(run, name) for name in chosen]):
            rows[each.result().name] = each.result()
            print(each.result(), flush=True)  # noqa: T201 - the program's output
    in_order = [rows[name] for name in chosen]
    print(f"\n{table(in_order)}")  # noqa: T201
    found = [*chain.from_iterable(each.found for each in in_order)]
    carried_out = frozenset().union(*(each.accepted for each in in_order))
    if not words and (missing := set(COMMANDS) - carried_out - set(NEVER)):
        found.append(f"carried out in no configuration, and not listed: {', '.join(sorted(missing))}")
    print("".join(f"\n\n{each}" for each in found))  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
