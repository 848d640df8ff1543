"""SQLite connections: one writer per process at a time, each write one transaction."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Final

from ledger.errors import LedgerUnavailableError, UnsafeLedgerError
from ledger.pool import Pool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FULL: Final = 2
_LIMIT: Final = 64


class Connections(Pool[sqlite3.Connection]):
    """`busy` is how many seconds a writer waits for another one, in this process or elsewhere.

    With `read_only` SQLite itself refuses every statement that would write.
    """

    def __init__(self, path: Path, *, busy: float = 10.0, read_only: bool = False) -> None:
        super().__init__(path.name, busy=busy, limit=_LIMIT)
        self.path = path
        self._read_only = read_only
        self._writer = Lock()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection inside BEGIN IMMEDIATE: committed at the end, rolled back on any exception."""
        if not self._writer.acquire(timeout=self.busy):
            raise LedgerUnavailableError(
                f"{self.name} is busy: another thread has been writing for too long."
            )
        try:
            with self.reading() as connection:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
        finally:
            self._writer.release()

    def connect(self) -> sqlite3.Connection:
        """A connection that writes ahead and waits for the disk."""
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
            if self._read_only:
                connection.execute("PRAGMA query_only=ON")
            if connection.execute("PRAGMA synchronous").fetchone()[0] != _FULL:
                raise UnsafeLedgerError(f"{self.name} cannot be written with synchronous=FULL.")
        except BaseException:
            connection.close()
            raise
        return connection

    def reset(self, connection: sqlite3.Connection) -> bool:
        """Roll back what was left open."""
        try:
            if connection.in_transaction:
                connection.rollback()
        except sqlite3.Error:
            return False
        return True

    def discard(self, connection: sqlite3.Connection) -> None:
        """Close it."""
        connection.close()


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
