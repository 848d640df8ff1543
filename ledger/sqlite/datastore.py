"""The library's datastore over connections of our own.

The library's pool closes connections that are in use, which can crash the interpreter, and keeps its writer lock
for ever if a connection cannot be made.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from eventsourcing import persistence
from eventsourcing.sqlite import SQLiteCursor, SQLiteDatastore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.sqlite.connections import Connections

_ERRORS: Final[tuple[tuple[type[sqlite3.Error], type[persistence.PersistenceError]], ...]] = (
    (sqlite3.InterfaceError, persistence.InterfaceError),
    (sqlite3.DataError, persistence.DataError),
    (sqlite3.OperationalError, persistence.OperationalError),
    (sqlite3.IntegrityError, persistence.IntegrityError),
    (sqlite3.InternalError, persistence.InternalError),
    (sqlite3.ProgrammingError, persistence.ProgrammingError),
    (sqlite3.NotSupportedError, persistence.NotSupportedError),
    (sqlite3.DatabaseError, persistence.DatabaseError),
)


class Datastore(SQLiteDatastore):
    """Transactions as the library's recorders expect them, on `Connections`."""

    def __init__(self, connections: Connections, *, text_ids: bool = True) -> None:
        # The base makes a pool that stays empty: nothing below asks it for a connection.
        super().__init__(str(connections.path), originator_id_type="text" if text_ids else "uuid")
        self.connections = connections

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read with; sqlite3's errors come out as the library's."""
        with _library_errors(), self.connections.reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection inside one transaction; sqlite3's errors come out as the library's."""
        with _library_errors(), self.connections.writing() as connection:
            yield connection

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """What the library's recorders ask for."""
        with self.writing() if commit else self.reading() as connection:
            yield SQLiteCursor(connection.cursor())

    def close(self) -> None:
        """Drain and close; see `Connections.close`."""
        self.connections.close()

    def __del__(self) -> None:
        """Close nothing: whoever drops the last reference may not be the last user."""


@contextmanager
def _library_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        for kind, theirs in _ERRORS:
            if isinstance(error, kind):
                raise theirs(error) from error
        raise persistence.PersistenceError(error) from error
