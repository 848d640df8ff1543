"""A program that appends, seals and witnesses, each time in a process that is killed at a random step.

python -m tests.ledger.seal.killer PLACE FOLDER SEED KILLS: prints how many of the processes were really killed. A step
is also any system call that touches the seal's files.
"""

from __future__ import annotations

import os
import random
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger import Ledger
from ledger.seal import Log, Sequencer, read_signers
from ledger.seal.witness import hired
from tests.ledger.events import TOPICS, Signed, sign
from tests.ledger.kills import Steps, counted, killed

if TYPE_CHECKING:
    from collections.abc import Callable

CALLS = ("fsync", "replace", "link", "unlink", "mkdir", "open")


def called(steps: Steps) -> None:
    """Let the system calls that touch files tell their steps too."""

    def told(real: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **named: Any) -> Any:  # noqa: ANN401
            steps.one()
            return real(*args, **named)

        return wrapped

    for name in CALLS:
        setattr(os, name, told(getattr(os, name)))


def work(place: str, folder: Path, chance: random.Random) -> None:
    """Append a few events, seal them, have them witnessed."""
    steps = Steps()
    counted(steps)
    called(steps)
    log = Log(folder / "seal")
    with Ledger.open(place, topics=TOPICS) as ledger:
        for _ in range(chance.choice([1, 2, 5, 60])):
            stream = f"case/{chance.randrange(5)}"
            sign(ledger, stream, ledger.version(stream), Signed(by="somebody"))
        signers = read_signers(folder / "seal.key")
        calls = chance.choice([10, 40, 120])
        steps.left = chance.randrange(1, calls)
        Sequencer(ledger, log, signers, batch=chance.choice([3, 50, 5000])).seal()
        hired(log, folder / "witness", "witness").look()


def main() -> None:
    """Kill as often as asked for."""
    place, folder, seed, kills = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    chances = (random.Random(f"{seed}/{turn}") for turn in range(kills))  # noqa: S311
    ended = sum(killed(turn, partial(work, place, folder, chance)) for turn, chance in enumerate(chances))
    sys.stdout.write(f"{ended}\n")


if __name__ == "__main__":
    main()
