"""A program that appends, carries and rebuilds, each time in a process that is killed at a random statement.

python killer.py FOLDER SEED KILLS: prints how many were really killed while they carried, and while they rebuilt.
"""

from __future__ import annotations

import mmap
import os
import random
import signal
import sqlite3
import sys
from datetime import date
from functools import partial
from pathlib import Path

from ledger import Ledger, projection
from ledger.views import Views, reader, rebuild
from tests.ledger.events import TOPICS, Counted, Signed, sign
from tests.ledger.views.models import RULES

CARRYING, REBUILDING = 0, 1
doing = mmap.mmap(-1, 1)
"""What the process was at; its parent still reads it after the kill."""


def killed_at(statement: int) -> None:
    """Kill this process before the so-manieth SQL statement on the read models."""
    left = statement
    connect = reader._Connections.connect

    def counted(_: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def traced(self: reader._Connections) -> sqlite3.Connection:
        connection = connect(self)
        connection.set_trace_callback(counted)
        return connection

    reader._Connections.connect = traced  # type: ignore[method-assign]


def work(folder: Path, turn: int, chance: random.Random) -> None:
    """Append a few events, then carry them or rebuild. Each turn comes when earlier leases have lapsed."""
    with Ledger.open(folder / "ledger.db", topics=TOPICS) as ledger:
        for _ in range(chance.choice([1, 3, 9])):
            stream = f"case/{chance.randrange(5)}"
            number = chance.choice([0, 1, 13]) if chance.random() < 0.2 else None
            event = Signed(by=str(turn)) if number is None else Counted(number=number, on=date(2025, 1, 1))
            sign(ledger, stream, ledger.version(stream), event)
        killed_at(chance.randrange(1, chance.choice([30, 120, 400])))
        with Views.open(folder / "views.db") as views:
            clock = partial(float, 1000 * turn)
            runner = projection.Projection(ledger, views, RULES, alarm=lambda _: None, clock=clock)
            if chance.random() < 0.5:
                doing[0] = REBUILDING
                runner.rebuild()
            doing[0] = CARRYING
            runner.catch_up()


def main() -> None:
    """Kill as often as asked for."""
    for module in (projection, rebuild):
        vars(module)["BATCH"] = 3
    folder, seed, kills = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    killed = [0, 0]
    for turn in range(1, kills + 1):
        doing[0] = CARRYING
        child = os.fork()
        if child == 0:
            try:
                work(folder, turn, random.Random(f"{seed}/{turn}"))  # noqa: S311
            except BaseException as error:  # noqa: BLE001 - a child that fails must not go on as the parent
                sys.stderr.write(f"{error!r}\n")
                os._exit(1)
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        if status not in {0, signal.SIGKILL}:
            raise SystemExit(f"turn {turn} ended with {status}")
        killed[doing[0]] += status == signal.SIGKILL
    sys.stdout.write(f"{killed[CARRYING]} {killed[REBUILDING]}\n")


if __name__ == "__main__":
    main()
