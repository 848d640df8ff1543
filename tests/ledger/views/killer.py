"""A program that appends, carries and rebuilds, each time in a process that is killed at a random step.

python -m tests.ledger.views.killer PLACE FOLDER SEED KILLS: prints how many were really killed while they carried, and
while they rebuilt.
"""

from __future__ import annotations

import mmap
import random
import sys
from datetime import date
from functools import partial
from pathlib import Path

from ledger import Ledger, projection
from ledger.views import Views, rebuild
from tests.ledger.events import TOPICS, Counted, Signed, sign
from tests.ledger.kills import Steps, counted, killed
from tests.ledger.views.models import RULES

CARRYING, REBUILDING = 0, 1
doing = mmap.mmap(-1, 1)
"""What the process was at; its parent still reads it after the kill."""


def work(place: str, folder: Path, turn: int, chance: random.Random) -> None:
    """Append a few events, then carry them or rebuild. Each turn comes when earlier leases have lapsed."""
    steps = Steps()
    counted(steps)
    with Ledger.open(place, topics=TOPICS) as ledger:
        for _ in range(chance.choice([1, 3, 9])):
            stream = f"case/{chance.randrange(5)}"
            number = chance.choice([0, 1, 13]) if chance.random() < 0.2 else None
            event = Signed(by=str(turn)) if number is None else Counted(number=number, on=date(2025, 1, 1))
            sign(ledger, stream, ledger.version(stream), event)
        steps.left = chance.randrange(1, chance.choice([30, 120, 400]))
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
    place, folder, seed, kills = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    ended = [0, 0]
    for turn in range(1, kills + 1):
        doing[0] = CARRYING
        chance = random.Random(f"{seed}/{turn}")  # noqa: S311
        was_killed = killed(turn, partial(work, place, folder, turn, chance))
        ended[doing[0]] += was_killed
    sys.stdout.write(f"{ended[CARRYING]} {ended[REBUILDING]}\n")


if __name__ == "__main__":
    main()
