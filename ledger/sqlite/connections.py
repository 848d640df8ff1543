"""SQLite connections that threads share safely, and that close without harm while others still read."""

from __future__ import annotations

import os
import sqlite3
import time
from collections import deque
from contextlib import contextmanager
from threading import Condition, Lock
from typing import TYPE_CHECKING, Final

from ledger.errors import LedgerClosedError, LedgerError, LedgerUnavailableError, UnsafeLedgerError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_IDLE_KEPT: Final = 16
_FULL: Final = 2


class Connections:
    """One user per connection at a time; one writer per process at a time; each write is one transaction.

    `busy` is how many seconds a writer waits for another one, in this process or elsewhere.
    """

    def __init__(self, path: Path, *, busy: float = 10.0) -> None:
        self.path = path
        self.busy = busy
        self._idle: deque[sqlite3.Connection] = deque()
        self._users = 0
        self._closing = False
        self._changed = Condition()
        self._writer = Lock()
        self._process = os.getpid()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection outside any transaction: each statement sees what was committed when it began."""
        connection = self._take()
        try:
            yield connection
        finally:
            self._give_back(connection)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection inside BEGIN IMMEDIATE: committed at the end, rolled back on any exception."""
        if not self._writer.acquire(timeout=self.busy):
            raise LedgerUnavailableError(
                f"{self.path.name} is busy: another thread has been writing for too long."
            )
        try:
            with self.reading() as connection:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
        finally:
            self._writer.release()

    def close(self, *, wait: float = 30.0) -> None:
        """Let nobody in, wait for those who are in (at most so many seconds), and close what is idle.

        A connection still in use after that is closed by its user's leaving, never under their hands.
        """
        with self._changed:
            self._closing = True
            self._changed.wait_for(lambda: self._users == 0, timeout=wait)
            while self._idle:
                self._idle.pop().close()

    def _take(self) -> sqlite3.Connection:
        if os.getpid() != self._process:
            raise LedgerError(f"{self.path.name} was opened before a fork: open it again in this process.")
        with self._changed:
            if self._closing:
                raise LedgerClosedError(f"{self.path.name} is closed.")
            self._users += 1
            if self._idle:
                return self._idle.pop()
        try:
            return self._connect()
        except BaseException:
            self._leave()
            raise

    def _give_back(self, connection: sqlite3.Connection) -> None:
        try:
            if connection.in_transaction:
                connection.rollback()
            with self._changed:
                keep = not self._closing and len(self._idle) < _IDLE_KEPT
                if keep:
                    self._idle.append(connection)
            if not keep:
                connection.close()
        except sqlite3.Error:
            connection.close()
        finally:
            self._leave()

    def _leave(self) -> None:
        with self._changed:
            self._users -= 1
            if self._closing and self._users == 0:
                self._changed.notify_all()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=self.busy, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        try:
            connection.row_factory = sqlite3.Row
            _use_wal(connection, until=time.monotonic() + self.busy)
            connection.execute("PRAGMA synchronous=FULL")
            # An erased name is overwritten, not only unlinked.
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("PRAGMA trusted_schema=OFF")
            if connection.execute("PRAGMA synchronous").fetchone()[0] != _FULL:
                raise UnsafeLedgerError(f"{self.path.name} cannot be written with synchronous=FULL.")
        except BaseException:
            connection.close()
            raise
        return connection


def _use_wal(connection: sqlite3.Connection, *, until: float) -> None:
    """Turn the write-ahead log on; two processes that create a file at once may have to try twice."""
    while True:
        try:
            mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
            continue
        if mode != "wal":
            raise UnsafeLedgerError(
                f"The write-ahead log cannot be turned on here: the journal mode stays {mode}."
            )
        return
