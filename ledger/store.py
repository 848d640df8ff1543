"""The ledger: one way in, several ways to read, nothing that changes what is written."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self, TypeVar, cast

from domain.model import StreamId
from ledger.application import LedgerApplication
from ledger.chain import altered, require_intact
from ledger.envelope import (
    Appended,
    CommandKey,
    Envelope,
    PersonName,
    Proposed,
    Provenance,
    Raw,
    StoredMetadata,
    StoredReceipt,
)
from ledger.errors import LedgerError, SimulationRefusedError, StaleStreamError
from ledger.fold import Recent, project
from ledger.mapper import EventMapper, as_raw
from ledger.sqlite import numbers, people, schema, selfcheck
from ledger.sqlite.connections import Connections
from ledger.sqlite.datastore import Datastore, plain_errors
from ledger.sqlite.recorder import Append, find_receipt
from ledger.sqlite.stamps import LEDGER_ID, SIMULATION, read_stamp, write_stamp
from ledger.upcast import UPCASTS, Upcast

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from uuid import UUID

    from domain.messages import Event, Receipt

S = TypeVar("S")
_NEWEST: Final = 2**62
_FOLDED: Final = 1024


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Ledger:
    """Events, commands, numbers and names in one SQLite file. Safe between threads and between processes.

    Raises LedgerUnavailableError where the file does not answer now, LedgerClosedError after `close`.
    """

    def __init__(self, application: LedgerApplication, *, simulation: bool) -> None:
        self._application = application
        self._simulation = simulation
        self._store = application.datastore
        self._name = application.datastore.connections.path.name
        self._mapper = application.event_mapper
        self._recorder = application.event_recorder
        self._folded: Recent[object] = Recent(_FOLDED)

    @classmethod
    def open(  # noqa: PLR0913 - each is a setting with a default
        cls,
        path: Path | str,
        *,
        topics: Mapping[str, type[Event]],
        simulation: bool = False,
        create: bool = True,
        clock: Callable[[], datetime] = _utc_now,
        upcasts: Mapping[tuple[str, int], Upcast] = UPCASTS,
        busy: float = 10.0,
    ) -> Self:
        """Open the file, make it where it is missing (unless `create` is false), and check that it is safe.

        `simulation` allows events with a shifted clock. `busy` is how many seconds a writer waits for another.
        Raises UnsafeLedgerError, LedgerUnavailableError, LedgerError.
        """
        path = Path(path)
        if not path.exists() and not create:
            raise LedgerError(f"There is no ledger at {path}.")
        if not path.parent.is_dir():
            raise LedgerError(f"The folder {path.parent} for the ledger does not exist.")
        datastore = Datastore(Connections(path, busy=busy))
        application = LedgerApplication(datastore, EventMapper(topics, upcasts=upcasts), clock=clock)
        ledger = cls(application, simulation=simulation)
        try:
            with plain_errors(path.name):
                selfcheck.create(datastore)
                selfcheck.check(datastore, application.event_recorder)
        except BaseException:
            ledger.close()
            raise
        return ledger

    # Reading a stream

    def load(self, stream: str, *, since: int = 0, upto: int | None = None) -> tuple[Envelope, ...]:
        """The events after version `since`, up to and including `upto`.

        Raises UnknownTopicError or DamagedEventError: no decision is made on what cannot be read.
        """
        with plain_errors(stream):
            rows = self._recorder.rows(
                stream, since=max(since - 1, 0), upto=_NEWEST if upto is None else upto
            )
        return tuple(self._mapper.read(row) for row in require_intact(rows, since))

    def fold(self, stream: str, initial: S, evolve: Callable[[S, Envelope], S]) -> tuple[int, S]:
        """The version and the state of the stream now; (0, initial) where it does not exist.

        States are kept per stream and `evolve`, so they must be immutable and `evolve` the same function each time.
        """
        key = (stream, evolve)
        version, state = cast("tuple[int, S]", self._folded.get(key) or (0, initial))
        newer = self.load(stream, since=version)
        if newer:
            version, state = newer[-1].version, project(state, newer, evolve)
            self._folded.put(key, version, state)
        return version, state

    def audit(self, stream: str) -> tuple[Envelope | Raw, ...]:
        """Every row of the stream; what cannot be read or does not fit its neighbours comes as it is. Never fails."""
        with plain_errors(stream):
            rows = self._recorder.rows(stream, since=-1, upto=_NEWEST)
        problems = altered(rows)
        return tuple(
            as_raw(row, problems[row.version]) if row.version in problems else self._mapper.show(row)
            for row in rows
        )

    def streams(self, prefix: str = "") -> tuple[tuple[StreamId, int], ...]:
        """Every stream whose id begins so, with its version, in the order of their ids."""
        statement = (
            f"SELECT originator_id, max(originator_version) FROM {schema.EVENTS}"
            " WHERE substr(originator_id, 1, length(?1)) = ?1 GROUP BY originator_id ORDER BY originator_id"
        )
        with self._reading() as connection:
            return tuple((StreamId(row[0]), row[1]) for row in connection.execute(statement, (prefix,)))

    def notifications(self, after: int, limit: int) -> tuple[Envelope | Raw, ...]:
        """The events of all streams after that sequence, in the order in which they were recorded."""
        with plain_errors("the ledger"):
            return tuple(self._mapper.show(row) for row in self._recorder.rows_after(after, limit))

    @property
    def last_sequence(self) -> int:
        """The sequence of the newest event, 0 in an empty ledger."""
        with self._reading() as connection:
            return int(connection.execute(f"SELECT coalesce(max(seq), 0) FROM {schema.EVENTS}").fetchone()[0])

    # Writing

    def append(  # noqa: PLR0913 - all of it is one fact
        self,
        stream: str,
        expected_version: int,
        events: Sequence[Proposed],
        *,
        metadata: Provenance,
        receipt: Callable[[Appended], Receipt],
        command: CommandKey,
    ) -> Receipt:
        """Record the events and the command's receipt in one transaction; the first committed attempt wins.

        A command that the ledger knows appends nothing and returns the stored receipt, whatever its digest and
        stream: compare them. `receipt` must be pure and may be called more than once.
        Raises StaleStreamError where the stream has moved, SimulationRefusedError for a shifted clock.
        """
        if not events:
            raise ValueError(f"{metadata.command} on {stream} has no event to record.")
        if metadata.shift and not self._simulation:
            raise SimulationRefusedError(
                "An event with a shifted clock needs a ledger that is opened for simulation."
            )
        drafts = tuple(
            self._mapper.draft(
                stream, expected_version + n, item.event, item.event_id, _stored(metadata, item)
            )
            for n, item in enumerate(events, 1)
        )
        request = Append(
            StreamId(stream), expected_version, drafts, command, receipt, simulation=bool(metadata.shift)
        )
        with plain_errors(stream):
            return self._recorder.append(request)

    def journal(  # noqa: PLR0913 - as in append
        self,
        organisation: str,
        expected_version: int | None,
        events: Sequence[Proposed],
        *,
        metadata: Provenance,
        receipt: Callable[[Appended], Receipt],
        command: CommandKey,
    ) -> Receipt:
        """Append to `journal/{organisation}`; without an expected version, wherever that journal ends now."""
        stream = f"journal/{organisation}"
        while True:
            expected = self.version(stream) if expected_version is None else expected_version
            try:
                return self.append(
                    stream, expected, events, metadata=metadata, receipt=receipt, command=command
                )
            except StaleStreamError:
                if expected_version is not None:
                    raise

    def version(self, stream: str) -> int:
        """The version at which the stream stands, 0 where it does not exist."""
        statement = (
            f"SELECT coalesce(max(originator_version), 0) FROM {schema.EVENTS} WHERE originator_id = ?"
        )
        with self._reading() as connection:
            return int(connection.execute(statement, (stream,)).fetchone()[0])

    def receipt(self, command_id: UUID) -> StoredReceipt | None:
        """The first committed answer to the command, with the digest and target that it answered."""
        with self._reading() as connection:
            return find_receipt(connection, command_id)

    def allot(self, command_id: UUID, letters: str, year: int) -> str:
        """The case number of the command, such as FD-2025-SH-0001: the same for ever. Gaps are possible."""
        with self._reading() as connection:
            known = numbers.number_of(connection, command_id)
        if known is not None:
            return known
        with self._writing() as connection:
            return numbers.allot(connection, command_id, letters, year)

    # The whole ledger

    @property
    def ledger_id(self) -> str:
        """A UUID that the file got when it was made."""
        with self._reading() as connection:
            return read_stamp(connection, LEDGER_ID) or ""

    @property
    def is_simulation(self) -> bool:
        """Whether the ledger is marked, for ever, as one that holds events with a shifted clock."""
        with self._reading() as connection:
            return read_stamp(connection, SIMULATION) is not None

    def mark_simulation(self) -> None:
        """Mark the ledger before its first shifted event does. The mark is never unset."""
        with self._writing() as connection:
            if read_stamp(connection, SIMULATION) is None:
                write_stamp(connection, SIMULATION, self.now().isoformat())

    def now(self) -> datetime:
        """The ledger's own clock, in UTC."""
        return self._application.clock()

    def close(self, *, wait: float = 30.0) -> None:
        """Refuse new users, wait at most so many seconds for those inside, close. May be called again."""
        self._application.closing.set()
        self._store.connections.close(wait=wait)

    def __enter__(self) -> Self:
        """Use as a context manager closes at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    # Names of persons

    def name_person(self, person: str, *, name_zh: str | None = None, name_en: str | None = None) -> None:
        """Keep the person's names, in place of earlier ones. Events hold the person's id only."""
        with self._writing() as connection:
            people.name_person(connection, PersonName(person, name_zh, name_en))

    def person_name(self, person: str) -> PersonName | None:
        """The person's names, or None where none were given or they were erased."""
        with self._reading() as connection:
            return people.person_name(connection, person)

    def erase_person(self, person: str) -> bool:
        """Forget the person's names; no event changes. False where there was nothing to forget."""
        with self._writing() as connection:
            erased = people.erase_person(connection, person)
        with self._reading() as connection:
            # The write-ahead log still holds the names until it is copied back and cut.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return erased

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with plain_errors(self._name), self._store.reading() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with plain_errors(self._name), self._store.writing() as connection:
            yield connection


def _stored(metadata: Provenance, item: Proposed) -> StoredMetadata:
    basis = item.basis or item.event.basis
    return StoredMetadata.model_validate({**metadata.__dict__, "basis": basis})
