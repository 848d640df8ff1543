"""The two stores of a ledger, and beside it on the same disk bare inserts and the library's own recorder."""

from __future__ import annotations

import itertools
import sqlite3
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import psycopg
from eventsourcing.persistence import ApplicationRecorder, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore
from psycopg.conninfo import conninfo_to_dict

from tests.ledger.postgres.server import Server, programs

Bytes = tuple[str, int, str, bytes]
"""Stream, version, topic and state: what every way of storing an event has to write."""

_BULK: Final = 100
"""More at once, and the library's pipeline on PostgreSQL can wait for ever."""


class Store(ABC):
    """One store with three tables of events side by side: the ledger's, the library's, and a bare one."""

    name: str
    place: Path | str
    """Where `Ledger.open` finds its own."""
    library: ApplicationRecorder

    @abstractmethod
    def bare(self, rows: Sequence[Bytes]) -> None:
        """Insert the rows in one transaction that is on disk when this returns."""

    @abstractmethod
    def bare_read(self, stream: str) -> int:
        """Read the rows of a stream; returns how many."""

    @abstractmethod
    def settle(self) -> None:
        """Bring statistics and logs to rest after a bulk load."""

    def fill(self, rows: Iterable[Bytes]) -> None:
        """Bring the bare table and the library's to the size of the ledger."""
        while batch := list(itertools.islice(rows, _BULK)):
            self.bare(batch)
            self.library.insert_events([StoredEvent(*each) for each in batch])


class SqliteStore(Store):
    """Files in a folder, each with a write-ahead log and synchronous=FULL, as the ledger has them."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self.place = folder / "ledger.sqlite"
        self._bare = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
        self._bare.execute("PRAGMA journal_mode=WAL").fetchall()
        self._bare.execute("PRAGMA synchronous=FULL")
        self._bare.execute(
            "CREATE TABLE bare (seq INTEGER PRIMARY KEY, stream TEXT, version INTEGER, topic TEXT, state BLOB,"
            " UNIQUE (stream, version)) STRICT"
        )
        recorder = SQLiteApplicationRecorder(
            SQLiteDatastore(str(folder / "library.sqlite"), originator_id_type="text")
        )
        recorder.create_table()
        self.library = recorder

    def bare(self, rows: Sequence[Bytes]) -> None:
        """As promised."""
        self._bare.execute("BEGIN IMMEDIATE")
        self._bare.executemany("INSERT INTO bare (stream, version, topic, state) VALUES (?, ?, ?, ?)", rows)
        self._bare.execute("COMMIT")

    def bare_read(self, stream: str) -> int:
        """As promised."""
        statement = "SELECT version, topic, state FROM bare WHERE stream = ? ORDER BY version"
        return len(self._bare.execute(statement, (stream,)).fetchall())

    def settle(self) -> None:
        """The logs are written back, so that no append pays for the load before it."""
        for path in self.place.parent.glob("*.sqlite") if isinstance(self.place, Path) else ():
            with sqlite3.connect(path) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


class PostgresStore(Store):
    """One server with a schema for each; fsync on."""

    name = "PostgreSQL"

    def __init__(self, server: Server) -> None:
        with server.connect() as connection:
            connection.execute(b"CREATE SCHEMA IF NOT EXISTS ledger")
            connection.execute(b"CREATE SCHEMA IF NOT EXISTS library")
            connection.execute(
                b"CREATE TABLE bare (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream text NOT NULL,"
                b" version bigint NOT NULL, topic text NOT NULL, state bytea NOT NULL, UNIQUE (stream, version))"
            )
        self.place = server.url("ledger")
        self._bare = psycopg.connect(server.url(), autocommit=True)
        self._bare.prepare_threshold = 1
        parameters = conninfo_to_dict(server.url())
        self._datastore = PostgresDatastore(
            dbname=str(parameters["dbname"]),
            host=str(parameters["host"]),
            port="5432",
            user=str(parameters["user"]),
            password="",
            schema="library",
            originator_id_type="text",
        )
        recorder = PostgresApplicationRecorder(self._datastore, events_table_name="stored_events")
        recorder.create_table()
        self.library = recorder

    def bare(self, rows: Sequence[Bytes]) -> None:
        """As promised; one row is one statement and one round trip."""
        statement = b"INSERT INTO bare (stream, version, topic, state) VALUES (%b, %b, %b, %b)"
        if len(rows) == 1:
            self._bare.execute(statement, rows[0])
            return
        with self._bare.transaction(), self._bare.cursor() as cursor:
            cursor.executemany(statement, rows)

    def bare_read(self, stream: str) -> int:
        """As promised."""
        statement = b"SELECT version, topic, state FROM bare WHERE stream = %b ORDER BY version"
        return len(self._bare.execute(statement, (stream,), binary=True).fetchall())

    def settle(self) -> None:
        """As a server's own upkeep would."""
        self._bare.execute(b"VACUUM ANALYZE")
        self._bare.execute(b"CHECKPOINT")

    def close(self) -> None:
        """Let the server stop."""
        self._bare.close()
        self._datastore.close()


def stores(folder: Path, wanted: Sequence[str]) -> Iterator[Store]:
    """Those of the wanted stores that this machine has, empty, one after the other; each is gone with the next."""
    if "sqlite" in wanted:
        with tempfile.TemporaryDirectory(dir=folder) as place:
            yield SqliteStore(Path(place))
    if "postgres" in wanted and programs() is not None:
        server = Server()
        try:
            server.stop()
            server.start("shared_buffers=512MB", "max_wal_size=4GB")
            store = PostgresStore(server)
            try:
                yield store
            finally:
                store.close()
        finally:
            server.destroy()
