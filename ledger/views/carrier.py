"""Carries a batch of events into one set of tables, and sums up each stream that the batch concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, Self, TypeVar

from ledger.envelope import Envelope, Raw
from ledger.errors import LedgerClosedError, LedgerUnavailableError
from ledger.fold import Recent, project
from ledger.views import statements, tables
from ledger.views.rows import CaseRow, ClaimRow, Parked, RefusalRow, Standing

if TYPE_CHECKING:
    import sqlite3

    from domain.model import StreamId
    from ledger.leaf import Row
    from ledger.store import Ledger
    from ledger.views.pieces import Piece

S = TypeVar("S")
_STATES: Final = 1024


@dataclass(frozen=True)
class Summary(Generic[S]):
    """How one kind of stream becomes rows: the domain's fold, its summary of the state, and where that stands.

    `summarise` may answer None for a stream that has no line; `stand` gets the version too.
    """

    initial: S
    evolve: Callable[[S, Envelope], S]
    summarise: Callable[[StreamId, S], CaseRow | None]
    stand: Callable[[StreamId, int, S], Standing] | None = None


@dataclass(frozen=True)
class Rules:
    """All that the caller says about its events. `summaries` by the part of the stream's id before the slash.

    `refusal` tells a refusal from other events, `claim` what takes an item on or lets go of it. `digest` is of
    whatever the functions rest on beside the events:
    rows that were computed by other rules have to be rebuilt.
    """

    summaries: Mapping[str, Summary[Any]]
    refusal: Callable[[Envelope], RefusalRow | None] = lambda _: None
    digest: str = ""
    claim: Callable[[Envelope], ClaimRow | None] = lambda _: None


class Fault(NamedTuple):
    """From which event on a stream stands still, and why."""

    sequence: int
    problem: str

    @classmethod
    def of(cls, error: Exception, sequence: int) -> Self:
        """The fault that the error tells."""
        return cls(sequence, f"{type(error).__name__}: {error}")


@dataclass
class Carrier:
    """Writes to the live tables, or with another `prefix` to those of a rebuild.

    A stream that cannot be folded or summed up is parked and told to `alarm`; its rows stay at the last version at
    which it could be, whatever batches its events came in.
    """

    ledger: Ledger
    rules: Rules
    alarm: Callable[[Parked], None]
    prefix: str = tables.LIVE
    states: Recent[Any] = field(default_factory=lambda: Recent(_STATES))
    faults: dict[StreamId, Fault] = field(default_factory=dict)
    """What single events of streams that are not settled yet could not tell."""

    def __post_init__(self) -> None:
        self._ledger_id = self.ledger.ledger_id
        self._sql = statements.of(self.prefix)

    def position(self, connection: sqlite3.Connection) -> int:
        """How far these tables are."""
        return tables.position(connection, self._ledger_id, self.prefix)

    def batch(self, connection: sqlite3.Connection, limit: int) -> int:
        """Carry at most so many events, with their tracking, in the caller's transaction. Returns how many."""
        rows = self.ledger.rows_after(self.position(connection), limit)
        if not rows:
            return 0
        streams: dict[StreamId, list[Envelope | Raw]] = {}
        for event in self._enter(connection, rows):
            streams.setdefault(event.stream, []).append(event)
        for stream, newer in streams.items():
            self.settle(connection, stream, newer)
        self.reached(connection, rows[-1].sequence)
        return len(rows)

    def pieces(self, connection: sqlite3.Connection, pieces: Iterable[Piece]) -> None:
        """Carry pieces of streams, whatever their sequences, in the caller's transaction; who calls tracks them."""
        for piece in pieces:
            rows = self.ledger.rows_of(piece.stream, since=piece.since, upto=piece.upto)
            newer = self._enter(connection, rows)
            if piece.last:
                self.settle(connection, piece.stream, newer)

    def settle(
        self, connection: sqlite3.Connection, stream: StreamId, newer: Sequence[Envelope | Raw]
    ) -> None:
        """Bring the rows of a stream to the last of these events, which are its newest; park it where that cannot be.

        A stream that is parked is told again from its first event on.
        """
        fault = self.faults.pop(stream, None)
        waits = connection.execute(self._sql.attempts, (stream,)).fetchone() is not None
        if waits:
            newer = self.ledger.audit(stream)[: newer[-1].version]
            fault = self._one_by_one(connection, newer).get(stream)
        fault = self._sum_up(connection, stream, newer) or fault
        if fault is not None:
            self._park(connection, stream, fault)
        elif waits:
            connection.execute(self._sql.unpark, (stream,))

    def reached(self, connection: sqlite3.Connection, sequence: int) -> None:
        """Say that the tables hold everything up to that sequence."""
        connection.execute(self._sql.reached, (self._ledger_id, sequence, self.rules.digest))

    def _enter(self, connection: sqlite3.Connection, rows: Sequence[Row]) -> list[Envelope | Raw]:
        """What each of the rows says by itself."""
        events = [self.ledger.shown(row) for row in rows]
        values = [statements.event_values(*each) for each in zip(rows, events, strict=True)]
        connection.executemany(self._sql.event, values)
        for stream, fault in self._one_by_one(connection, events).items():
            self.faults.setdefault(stream, fault)
        return events

    def _sum_up(
        self, connection: sqlite3.Connection, stream: StreamId, newer: Sequence[Envelope | Raw]
    ) -> Fault | None:
        """Write the rows of the stream, or those of the last version that can be summed up."""
        summary = self.rules.summaries.get(stream.partition("/")[0])
        if summary is None:
            return None
        try:
            state = self._state(summary, stream, newer)
            self._write(connection, newer[-1], *_rows(summary, stream, newer[-1].version, state))
        except _NOT_THE_STREAM:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a fold raises concerns its own stream only
            return self._go_back(connection, summary, stream, newer[-1].version, error)
        return None

    def _state(self, summary: Summary[Any], stream: StreamId, newer: Sequence[Envelope | Raw]) -> Any:  # noqa: ANN401
        """The state after the last of the events: from the kept one if it fits, else from the ledger."""
        version, state = self.states.get(stream) or (0, summary.initial)
        if version > newer[-1].version:
            # A batch that was rolled back has left it.
            version, state = 0, summary.initial
        readable = [event for event in newer if isinstance(event, Envelope) and event.version > version]
        upto = newer[-1].version
        if [event.version for event in readable] != list(range(version + 1, upto + 1)):
            readable = list(self.ledger.load(stream, since=version, upto=upto))
        if readable:
            state = project(state, readable, summary.evolve)
            self.states.put(stream, upto, state)
        return state

    def _go_back(
        self,
        connection: sqlite3.Connection,
        summary: Summary[Any],
        stream: StreamId,
        upto: int,
        error: Exception,
    ) -> Fault:
        """Bring the rows to the last version that can be summed up, and say from which event on it stands still."""
        rows = self.ledger.audit(stream)[:upto]
        states = _readable_states(summary, rows)
        good = 0
        for version in range(len(states), 0, -1):
            try:
                found = _rows(summary, stream, version, states[version - 1])
            except Exception:  # noqa: BLE001, S112 - the one before may be sound
                continue
            self._write(connection, rows[version - 1], *found)
            good = version
            break
        return Fault.of(error, next((row.sequence for row in rows[good:] if row.sequence), 0))

    def _park(self, connection: sqlite3.Connection, stream: StreamId, fault: Fault) -> None:
        connection.execute(self._sql.park, (stream, fault.sequence, fault.problem))
        attempts = connection.execute(self._sql.attempts, (stream,)).fetchone()[0]
        self.alarm(Parked(stream=stream, sequence=fault.sequence, problem=fault.problem, attempts=attempts))

    def _write(
        self,
        connection: sqlite3.Connection,
        last: Envelope | Raw,
        row: CaseRow | None,
        standing: Standing,
    ) -> None:
        """The rows of a stream as they are after its event `last`."""
        if row is None:
            return
        stream = last.stream
        # A stream without a line has no details either: in a rebuild that is nearly all of them.
        known = connection.execute(self._sql.known, (stream,)).fetchone() is not None
        connection.execute(self._sql.case, statements.case_values(last, row))
        for table, values in statements.detail_values(stream, standing, row.shift).items():
            if known:
                connection.execute(self._sql.forget[table], (stream,))
            if values:
                connection.executemany(self._sql.detail[table], values)

    def _one_by_one(
        self, connection: sqlite3.Connection, events: Sequence[Envelope | Raw]
    ) -> dict[StreamId, Fault]:
        """What a single event says, also that of a journal, which is not summed up; the first fault of each stream."""
        faults: dict[StreamId, Fault] = {}
        for event in events:
            if not isinstance(event, Envelope):
                continue
            try:
                refusal, claim = self.rules.refusal(event), self.rules.claim(event)
            except Exception as error:  # noqa: BLE001 - as above
                faults.setdefault(event.stream, Fault.of(error, event.sequence or 0))
                continue
            if refusal is not None:
                connection.execute(self._sql.refusal, statements.refusal_values(event, refusal))
            if claim is not None and claim.holder is not None:
                connection.execute(self._sql.claim, statements.claim_values(event, claim))
            elif claim is not None:
                connection.execute(self._sql.release, (claim.item, event.stream))
        return faults


_NOT_THE_STREAM: Final = (LedgerUnavailableError, LedgerClosedError)


def _rows(
    summary: Summary[Any], stream: StreamId, version: int, state: object
) -> tuple[CaseRow | None, Standing]:
    row = summary.summarise(stream, state)
    if row is None or summary.stand is None:
        return row, Standing()
    return row, summary.stand(stream, version, state)


def _readable_states(summary: Summary[Any], rows: Sequence[Envelope | Raw]) -> list[Any]:
    """The state after each event, as far as they can be read and folded."""
    states: list[Any] = []
    state = summary.initial
    for row in rows:
        if not isinstance(row, Envelope):
            break
        try:
            state = summary.evolve(state, row)
        except Exception:  # noqa: BLE001 - the caller knows already
            break
        states.append(state)
    return states
