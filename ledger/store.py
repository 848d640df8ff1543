"""The ledger: one way in, several ways to read, nothing that changes what is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from domain.model import StreamId
from ledger.application import LedgerApplication
from ledger.chain import altered, require_intact
from ledger.envelope import (
    Appended,
    CommandKey,
    Envelope,
    Metadata,
    PersonName,
    Proposed,
    Provenance,
    Raw,
    StoredMetadata,
    StoredReceipt,
)
from ledger.errors import LedgerError, SimulationRefusedError, StaleStreamError
from ledger.mapper import EventMapper, as_raw
from ledger.numbers import check_number
from ledger.recorder import LAST_VERSION, Append, plain_errors
from ledger.sqlite.recorder import SQLiteRecorder
from ledger.stamps import LEDGER_ID, SIMULATION
from ledger.states import States
from ledger.upcast import UPCASTS, Upcast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from domain.messages import Event, Receipt
    from ledger.leaf import Row
    from ledger.recorder import Recorder

S = TypeVar("S")


class Ledger:
    """Events, commands, numbers and names in one store. Safe between threads and between processes.

    Raises LedgerUnavailableError where the store does not answer now, LedgerClosedError after `close`.
    """

    def __init__(self, application: LedgerApplication, *, simulation: bool, code: str | None = None) -> None:
        self._application = application
        self._simulation = simulation
        self._mapper = application.event_mapper
        self._recorder = application.event_recorder
        self._states = States(self._recorder, self._mapper, code)
        self._stamped = False

    @classmethod
    def open(  # noqa: PLR0913 - each is a setting with a default
        cls,
        place: Path | str,
        *,
        topics: Mapping[str, type[Event]],
        simulation: bool = False,
        create: bool = True,
        clock: Callable[[], datetime] | None = None,
        upcasts: Mapping[tuple[str, int], Upcast] = UPCASTS,
        busy: float = 10.0,
        code: str | None = None,
        read_only: bool = False,
    ) -> Self:
        """Open the ledger in a SQLite file (a path) or on PostgreSQL (`postgresql://…`), and check that it is safe.

        `create` makes it where it is missing, and brings the tables of an older release up to date. `simulation`
        allows events with a shifted clock. `clock` stands in for the store's own. `busy` is how many seconds a
        writer waits for another. `code` is a digest of the code that folds states: with it, snapshots of long streams
        are kept and used. With `read_only` the store itself refuses whatever would write, and nothing is made or kept.
        Raises UnsafeLedgerError, LedgerUnavailableError, LedgerError.
        """
        create, code = create and not read_only, None if read_only else code
        recorder = _recorder(place, create=create, busy=busy, clock=clock, read_only=read_only)
        application = LedgerApplication(recorder, EventMapper(topics, upcasts=upcasts))
        ledger = cls(application, simulation=simulation, code=code)
        try:
            with plain_errors(recorder.name):
                recorder.prepare(create=create)
        except BaseException:
            ledger.close()
            raise
        return ledger

    @property
    def name(self) -> str:
        """What messages and logs call it: a file's name, or a database and its host, never a password."""
        return self._recorder.name

    # Reading a stream

    def load(self, stream: str, *, since: int = 0, upto: int | None = None) -> tuple[Envelope, ...]:
        """The events after version `since`, up to and including `upto`.

        Raises UnknownTopicError or DamagedEventError: no decision is made on what cannot be read.
        """
        with plain_errors(stream):
            rows = self._recorder.rows(
                stream, since=max(since - 1, 0), upto=LAST_VERSION if upto is None else upto
            )
        return tuple(self._mapper.read(row) for row in require_intact(rows, since))

    def fold(self, stream: str, initial: S, evolve: Callable[[S, Envelope], S]) -> tuple[int, S]:
        """The version and the state of the stream now; (0, initial) where it does not exist.

        States are kept per stream and `evolve`, so they must be immutable and `evolve` the same function each time.
        """
        return self._states.fold(stream, initial, evolve)

    def differing_snapshots(
        self, kinds: Mapping[str, tuple[S, Callable[[S, Envelope], S]]]
    ) -> tuple[str, ...]:
        """The streams of which a kept snapshot is not what their events come to. See `States.differing`."""
        with plain_errors(self.name):
            return tuple(self._states.differing(kinds))

    def audit(self, stream: str) -> tuple[Envelope | Raw, ...]:
        """Every row of the stream; what cannot be read or does not fit its neighbours comes as it is. Never fails."""
        with plain_errors(stream):
            rows = self._recorder.rows(stream, since=-1, upto=LAST_VERSION)
        problems = altered(rows)
        return tuple(
            as_raw(row, problems[row.version]) if row.version in problems else self._mapper.show(row)
            for row in rows
        )

    def streams(self, prefix: str = "", *, upto: int = LAST_VERSION) -> tuple[tuple[StreamId, int], ...]:
        """Every stream whose id begins so, with its version at that sequence, in the order of their ids."""
        with plain_errors(self.name):
            return self._recorder.streams(prefix, upto=upto)

    def rows_of(self, stream: str, *, since: int = 0, upto: int = LAST_VERSION) -> list[Row]:
        """The stored rows of a stream after version `since`, up to and including `upto`, as they are."""
        with plain_errors(stream):
            return self._recorder.rows(stream, since=since, upto=upto)

    def rows_after(self, sequence: int, limit: int) -> list[Row]:
        """The stored rows of all streams after that sequence, as they are: what a seal is made over."""
        with plain_errors(self.name):
            return self._recorder.rows_after(sequence, limit)

    def notifications(self, after: int, limit: int) -> tuple[Envelope | Raw, ...]:
        """The events of all streams after that sequence, in the order in which they were recorded."""
        return tuple(self._mapper.show(row) for row in self.rows_after(after, limit))

    def shown(self, row: Row) -> Envelope | Raw:
        """The event of a stored row, or the row as it is where it cannot be read."""
        return self._mapper.show(row)

    @property
    def last_sequence(self) -> int:
        """The sequence of the newest event, 0 in an empty ledger."""
        with plain_errors(self.name):
            return self._recorder.max_notification_id() or 0

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
        stored = [_stored(metadata, item) for item in events]
        drafts = tuple(
            self._mapper.draft(stream, expected_version + n, item.event, item.event_id, meta)
            for n, (item, meta) in enumerate(zip(events, stored, strict=True), 1)
        )
        # The mark is never unset, so once it is known to be there no append need make it.
        marks = bool(metadata.shift) and not self._stamped
        request = Append(StreamId(stream), expected_version, drafts, command, receipt, simulation=marks)
        with plain_errors(stream):
            answer = self._recorder.append(request)
        if answer.appended:
            self._stamped = self._stamped or marks
            self._states.append(
                request.stream,
                request.expected,
                lambda: _committed(request.stream, events, stored, answer.receipt),
            )
        return answer.receipt

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
        with plain_errors(self.name):
            return self._recorder.version(stream)

    def receipt(self, command_id: UUID) -> StoredReceipt | None:
        """The first committed answer to the command, with the digest and target that it answered."""
        with plain_errors(self.name):
            return self._recorder.receipt(command_id)

    def allot(self, command_id: UUID, letters: str, year: int) -> str:
        """The case number of the command, such as FD-2025-SH-0001: the same for ever. Gaps are possible.

        Raises ValueError for letters that are not two to eight capitals and for a year outside 2000 to 9999.
        """
        check_number(letters, year)
        with plain_errors(self.name):
            return self._recorder.allot(command_id, letters, year)

    # The whole ledger

    @property
    def ledger_id(self) -> str:
        """A UUID that the ledger got when it was made."""
        with plain_errors(self.name):
            return self._recorder.stamp(LEDGER_ID) or ""

    @property
    def is_simulation(self) -> bool:
        """Whether the ledger is marked, for ever, as one that holds events with a shifted clock."""
        with plain_errors(self.name):
            self._stamped = self._stamped or self._recorder.stamp(SIMULATION) is not None
        return self._stamped

    def now(self) -> datetime:
        """The clock that recorded instants are taken from, in UTC: the machine's of a file, the server's otherwise."""
        with plain_errors(self.name):
            return self._recorder.now()

    def close(self, *, wait: float = 30.0) -> None:
        """Refuse new users, wait at most so many seconds for those inside, close. May be called again."""
        self._application.closing.set()
        self._recorder.close(wait=wait)

    def __enter__(self) -> Self:
        """Use as a context manager closes at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    # Names of persons

    def name_person(self, person: str, *, name_zh: str | None = None, name_en: str | None = None) -> None:
        """Keep the person's names, in place of earlier ones. Events hold the person's id only."""
        with plain_errors(self.name):
            self._recorder.name_person(PersonName(person, name_zh, name_en))

    def person_name(self, person: str) -> PersonName | None:
        """The person's names, or None where none were given or they were erased."""
        with plain_errors(self.name):
            return self._recorder.person_name(person)

    def people(self, prefix: str = "") -> tuple[PersonName, ...]:
        """Everybody who has names and whose id begins so, in the order of the ids."""
        with plain_errors(self.name):
            return tuple(self._recorder.people(prefix))

    def refer(self, prefix: str, name: PersonName) -> str:
        """The id that begins so and has exactly these names; the given one, with them, where there is none."""
        with plain_errors(self.name):
            return self._recorder.refer(prefix, name)

    def erase_person(self, person: str) -> bool:
        """Forget the person's names; no event changes. False where there was nothing to forget."""
        with plain_errors(self.name):
            return self._recorder.erase_person(person)


def _recorder(
    place: Path | str,
    *,
    create: bool,
    busy: float,
    clock: Callable[[], datetime] | None,
    read_only: bool,
) -> Recorder:
    scheme, separator, _ = str(place).partition("://")
    if not separator:
        return SQLiteRecorder.at(Path(place), create=create, busy=busy, clock=clock, read_only=read_only)
    if scheme not in {"postgresql", "postgres"}:
        raise LedgerError(
            f"A ledger is a path or an address that begins with postgresql://, not with {scheme}://."
        )
    # Who keeps a file does not load the driver.
    from ledger.postgres.recorder import PostgresRecorder  # noqa: PLC0415

    return PostgresRecorder.at(str(place), busy=busy, clock=clock, read_only=read_only)


def _committed(
    stream: StreamId, events: Sequence[Proposed], stored: Sequence[StoredMetadata], answer: Receipt
) -> tuple[Envelope, ...]:
    """What an append has just recorded, as reading it back would give it."""
    return tuple(
        Envelope(
            stream=stream,
            version=version,
            event_id=item.event_id,
            topic=item.event.topic,
            event=item.event,
            metadata=Metadata.model_construct(**dict(meta), recorded=answer.recorded),
            sequence=answer.sequence - len(events) + n,
        )
        for n, (version, item, meta) in enumerate(zip(answer.versions, events, stored, strict=True), 1)
    )


def _stored(metadata: Provenance, item: Proposed) -> StoredMetadata:
    basis = item.basis or item.event.basis
    return StoredMetadata.model_validate({**metadata.__dict__, "basis": basis})
