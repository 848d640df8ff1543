"""Lists and looks up what the projection has written."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ledger.recorder import plain_errors
from ledger.sqlite.connections import Connections
from ledger.sqlite.datastore import Datastore
from ledger.views import tables
from ledger.views.lists import Lists
from ledger.views.pages import MOST
from ledger.views.rows import ClaimRow, Parked
from ledger.views.search import CASE, CASES, Search, case_view, conditions

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from ledger.views.pages import Page
    from ledger.views.rows import CaseView


class _Connections(Connections):
    """Cheaper than a ledger's: after a power cut the last batches are carried again, with their tracking."""

    def connect(self) -> sqlite3.Connection:
        connection = super().connect()
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA secure_delete=OFF")
        return connection


class _Passing(_Connections):
    """To a file that whoever needs it after a power cut makes again."""

    def connect(self) -> sqlite3.Connection:
        connection = super().connect()
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-262144")
        return connection


class Views(Lists):
    """The read models in one file. Safe between threads and between processes."""

    def __init__(self, datastore: Datastore) -> None:
        self._store = datastore
        self._name = datastore.connections.path.name

    @property
    def path(self) -> Path:
        """The file."""
        return self._store.connections.path

    @classmethod
    def open(cls, path: Path | str, *, busy: float = 10.0, kept: bool = True) -> Self:
        """Open the file, or make it. Read models of another version are emptied, to be filled again.

        A file that is not `kept` never waits for the disk: a power cut spoils it.
        """
        connections = _Connections if kept else _Passing
        views = cls(Datastore(connections(Path(path), busy=busy)))
        try:
            with views.reading() as connection:
                prepared = tables.is_prepared(connection)
            if not prepared:
                with views.writing() as connection:
                    tables.prepare(connection, views._name)
        except BaseException:
            views.close()
            raise
        return views

    def cases(
        self, *, stage: str | None = None, closed: bool | None = None, limit: int = 1000
    ) -> Page[CaseView]:
        """The cases, in the order of their streams."""
        return self.search(Search(stage=stage, closed=closed), limit=limit)

    def search(self, wanted: Search, *, limit: int = MOST, start: str | None = None) -> Page[CaseView]:
        """The cases that are wanted, in the order of their streams, from where a page begins."""
        with self.reading() as connection:
            return CASES.page(connection, conditions(wanted), case_view, limit, start)

    def case(self, stream: str) -> CaseView | None:
        """The line of one stream."""
        with self.reading() as connection:
            row = connection.execute(CASE, (stream,)).fetchone()
            return case_view(row) if row else None

    def claim(self, journal: str, item: str) -> tuple[int, ClaimRow | None]:
        """Who of that journal has the item, and the version of the journal up to which that holds."""
        with self.reading() as connection:
            connection.execute("BEGIN")
            try:
                newest = "SELECT max(version) FROM events WHERE stream = ?"
                version = connection.execute(newest, (journal,)).fetchone()[0] or 0
                taken = "SELECT stream, holder, version FROM claims WHERE item = ? AND journal = ?"
                row = connection.execute(taken, (item, journal)).fetchone()
            finally:
                connection.execute("COMMIT")
        return version, ClaimRow(item=item, stream=row[0], holder=row[1], version=row[2]) if row else None

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
            return tables.position(connection, ledger_id)

    def unread(self, limit: int = MOST) -> tuple[int, ...]:
        """The sequences of events that the release which carried them could not read, the oldest first."""
        with self.reading() as connection:
            statement = "SELECT sequence FROM events WHERE problem IS NOT NULL ORDER BY sequence LIMIT ?"
            return tuple(row[0] for row in connection.execute(statement, (limit,)))

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
