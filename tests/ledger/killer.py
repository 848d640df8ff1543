"""A program that appends to a ledger, each time in a process that is killed at a random step of its appends.

python killer.py PLACE SEED KILLS: prints what was asked and each receipt that was given, and at last how many processes
were killed. A step is a statement on SQLite; on PostgreSQL it is any wait for the server, before, after and between.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, UUID, uuid5

import psycopg

from ledger import Ledger
from ledger.sqlite.connections import Connections
from tests.ledger.events import TOPICS, Signed, sign

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Generator

    from domain.messages import Receipt


class Steps:
    """Counts down from when it is set, and kills this process at zero."""

    left: int | None = None

    def one(self, *_: object) -> None:
        """One step more."""
        if self.left is None:
            return
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def counted(steps: Steps) -> None:
    """Let every connection of this process tell its steps."""
    connect, wait = Connections.connect, psycopg.Connection.wait

    def traced(self: Connections) -> sqlite3.Connection:
        connection = connect(self)
        connection.set_trace_callback(steps.one)
        return connection

    def conversed(talk: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        steps.one()
        try:
            state = next(talk)
            while True:
                steps.one()
                state = talk.send((yield state))
        except StopIteration as ended:
            steps.one()
            return ended.value

    def waited(self: psycopg.Connection, talk: Generator[Any, Any, Any], *rest: Any) -> Any:  # noqa: ANN401
        return wait(self, conversed(talk), *rest)

    Connections.connect = traced  # type: ignore[method-assign]
    psycopg.Connection.wait = waited  # type: ignore[method-assign, assignment]


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
    killed = 0
    for turn in range(kills):
        child = os.fork()
        if child == 0:
            try:
                work(place, f"{seed}/{turn}")
            except BaseException as error:  # noqa: BLE001 - a child that fails must not go on as the parent
                sys.stderr.write(f"{error!r}\n")
                os._exit(1)
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        if status not in {0, signal.SIGKILL}:
            raise SystemExit(f"turn {turn} ended with {status}")
        killed += status == signal.SIGKILL
    say(f"killed {killed}")


if __name__ == "__main__":
    main()
