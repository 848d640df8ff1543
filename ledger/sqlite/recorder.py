"""Writes and reads the rows: events, the command that caused them and its receipt in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.persistence import Notification, StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteCursor

from domain.messages import Receipt
from domain.model import StreamId
from ledger.envelope import Appended, CommandKey, StoredReceipt
from ledger.errors import StaleStreamError
from ledger.leaf import NO_EVENT, Row, leaf_hash
from ledger.mapper import Draft, from_microseconds, to_microseconds
from ledger.sqlite import schema
from ledger.sqlite.stamps import SIMULATION, read_stamp, write_stamp

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence

    from ledger.sqlite.datastore import Datastore

_COLUMNS: Final = "seq, originator_id, originator_version, topic, state, event_id, recorded_at, prev_hash"
_SELECT: Final = f"SELECT {_COLUMNS} FROM {schema.EVENTS} "
_INSERT: Final = f"INSERT INTO {schema.EVENTS} ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_LAST: Final = _SELECT + "WHERE originator_id = ? ORDER BY originator_version DESC LIMIT 1"
_STREAM: Final = (
    _SELECT + "WHERE originator_id = ? AND originator_version BETWEEN ? AND ? ORDER BY originator_version"
)
_COMMAND: Final = "SELECT digest, stream, receipt FROM commands WHERE command_id = ?"
_HEAD: Final = f"SELECT seq, recorded_at FROM {schema.EVENTS} ORDER BY seq DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Append:
    """One append, whole: what one call to a database with server-side functions would carry.

    `receipt` must be pure: only the sequence and the recorded instant are not known before the transaction.
    """

    stream: StreamId
    expected: int
    drafts: tuple[Draft, ...]
    command: CommandKey
    receipt: Callable[[Appended], Receipt]
    simulation: bool


class Recorder(SQLiteApplicationRecorder):
    """The library's application recorder with our columns, on our connections."""

    def __init__(
        self, datastore: Datastore, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        super().__init__(datastore, schema.EVENTS)
        self.store = datastore
        self.clock = clock

    def construct_create_table_statements(self) -> list[str]:
        """Tables first, then triggers."""
        return [*schema.TABLES.values(), *schema.TRIGGERS.values()]

    def append(self, request: Append) -> Receipt:
        """Commit the events with their command, or return the receipt of the attempt that came first."""
        with self.store.writing() as connection:
            known = find_receipt(connection, request.command.command_id)
            if known is not None:
                return known.receipt
            before = _last(connection, request.stream)
            actual = before.version if before else 0
            if actual != request.expected:
                raise StaleStreamError(request.stream, request.expected, actual)
            rows = self._insert(connection, request.drafts, {request.stream: _tip(before)})
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
                    str(request.command.command_id),
                    request.command.digest,
                    request.command.stream,
                    receipt.model_dump_json().encode(),
                    rows[0].sequence,
                    rows[0].recorded_at,
                ),
            )
            if request.simulation and read_stamp(connection, SIMULATION) is None:
                write_stamp(connection, SIMULATION, appended.recorded.isoformat())
            return receipt

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
        return [row.sequence for row in self._insert(c.sqlite_cursor.connection, drafts, {})]

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
        self, connection: sqlite3.Connection, drafts: Iterable[Draft], tips: dict[str, bytes]
    ) -> list[Row]:
        """Insert the drafts behind the newest row. `tips` are the hashes at the ends of streams, where known."""
        head = connection.execute(_HEAD).fetchone()
        before, newest = (head[0], head[1]) if head else (0, 0)
        recorded_at = max(to_microseconds(self.clock()), newest)
        rows: list[Row] = []
        for sequence, draft in enumerate(drafts, before + 1):
            stream = _text(draft.originator_id)
            link = tips[stream] if stream in tips else _tip(_last(connection, stream))
            event_id = str(draft.event_id)
            row = Row(
                sequence,
                stream,
                draft.originator_version,
                draft.topic,
                draft.state,
                event_id,
                recorded_at,
                link,
            )
            connection.execute(_INSERT, row)
            tips[stream] = leaf_hash(row)
            rows.append(row)
        return rows


def _last(connection: sqlite3.Connection, stream: str) -> Row | None:
    found = connection.execute(_LAST, (stream,)).fetchone()
    return Row._make(found) if found else None


def _tip(last: Row | None) -> bytes:
    return leaf_hash(last) if last else NO_EVENT


def find_receipt(connection: sqlite3.Connection, command_id: UUID) -> StoredReceipt | None:
    """The first committed answer to a command."""
    found = connection.execute(_COMMAND, (str(command_id),)).fetchone()
    return StoredReceipt(found[0], found[1], Receipt.model_validate_json(found[2])) if found else None


def _text(originator_id: UUID | str) -> str:
    return originator_id.hex if isinstance(originator_id, UUID) else originator_id
