"""The rows as somebody left them in the store: no check is made first, because an audit must read what is damaged."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from ledger.errors import LedgerError, LedgerUnavailableError
from ledger.leaf import Row
from ledger.recorder import LAST_VERSION, plain_errors
from ledger.sqlite import schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ledger.recorder import Recorder

_SELECT: Final = (
    "SELECT seq, originator_id, originator_version, topic, state, event_id, recorded_at, prev_hash"
    f" FROM {schema.EVENTS} "
)
_NOT_NOW: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN}
"""Codes that say nothing about what the file holds."""


class StoredRows(Protocol):
    """The rows of a ledger, to read only. Raises LedgerError, LedgerUnavailableError where it does not answer now."""

    def rows_after(self, sequence: int, limit: int) -> Sequence[Row]:
        """The rows of all streams after that sequence, in the order in which they were recorded."""

    def rows_of(self, stream: str) -> Sequence[Row]:
        """The rows of one stream, in the order of their versions."""

    def damage(self) -> tuple[str, ...]:
        """What the database itself finds wrong with its file."""


@contextmanager
def stored_rows(place: Path | str) -> Iterator[StoredRows]:
    """The rows of the ledger in that file, or at that address. Raises LedgerError where there is none."""
    if "://" in str(place):
        # Who keeps a file does not load the driver.
        from ledger.postgres.recorder import PostgresRecorder  # noqa: PLC0415

        recorder = PostgresRecorder.at(str(place), busy=10.0, clock=None)
        try:
            yield _Recorded(recorder)
        finally:
            recorder.close(wait=10.0)
    elif not Path(place).is_file():
        raise LedgerError(f"There is no ledger at {place}.")
    else:
        with closing(_opened(Path(place))) as connection:
            yield _File(connection, Path(place).name)


def _opened(place: Path) -> sqlite3.Connection:
    """The file, also on a medium that cannot be written: there nobody changes it, and no log beside it is needed."""
    connection = sqlite3.connect(place, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA schema_version")
    except sqlite3.DatabaseError as error:
        log = place.with_name(f"{place.name}-wal")
        if _primary(error) == sqlite3.SQLITE_CANTOPEN and not (log.exists() and log.stat().st_size):
            connection.close()
            at = f"{place.resolve().as_uri()}?immutable=1"
            return sqlite3.connect(at, uri=True, isolation_level=None, check_same_thread=False)
    return connection


def _primary(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


class _Recorded:
    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def rows_after(self, sequence: int, limit: int) -> Sequence[Row]:
        with plain_errors(self._recorder.name):
            return self._recorder.rows_after(sequence, limit)

    def rows_of(self, stream: str) -> Sequence[Row]:
        with plain_errors(self._recorder.name):
            return self._recorder.rows(stream, since=-1, upto=LAST_VERSION)

    def damage(self) -> tuple[str, ...]:
        return ()


class _File:
    """A SQLite file. Text that is none is read too, so that it can be named as changed."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self._connection = connection
        self._name = name
        connection.text_factory = lambda stored: stored.decode("utf-8", "surrogateescape")

    def rows_after(self, sequence: int, limit: int) -> Sequence[Row]:
        return self._rows(_SELECT + "WHERE seq > ? ORDER BY seq LIMIT ?", sequence, limit)

    def rows_of(self, stream: str) -> Sequence[Row]:
        return self._rows(_SELECT + "WHERE originator_id = ? ORDER BY originator_version", stream)

    def damage(self) -> tuple[str, ...]:
        try:
            found = tuple(str(row[0]) for row in self._connection.execute("PRAGMA integrity_check(20)"))
        except sqlite3.DatabaseError as error:
            return (str(error),)
        return () if found == ("ok",) else found

    def _rows(self, statement: str, *values: int | str) -> list[Row]:
        try:
            self._connection.execute("PRAGMA query_only=ON")
            return [Row._make(columns) for columns in self._connection.execute(statement, values)]
        except sqlite3.DatabaseError as error:
            kind = LedgerUnavailableError if _primary(error) in _NOT_NOW else LedgerError
            raise kind(f"{self._name} cannot be read: {error}.") from error
