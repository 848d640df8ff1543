"""Writes and reads the rows of a SQLite file: events, their command and its receipt in one transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Self
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.persistence import Notification, StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteCursor

from domain.messages import Receipt
from domain.model import StreamId
from ledger.envelope import Appended, PersonName, StoredReceipt
from ledger.errors import LedgerError, LedgerUnavailableError, StaleStreamError
from ledger.leaf import NO_EVENT, Row, leaf_hash
from ledger.mapper import Draft, from_microseconds, to_microseconds
from ledger.recorder import Answer, Append, Recorder
from ledger.selfcheck import check_environment, check_last
from ledger.sqlite import numbers, people, schema, selfcheck, snapshots
from ledger.sqlite.connections import Connections
from ledger.sqlite.datastore import Datastore
from ledger.sqlite.stamps import read_stamp, write_stamp
from ledger.stamps import SIMULATION

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from ledger.snapshots import Snapshot

_COLUMNS: Final = "seq, originator_id, originator_version, topic, state, event_id, recorded_at, prev_hash"
_SELECT: Final = f"SELECT {_COLUMNS} FROM {schema.EVENTS} "
_INSERT: Final = f"INSERT INTO {schema.EVENTS} ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_LAST: Final = _SELECT + "WHERE originator_id = ? ORDER BY originator_version DESC LIMIT 1"
_STREAM: Final = (
    _SELECT + "WHERE originator_id = ? AND originator_version BETWEEN ? AND ? ORDER BY originator_version"
)
_VERSION: Final = f"SELECT coalesce(max(originator_version), 0) FROM {schema.EVENTS} WHERE originator_id = ?"
_STREAMS: Final = (
    f"SELECT originator_id, max(originator_version) FROM {schema.EVENTS}"
    " WHERE substr(originator_id, 1, length(?)) = ? AND seq <= ? GROUP BY originator_id ORDER BY originator_id"
)
_COMMAND: Final = "SELECT digest, stream, receipt FROM commands WHERE command_id = ?"
_LOOK: Final = (
    "SELECT c.digest, c.receipt, h.seq, h.recorded_at,"
    f" {', '.join(f'e.{column}' for column in _COLUMNS.split(', '))} FROM (SELECT 1)"
    " LEFT JOIN commands AS c ON c.command_id = ?"
    f" LEFT JOIN {schema.EVENTS} AS h ON h.seq = (SELECT max(seq) FROM {schema.EVENTS})"
    f" LEFT JOIN {schema.EVENTS} AS e ON e.seq = (SELECT seq FROM {schema.EVENTS} WHERE originator_id = ?"
    " ORDER BY originator_version DESC LIMIT 1)"
)
"""Before an append: what is known of its command, where the ledger ends, and where its stream ends."""
_HEAD: Final = f"SELECT seq, recorded_at FROM {schema.EVENTS} ORDER BY seq DESC LIMIT 1"


def _utc_now() -> datetime:
    return datetime.now(UTC)


class SQLiteRecorder(SQLiteApplicationRecorder, Recorder):
    """The library's application recorder with our columns, on our connections."""

    def __init__(self, datastore: Datastore, *, clock: Callable[[], datetime] = _utc_now) -> None:
        super().__init__(datastore, schema.EVENTS)
        self.store = datastore
        self.name = datastore.connections.name
        self.clock = clock

    @classmethod
    def at(
        cls,
        path: Path,
        *,
        create: bool,
        busy: float,
        clock: Callable[[], datetime] | None,
        read_only: bool = False,
    ) -> Self:
        """The recorder of that file. Raises LedgerError where there is none, or no folder to make one in."""
        if not path.exists() and not create:
            raise LedgerError(f"There is no ledger at {path}.")
        if not path.parent.is_dir():
            raise LedgerError(f"The folder {path.parent} for the ledger does not exist.")
        return cls(Datastore(Connections(path, busy=busy, read_only=read_only)), clock=clock or _utc_now)

    def construct_create_table_statements(self) -> list[str]:
        """Every step of the tables."""
        return [text for step in schema.MIGRATIONS for text in schema.statements(step.script)]

    def prepare(self, *, create: bool) -> None:
        """As promised; a file of another program is refused and left as it is."""
        check_environment()
        if create:
            selfcheck.create(self.store)
        selfcheck.check(self.store)
        check_last(self)

    def append(self, request: Append) -> Answer:
        """Commit the events with their command, or return the receipt of the attempt that came first."""
        with self.store.writing() as connection:
            command_id = str(request.command.command_id)
            digest, stored, head, newest, *last = connection.execute(
                _LOOK, (command_id, request.stream)
            ).fetchone()
            if digest is not None:
                return Answer(Receipt.model_validate_json(stored), appended=False)
            before = Row._make(last) if last[0] is not None else None
            actual = before.version if before else 0
            if actual != request.expected:
                raise StaleStreamError(request.stream, request.expected, actual)
            rows = self._insert(
                connection, request.drafts, {request.stream: before}, (head or 0, newest or 0)
            )
            appended = Appended(
                stream=request.stream,
                event_ids=tuple(draft.event_id for draft in request.drafts),
                versions=tuple(row.version for row in rows),
                sequence=rows[-1].sequence,
                recorded=from_microseconds(rows[-1].recorded_at),
            )
            receipt = request.receipt(appended)
            connection.execute(
                "INSERT INTO commands (command_id, digest, stream, receipt, first_seq, recorded_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    command_id,
                    request.command.digest,
                    request.command.stream,
                    receipt.model_dump_json().encode(),
                    rows[0].sequence,
                    rows[0].recorded_at,
                ),
            )
            if request.simulation and read_stamp(connection, SIMULATION) is None:
                write_stamp(connection, SIMULATION, appended.recorded.isoformat())
            return Answer(receipt, appended=True)

    def version(self, stream: str) -> int:
        """One look at the stream's newest row."""
        with self.store.reading() as connection:
            return int(connection.execute(_VERSION, (stream,)).fetchone()[0])

    def streams(self, prefix: str, *, upto: int) -> tuple[tuple[StreamId, int], ...]:
        """Grouped from the events: there is no table of streams."""
        with self.store.reading() as connection:
            found = connection.execute(_STREAMS, (prefix, prefix, upto))
            return tuple((StreamId(stream), version) for stream, version in found)

    def receipt(self, command_id: UUID) -> StoredReceipt | None:
        """From the command's row."""
        with self.store.reading() as connection:
            return find_receipt(connection, command_id)

    def allot(self, command_id: UUID, letters: str, year: int) -> str:
        """A known command is answered without a transaction."""
        with self.store.reading() as connection:
            known = numbers.number_of(connection, command_id)
        if known is not None:
            return known
        with self.store.writing() as connection:
            return numbers.allot(connection, command_id, letters, year)

    def stamp(self, key: str) -> str | None:
        """From the table of stamps."""
        with self.store.reading() as connection:
            return read_stamp(connection, key)

    def name_person(self, name: PersonName) -> None:
        """One row for each person."""
        with self.store.writing() as connection:
            people.name_person(connection, name)

    def person_name(self, person: str) -> PersonName | None:
        """From that row."""
        with self.store.reading() as connection:
            return people.person_name(connection, person)

    def people(self, prefix: str) -> list[PersonName]:
        """From the table of names."""
        with self.store.reading() as connection:
            return people.people(connection, prefix)

    def refer(self, prefix: str, name: PersonName) -> str:
        """Looked up and written in one transaction."""
        with self.store.writing() as connection:
            return people.refer(connection, prefix, name)

    def erase_person(self, person: str) -> bool:
        """The bytes are overwritten in the file, and cut from its write-ahead log.

        Raises LedgerUnavailableError where somebody reads for so long that they still stand in that: erase again.
        """
        with self.store.writing() as connection:
            erased = people.erase_person(connection, person)
        with self.store.reading() as connection:
            [kept, *_] = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if kept:
            raise LedgerUnavailableError(
                f"The name is erased, but still in the log of {self.name} for somebody who reads it: erase it again."
            )
        return erased

    def snapshot(self, stream: str, kind: str) -> Snapshot | None:
        """By the primary key."""
        with self.store.reading() as connection:
            return snapshots.find(connection, stream, kind)

    def keep_snapshot(self, snapshot: Snapshot) -> None:
        """In a transaction of its own."""
        with self.store.writing() as connection:
            snapshots.keep(connection, snapshot)

    def snapshots(self) -> tuple[tuple[str, str], ...]:
        """Every row's key."""
        with self.store.reading() as connection:
            return snapshots.keys(connection)

    def now(self) -> datetime:
        """This machine's clock: the file has none."""
        return self.clock()

    def close(self, *, wait: float = 30.0) -> None:
        """Drain and close."""
        self.store.connections.close(wait=wait)

    def rows(self, stream: str, *, since: int, upto: int) -> list[Row]:
        """The rows of a stream after version `since`, up to and including `upto`."""
        with self.store.reading() as connection:
            found = connection.execute(_STREAM, (stream, since + 1, upto))
            return [Row._make(columns) for columns in found]

    def rows_after(self, sequence: int, limit: int) -> list[Row]:
        """The rows of the whole ledger after a sequence."""
        with self.store.reading() as connection:
            found = connection.execute(_SELECT + "WHERE seq > ? ORDER BY seq LIMIT ?", (sequence, limit))
            return [Row._make(columns) for columns in found]

    def last_row(self) -> Row | None:
        """The newest row of the whole ledger."""
        with self.store.reading() as connection:
            found = connection.execute(_SELECT + "ORDER BY seq DESC LIMIT 1").fetchone()
            return Row._make(found) if found else None

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], **_: object
    ) -> Sequence[int] | None:
        """The library's way in, for its own tests: bare events get an id that their place determines."""
        drafts = [
            stored
            if isinstance(stored, Draft)
            else Draft(
                _text(stored.originator_id),
                stored.originator_version,
                stored.topic,
                stored.state,
                uuid5(NAMESPACE_URL, f"{_text(stored.originator_id)}/{stored.originator_version}"),
            )
            for stored in stored_events
        ]
        connection = c.sqlite_cursor.connection
        head = connection.execute(_HEAD).fetchone() or (0, 0)
        return [row.sequence for row in self._insert(connection, drafts, {}, (head[0], head[1]))]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """As the library promises; its own statement needs a key column that is called rowid."""
        conditions, params = ["1"], list[int | str]()
        if start is not None:
            conditions.append("seq >= ?" if inclusive_of_start else "seq > ?")
            params.append(start)
        if stop is not None:
            conditions.append("seq <= ?")
            params.append(stop)
        if topics:
            conditions.append(f"topic IN ({','.join('?' * len(topics))})")
            params.extend(topics)
        statement = f"{_SELECT}WHERE {' AND '.join(conditions)} ORDER BY seq LIMIT ?"
        with self.store.reading() as connection:
            return [
                Notification(
                    id=row["seq"],
                    originator_id=self.convert_originator_id(row["originator_id"]),
                    originator_version=row["originator_version"],
                    topic=row["topic"],
                    state=row["state"],
                )
                for row in connection.execute(statement, (*params, limit))
            ]

    def _insert(
        self,
        connection: sqlite3.Connection,
        drafts: Iterable[Draft],
        ends: dict[str, Row | None],
        head: tuple[int, int],
    ) -> list[Row]:
        """Insert the drafts behind the head, a sequence and an instant. `ends` are the last rows of known streams."""
        before, newest = head
        recorded_at = max(to_microseconds(self.clock()), newest)
        rows: list[Row] = []
        for sequence, draft in enumerate(drafts, before + 1):
            stream = _text(draft.originator_id)
            end = ends[stream] if stream in ends else _last(connection, stream)
            event_id = str(draft.event_id)
            row = Row(
                sequence,
                stream,
                draft.originator_version,
                draft.topic,
                draft.state,
                event_id,
                recorded_at,
                leaf_hash(end) if end else NO_EVENT,
            )
            connection.execute(_INSERT, row)
            ends[stream] = row
            rows.append(row)
        return rows


def _last(connection: sqlite3.Connection, stream: str) -> Row | None:
    found = connection.execute(_LAST, (stream,)).fetchone()
    return Row._make(found) if found else None


def find_receipt(connection: sqlite3.Connection, command_id: UUID) -> StoredReceipt | None:
    """The first committed answer to a command."""
    found = connection.execute(_COMMAND, (str(command_id),)).fetchone()
    return StoredReceipt(found[0], found[1], Receipt.model_validate_json(found[2])) if found else None


def _text(originator_id: UUID | str) -> str:
    return originator_id.hex if isinstance(originator_id, UUID) else originator_id
