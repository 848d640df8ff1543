"""Writes and reads the rows on PostgreSQL: an append is one call of one function, in one round trip."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Self
from uuid import UUID

from eventsourcing.persistence import OperationalError, ProgrammingError
from psycopg.types.numeric import Int4, Int8

from domain.messages import Receipt
from domain.model import StreamId
from ledger.envelope import Appended, PersonName, StoredReceipt
from ledger.errors import LedgerUnavailableError, StaleStreamError
from ledger.leaf import Row
from ledger.mapper import from_microseconds, to_microseconds
from ledger.numbers import format_number
from ledger.postgres import schema, selfcheck
from ledger.postgres.arrays import Bytes, Texts, Uuids
from ledger.postgres.connections import Connections, library_errors
from ledger.postgres.library import LibraryRecorder
from ledger.postgres.statements import AFTER, COLUMNS, NEWEST, STREAM, only
from ledger.recorder import LAST_VERSION, Answer, Append
from ledger.selfcheck import check_environment, check_last
from ledger.snapshots import Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable


_VERSION: Final = f"SELECT coalesce(max(originator_version), 0) FROM {schema.EVENTS} WHERE originator_id = %b"
_STREAMS: Final = (
    f"SELECT originator_id, max(originator_version) FROM {schema.EVENTS}"
    " WHERE starts_with(originator_id, %b) AND seq <= %b GROUP BY originator_id ORDER BY originator_id"
)
_APPEND: Final = "SELECT * FROM append_events(%b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b)"
_COMMAND: Final = "SELECT digest, stream, receipt, last_seq, recorded_at FROM commands WHERE command_id = %b"
_NUMBERS: Final = "SELECT pg_advisory_xact_lock(1178946642, 'numbers'::regclass::oid::integer)"
_NUMBER: Final = "SELECT number FROM numbers WHERE command_id = %b"
_SERIAL: Final = "SELECT coalesce(max(serial), 0) FROM numbers WHERE letters = %b AND year = %b"
_ALLOT: Final = "INSERT INTO numbers (number, command_id, letters, year, serial) VALUES (%b, %b, %b, %b, %b)"
_NAME: Final = (
    "INSERT INTO people (person, name_zh, name_en) VALUES (%b, %b, %b)"
    " ON CONFLICT (person) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en"
)
_FILE: Final = "SELECT pg_relation_filenode('people')"
_SNAPSHOT: Final = (
    "SELECT stream, kind, version, tip, code, state FROM snapshots WHERE stream = %b AND kind = %b"
)
_SINCE_SNAPSHOT: Final = (
    "WITH kept AS (SELECT version, tip, state FROM snapshots WHERE stream = %b AND kind = %b AND code = %b)"
    f" SELECT {COLUMNS}, kept.version, kept.tip, kept.state FROM {schema.EVENTS} AS e"
    " LEFT JOIN kept ON kept.version = originator_version WHERE originator_id = %b"
    " AND originator_version >= coalesce((SELECT version FROM kept), 1) ORDER BY originator_version"
)
_WIDTH: Final = len(Row._fields)
_KEEP_SNAPSHOT: Final = (
    "INSERT INTO snapshots (stream, kind, version, tip, code, state) VALUES (%b, %b, %b, %b, %b, %b)"
    " ON CONFLICT (stream, kind) DO UPDATE SET version = excluded.version, tip = excluded.tip,"
    " code = excluded.code, state = excluded.state"
)
_PEOPLE: Final = "SELECT person, name_zh, name_en FROM people WHERE starts_with(person, %b) ORDER BY person"
_NAMING: Final = "SELECT pg_advisory_xact_lock(1178946642, 'people'::regclass::oid::integer)"
_UNKNOWN: Final = datetime(1970, 1, 1, tzinfo=UTC)


class PostgresRecorder(LibraryRecorder):
    """The ledger in one schema of one database. Without a `clock`, the server's own stands for everybody."""

    @classmethod
    def at(
        cls, url: str, *, busy: float, clock: Callable[[], datetime] | None, read_only: bool = False
    ) -> Self:
        """The recorder at that address. Raises LedgerError where it cannot be read."""
        return cls(Connections(url, busy=busy, read_only=read_only), clock=clock)

    def prepare(self, *, create: bool) -> None:
        """As promised; a schema of another program is refused and left as it is."""
        check_environment()
        with library_errors():
            if create:
                selfcheck.create(self.connections)
            selfcheck.check(self.connections)
        check_last(self)

    def append(self, request: Append) -> Answer:
        """One round trip. A lost connection is tried once more: the command's id tells what became of it."""
        template = request.receipt(
            Appended(
                stream=request.stream,
                event_ids=tuple(draft.event_id for draft in request.drafts),
                versions=tuple(draft.originator_version for draft in request.drafts),
                sequence=0,
                recorded=_UNKNOWN,
            )
        )
        parameters = (
            request.command.command_id,
            request.command.digest,
            request.command.stream,
            template.model_dump_json(),
            request.stream,
            Int8(request.expected),
            Texts([draft.topic.encode() for draft in request.drafts]),
            Bytes([draft.state for draft in request.drafts]),
            Uuids([draft.event_id.bytes for draft in request.drafts]),
            Int8(to_microseconds(self.clock())) if self.clock else None,
            request.simulation,
        )
        outcome, number, recorded, _, _, stored = self.connections.run(
            lambda connection: only(connection, _APPEND, parameters)
        )
        if outcome == "stale":
            raise StaleStreamError(request.stream, request.expected, number)
        if outcome == "known":
            template = Receipt.model_validate_json(stored)
        return Answer(_filled(template, number, recorded), outcome == "appended")

    def rows(self, stream: str, *, since: int, upto: int) -> list[Row]:
        """By the unique index of stream and version."""
        return self._rows(STREAM, (stream, Int8(since + 1), Int8(upto)))

    def rows_after(self, sequence: int, limit: int) -> list[Row]:
        """By the primary key."""
        return self._rows(AFTER, (Int8(sequence), Int8(limit)))

    def last_row(self) -> Row | None:
        """The end of the primary key."""
        found = self._rows(NEWEST, ())
        return found[0] if found else None

    def version(self, stream: str) -> int:
        """One look at the stream's newest row."""
        return int(self._only(_VERSION, (stream,))[0])

    def streams(self, prefix: str, *, upto: int) -> tuple[tuple[StreamId, int], ...]:
        """Grouped from the events: there is no table of streams."""
        found = self._all(_STREAMS, (prefix, Int8(upto)))
        return tuple((StreamId(stream), version) for stream, version in found)

    def receipt(self, command_id: UUID) -> StoredReceipt | None:
        """From the command's row."""
        for digest, stream, stored, sequence, recorded in self._all(_COMMAND, (command_id,)):
            return StoredReceipt(
                digest, stream, _filled(Receipt.model_validate_json(stored), sequence, recorded)
            )
        return None

    def allot(self, command_id: UUID, letters: str, year: int) -> str:
        """A known command is answered without a lock."""
        if found := self._all(_NUMBER, (command_id,)):
            return str(found[0][0])
        with self.connections.writing() as connection:
            connection.execute(_NUMBERS)
            for (number,) in connection.execute(_NUMBER, (command_id,)):
                return str(number)
            serial = only(connection, _SERIAL, (letters, Int4(year)))[0] + 1
            number = format_number(letters, year, serial)
            connection.execute(_ALLOT, (number, command_id, letters, Int4(year), Int4(serial)))
            return number

    def stamp(self, key: str) -> str | None:
        """From the table of stamps."""
        found = self._all("SELECT value FROM stamps WHERE key = %b", (key,))
        return str(found[0][0]) if found else None

    def name_person(self, name: PersonName) -> None:
        """One row for each person."""
        self._do(_NAME, (name.person, name.name_zh, name.name_en))

    def person_name(self, person: str) -> PersonName | None:
        """From that row."""
        found = self._all("SELECT person, name_zh, name_en FROM people WHERE person = %b", (person,))
        return PersonName(*found[0]) if found else None

    def people(self, prefix: str) -> list[PersonName]:
        """From the table of names."""
        return [PersonName(*row) for row in self._all(_PEOPLE, (prefix,))]

    def refer(self, prefix: str, name: PersonName) -> str:
        """Looked up and written under one lock."""
        names = (name.name_zh, name.name_en)
        with self.connections.writing() as connection:
            connection.execute(_NAMING)
            for person, *known in connection.execute(_PEOPLE, (prefix,)):
                if tuple(known) == names:
                    return str(person)
            connection.execute(_NAME, (name.person, *names))
            return name.person

    def erase_person(self, person: str) -> bool:
        """The table is written anew; the server's log of changes, and what was archived, keep their own term.

        Raises LedgerUnavailableError where the table could not be, as for a role that does not own it.
        """
        erased = self._do("DELETE FROM people WHERE person = %b", (person,)) > 0
        before = self._only(_FILE, ())
        with suppress(OperationalError, ProgrammingError):
            self._do("VACUUM (FULL) people", ())
        if before == self._only(_FILE, ()):
            raise LedgerUnavailableError(
                f"The name is erased, but its bytes stay in {self.name} until the owner of its tables erases it again"
                " or runs VACUUM (FULL) people."
            )
        return erased

    def snapshot(self, stream: str, kind: str) -> Snapshot | None:
        """By the primary key."""
        found = self._all(_SNAPSHOT, (stream, kind))
        return Snapshot(*found[0]) if found else None

    def since_snapshot(self, stream: str, kind: str, code: str) -> tuple[Snapshot | None, list[Row]]:
        """In one round trip: the snapshot stands beside the row of its event."""
        found = self._all(_SINCE_SNAPSHOT, (stream, kind, code, stream))
        rows = [Row._make(columns[:_WIDTH]) for columns in found]
        if not rows or (version := found[0][_WIDTH]) is None:
            # Without a snapshot these are all; with one whose event is gone they are not.
            whole = rows and rows[0].version == 1
            return None, rows if whole else self.rows(stream, since=0, upto=LAST_VERSION)
        _, tip, state = found[0][_WIDTH:]
        return Snapshot(stream, kind, version, tip, code, state), rows

    def keep_snapshot(self, snapshot: Snapshot) -> None:
        """In a transaction of its own."""
        version = Int8(snapshot.version)
        self._do(
            _KEEP_SNAPSHOT,
            (snapshot.stream, snapshot.kind, version, snapshot.tip, snapshot.code, snapshot.state),
        )

    def snapshots(self) -> tuple[tuple[str, str], ...]:
        """Every row's key."""
        found = self._all("SELECT stream, kind FROM snapshots ORDER BY stream, kind", ())
        return tuple((stream, kind) for stream, kind in found)

    def now(self) -> datetime:
        """The server's clock, unless another stands in for it."""
        if self.clock:
            return self.clock()
        found: datetime = self._only("SELECT clock_timestamp()", ())[0]
        return found.astimezone(UTC)

    def close(self, *, wait: float = 30.0) -> None:
        """Drain and close."""
        self.connections.close(wait=wait)


def _filled(template: Receipt, sequence: int, recorded: int) -> Receipt:
    """The receipt with what only the transaction knew."""
    return template.model_copy(update={"sequence": sequence, "recorded": from_microseconds(recorded)})
