"""Carries a batch of events into one set of tables, and sums up each stream that the batch concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

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
            self.sum_up(connection, stream, newer)
        self.reached(connection, rows[-1].sequence)
        return len(rows)

    def pieces(self, connection: sqlite3.Connection, pieces: Iterable[Piece]) -> None:
        """Carry pieces of streams, whatever their sequences, in the caller's transaction; who calls tracks them."""
        for piece in pieces:
            rows = self.ledger.rows_of(piece.stream, since=piece.since, upto=piece.upto)
            newer = self._enter(connection, rows)
            if piece.last:
                self.sum_up(connection, piece.stream, newer)

    def _enter(self, connection: sqlite3.Connection, rows: Sequence[Row]) -> list[Envelope | Raw]:
        """What each of the rows says by itself."""
        events = [self.ledger.shown(row) for row in rows]
        values = [statements.event_values(*each) for each in zip(rows, events, strict=True)]
        connection.executemany(self._sql.event, values)
        self._one_by_one(connection, events)
        return events

    def reached(self, connection: sqlite3.Connection, sequence: int) -> None:
        """Say that the tables hold everything up to that sequence."""
        connection.execute(self._sql.reached, (self._ledger_id, sequence, self.rules.digest))

    def sum_up(
        self, connection: sqlite3.Connection, stream: StreamId, newer: Sequence[Envelope | Raw]
    ) -> None:
        """Bring the rows of a stream to the last of these events, which are its newest."""
        summary = self.rules.summaries.get(stream.partition("/")[0])
        if summary is None:
            return
        try:
            state = self._state(summary, stream, newer)
            self._write(connection, newer[-1], *_rows(summary, stream, newer[-1].version, state))
        except _NOT_THE_STREAM:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a fold raises concerns its own stream only
            self._park(connection, summary, stream, newer[-1].version, error)
        else:
            connection.execute(self._sql.unpark, (stream,))

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

    def _park(
        self,
        connection: sqlite3.Connection,
        summary: Summary[Any],
        stream: StreamId,
        upto: int,
        error: Exception,
    ) -> None:
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
        problem = f"{type(error).__name__}: {error}"
        sequence = next((row.sequence for row in rows[good:] if row.sequence), 0)
        connection.execute(self._sql.park, (stream, sequence, problem))
        attempts = connection.execute(self._sql.attempts, (stream,)).fetchone()[0]
        self.alarm(Parked(stream=stream, sequence=sequence, problem=problem, attempts=attempts))

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

    def _one_by_one(self, connection: sqlite3.Connection, events: Sequence[Envelope | Raw]) -> None:
        """What a single event says, whatever its stream: also those of journals, which are not summed up."""
        for event in events:
            if not isinstance(event, Envelope):
                continue
            try:
                refusal, claim = self.rules.refusal(event), self.rules.claim(event)
            except Exception as error:  # noqa: BLE001 - as above
                problem = f"{type(error).__name__}: {error}"
                parked = Parked(
                    stream=event.stream, sequence=event.sequence or 0, problem=problem, attempts=1
                )
                connection.execute(self._sql.park, (parked.stream, parked.sequence, problem))
                self.alarm(parked)
                continue
            if refusal is not None:
                connection.execute(self._sql.refusal, statements.refusal_values(event, refusal))
            if claim is not None and claim.holder is not None:
                connection.execute(self._sql.claim, statements.claim_values(event, claim))
            elif claim is not None:
                connection.execute(self._sql.release, (claim.item, event.stream))


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
