"""A program that appends to a ledger, each time in a process that is killed at a random step of its appends.

python -m tests.ledger.killer PLACE SEED KILLS: prints what was asked and each receipt that was given, and at last how
many processes were killed.
"""

from __future__ import annotations

import os
import random
import sys
from functools import partial
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from ledger import Ledger
from tests.ledger.events import TOPICS, Signed, sign
from tests.ledger.kills import Steps, counted, killed

if TYPE_CHECKING:
    from domain.messages import Receipt


def command_of(name: str) -> UUID:
    """The id of the command of that name, such as `7/20250302/3`."""
    return uuid5(NAMESPACE_URL, name)


def append(ledger: Ledger, name: str) -> Receipt:
    """Send the command of that name, now or again: one to three events to one of five streams."""
    chance = random.Random(name)  # noqa: S311
    stream = f"case/{chance.randrange(5)}"
    events = [Signed(by=f"{name}/{n}") for n in range(chance.randrange(1, 4))]
    return sign(ledger, stream, ledger.version(stream), *events, command_id=command_of(name))


def say(line: str) -> None:
    """Past every buffer of this process."""
    os.write(1, f"{line}\n".encode())


def work(place: str, turn: str) -> None:
    """Append until killed."""
    steps = Steps()
    counted(steps)
    with Ledger.open(place, topics=TOPICS, busy=60) as ledger:
        steps.left = random.Random(turn).randrange(1, 60)  # noqa: S311
        for n in range(1000):
            name = f"{turn}/{n}"
            say(f"asked {name}")
            receipt = append(ledger, name)
            steps.one()
            say(f"given {name} {receipt.model_dump_json()}")


def main() -> None:
    """Kill as often as asked for."""
    place, seed, kills = sys.argv[1], sys.argv[2], int(sys.argv[3])
    say(f"killed {sum(killed(turn, partial(work, place, f'{seed}/{turn}')) for turn in range(kills))}")


if __name__ == "__main__":
    main()
