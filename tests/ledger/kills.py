"""Work that is killed, each time in a process of its own, at one of its steps.

A step is a statement on SQLite, in the ledger or in the read models, and on PostgreSQL any wait for the server, before,
after and between.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from ledger.sqlite.connections import Connections

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Generator

ROOT = Path(__file__).parents[2]
SEED = int(os.environ.get("FENDUAN_SEED", "0"))


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


def killed(turn: int, work: Callable[[], None]) -> bool:
    """Whether the work was killed, in a process of its own; the whole program ends where it failed by itself."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - a child that fails must not go on as the parent
            sys.stderr.write(f"{error!r}\n")
            os._exit(1)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if status not in {0, signal.SIGKILL}:
        raise SystemExit(f"turn {turn} ended with {status}")
    return status == signal.SIGKILL


def ran(program: str, *arguments: object) -> str:
    """What a program of the tests says, such as `tests.ledger.killer`, which must end well."""
    ended = subprocess.run(
        [sys.executable, "-m", program, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert 0 == ended.returncode, ended.stderr
    return ended.stdout
