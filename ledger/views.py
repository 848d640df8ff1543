"""The read model: cases and events in a file of its own, so that no reader ever holds up an append."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from domain.model import Frozen, Province, StreamId
from ledger.errors import LedgerError
from ledger.mapper import from_microseconds
from ledger.recorder import plain_errors
from ledger.sqlite.connections import Connections
from ledger.sqlite.datastore import Datastore

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

VERSION: Final = 1
"""Of the tables below. A file of another version is emptied and filled again: it holds nothing of its own."""

_TABLES: Final = {
    "cases": """CREATE TABLE cases (
    stream TEXT PRIMARY KEY, number TEXT, kind TEXT, stage TEXT, regime TEXT, applicant TEXT,
    product_zh TEXT, product_en TEXT, provinces TEXT, opened TEXT, closed INTEGER, outcome TEXT,
    version INTEGER, last_topic TEXT, last_recorded INTEGER, last_sequence INTEGER
) STRICT, WITHOUT ROWID""",
    "events": """CREATE TABLE events (
    sequence INTEGER PRIMARY KEY, stream TEXT, version INTEGER, topic TEXT, event_id TEXT, case_no TEXT,
    command TEXT, person TEXT, role TEXT, organisation TEXT, province TEXT,
    received INTEGER, recorded INTEGER, problem TEXT
) STRICT""",
    "parked": """CREATE TABLE parked (
    stream TEXT PRIMARY KEY, sequence INTEGER, problem TEXT, attempts INTEGER
) STRICT, WITHOUT ROWID""",
    "tracking": """CREATE TABLE tracking (
    ledger_id TEXT PRIMARY KEY, sequence INTEGER
) STRICT, WITHOUT ROWID""",
}
_INDEXES: Final = (
    "CREATE INDEX events_stream ON events (stream, version)",
    "CREATE INDEX cases_stage ON cases (stage, stream)",
)


class CaseRow(Frozen):
    """One line about a case, as the domain sums up its state. Dates are days in China."""

    number: str
    kind: str
    stage: str
    regime: str | None = None
    applicant: str | None = None
    product_zh: str | None = None
    product_en: str | None = None
    provinces: tuple[Province, ...] = ()
    opened: date | None = None
    closed: bool = False
    outcome: str | None = None


class CaseView(CaseRow):
    """The line as the read model gives it back: with the event up to which it holds."""

    stream: StreamId
    version: int
    last_topic: str
    last_recorded: datetime
    last_sequence: int


class Parked(Frozen):
    """A stream that could not be summed up: since which event, and why. Its line stands still; others go on."""

    stream: StreamId
    sequence: int
    problem: str
    attempts: int


_COLUMNS: Final = (*CaseRow.model_fields, "stream", "version", "last_topic", "last_recorded", "last_sequence")


class Views:
    """Lists and looks up what `Projection` has written."""

    def __init__(self, datastore: Datastore) -> None:
        self._store = datastore
        self._name = datastore.connections.path.name

    @classmethod
    def open(cls, path: Path | str, *, busy: float = 10.0) -> Self:
        """Open the file, or make it. A read model of another version is emptied, to be filled again."""
        views = cls(Datastore(Connections(Path(path), busy=busy)))
        try:
            views._prepare()
        except BaseException:
            views.close()
            raise
        return views

    def cases(
        self, *, stage: str | None = None, closed: bool | None = None, limit: int = 1000
    ) -> tuple[CaseView, ...]:
        """The cases, in the order of their streams."""
        conditions, params = ["1"], list[str | int]()
        if stage is not None:
            conditions.append("stage = ?")
            params.append(stage)
        if closed is not None:
            conditions.append("closed = ?")
            params.append(int(closed))
        statement = f"SELECT {', '.join(_COLUMNS)} FROM cases WHERE {' AND '.join(conditions)} ORDER BY stream LIMIT ?"
        with self.reading() as connection:
            return tuple(_case(row) for row in connection.execute(statement, (*params, limit)))

    def case(self, stream: str) -> CaseView | None:
        """The line of one stream."""
        with self.reading() as connection:
            statement = f"SELECT {', '.join(_COLUMNS)} FROM cases WHERE stream = ?"
            row = connection.execute(statement, (stream,)).fetchone()
            return _case(row) if row else None

    def parked(self) -> tuple[Parked, ...]:
        """The streams that could not be summed up."""
        with self.reading() as connection:
            found = connection.execute(
                "SELECT stream, sequence, problem, attempts FROM parked ORDER BY stream"
            )
            return tuple(
                Parked(stream=row[0], sequence=row[1], problem=row[2], attempts=row[3]) for row in found
            )

    def position(self, ledger_id: str) -> int:
        """The sequence of that ledger up to which everything here holds."""
        with self.reading() as connection:
            return position(connection, ledger_id)

    def close(self, *, wait: float = 30.0) -> None:
        """Refuse new users, wait at most so many seconds for those inside, close."""
        self._store.connections.close(wait=wait)

    def __enter__(self) -> Self:
        """Use as a context manager closes at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read with."""
        with plain_errors(self._name), self._store.reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection inside one transaction, which no other process shares."""
        with plain_errors(self._name), self._store.writing() as connection:
            yield connection

    def _prepare(self) -> None:
        with self.reading() as connection:
            if connection.execute("PRAGMA user_version").fetchone()[0] == VERSION:
                return
        with self.writing() as connection:
            if connection.execute("PRAGMA user_version").fetchone()[0] == VERSION:
                return
            found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if strange := {row[0] for row in found} - set(_TABLES):
                raise LedgerError(f"{self._name} is not a read model: it holds {', '.join(sorted(strange))}.")
            for name, statement in _TABLES.items():
                connection.execute(f"DROP TABLE IF EXISTS {name}")
                connection.execute(statement)
            for statement in _INDEXES:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")


def position(connection: sqlite3.Connection, ledger_id: str) -> int:
    """The sequence of that ledger up to which the file holds everything."""
    row = connection.execute("SELECT sequence FROM tracking WHERE ledger_id = ?", (ledger_id,)).fetchone()
    return int(row[0]) if row else 0


def clear(connection: sqlite3.Connection) -> None:
    """Empty every table."""
    for name in _TABLES:
        connection.execute(f"DELETE FROM {name}")


def _case(row: sqlite3.Row) -> CaseView:
    values = dict(zip(_COLUMNS, row, strict=True))
    provinces = tuple(values.pop("provinces").split())
    recorded = from_microseconds(values.pop("last_recorded"))
    return CaseView.model_validate({**values, "provinces": provinces, "last_recorded": recorded})
