"""A program that appends, seals and witnesses, each time in a process that is killed at a random system call.

python killer.py FOLDER SEED KILLS: prints how many of the processes were really killed.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger import Ledger
from ledger.seal import Log, Sequencer, read_signers
from ledger.seal.witness import hired
from tests.ledger.events import TOPICS, Signed, sign

if TYPE_CHECKING:
    from collections.abc import Callable

CALLS = ("fsync", "replace", "link", "unlink", "mkdir", "open")


def killed_at(call: int) -> None:
    """Kill this process at the so-manieth system call that touches the seal's files."""
    left = call

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **named: Any) -> Any:  # noqa: ANN401
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **named)

        return wrapped

    for name in CALLS:
        setattr(os, name, counted(getattr(os, name)))


def work(folder: Path, chance: random.Random) -> None:
    """Append a few events, seal them, have them witnessed."""
    log = Log(folder / "seal")
    with Ledger.open(folder / "ledger.db", topics=TOPICS) as ledger:
        for _ in range(chance.choice([1, 2, 5, 60])):
            stream = f"case/{chance.randrange(5)}"
            sign(ledger, stream, ledger.version(stream), Signed(by="somebody"))
        signers = read_signers(folder / "seal.key")
        calls = chance.choice([10, 40, 120])
        killed_at(chance.randrange(1, calls))
        Sequencer(ledger, log, signers, batch=chance.choice([3, 50, 5000])).seal()
        hired(log, folder / "witness", "witness").look()


def main() -> None:
    """Kill as often as asked for."""
    folder, seed, kills = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    killed = 0
    for n in range(kills):
        child = os.fork()
        if child == 0:
            work(folder, random.Random(f"{seed}/{n}"))  # noqa: S311
            os._exit(0)
        killed += os.waitpid(child, 0)[1] == signal.SIGKILL
    sys.stdout.write(f"{killed}\n")


if __name__ == "__main__":
    main()
