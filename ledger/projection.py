"""Fills the read model: in batches, exactly once, by whichever process comes first."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from ledger.envelope import Envelope, Raw
from ledger.errors import LedgerClosedError, LedgerUnavailableError
from ledger.fold import Recent, project
from ledger.mapper import to_microseconds
from ledger.views import CaseRow, Views, clear, position

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence

    from domain.model import StreamId
    from ledger.store import Ledger

S = TypeVar("S")
BATCH: Final = 500
_ATTEMPTS: Final = 5
_PAUSE: Final = 0.05
_STATES: Final = 1024
_REACHED: Final = (
    "INSERT INTO tracking (ledger_id, sequence) VALUES (?, ?)"
    " ON CONFLICT (ledger_id) DO UPDATE SET sequence = excluded.sequence"
)


@dataclass(frozen=True)
class Summary(Generic[S]):
    """How one kind of stream becomes a line: the domain's fold, and the domain's summary of the state."""

    initial: S
    evolve: Callable[[S, Envelope], S]
    summarise: Callable[[StreamId, S], CaseRow | None]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the read model is: everything up to `position` is in it, of `last` in the ledger."""

    position: int
    last: int

    @property
    def behind(self) -> int:
        """How many events are still missing."""
        return self.last - self.position


class Projection:
    """Carries events from the ledger to the views. `summaries` by the part of the stream's id before the slash.

    A stream that cannot be read or summed up is parked: its line stands still, every other goes on, and it is
    tried again with its next event and by `retry_parked`.
    """

    def __init__(self, ledger: Ledger, views: Views, summaries: Mapping[str, Summary[Any]]) -> None:
        self._ledger = ledger
        self._views = views
        self._summaries = dict(summaries)
        self._ledger_id = ledger.ledger_id
        self._states: Recent[Any] = Recent(_STATES)

    def progress(self) -> Progress:
        """How far the read model is behind the ledger."""
        reached = self._views.position(self._ledger_id)
        return Progress(reached, max(reached, self._ledger.last_sequence))

    def catch_up(self, until: int | None = None, *, within: float | None = None) -> Progress:
        """Carry events until that sequence is in, or everything; give up after `within` seconds, if given.

        Safe in any thread of any process at once: each batch and its tracking are one exclusive transaction.
        """
        deadline = None if within is None else time.monotonic() + within
        while True:
            reached = self._views.position(self._ledger_id)
            target = self._ledger.last_sequence if until is None else until
            if reached >= target or (deadline is not None and time.monotonic() >= deadline):
                return self.progress()
            if self._batch_with_patience() == 0:
                return self.progress()

    def retry_parked(self) -> int:
        """Try the parked streams again, as after an upgrade. Returns how many are still parked."""
        with self._views.writing() as connection:
            for (stream,) in connection.execute("SELECT stream FROM parked").fetchall():
                newest = connection.execute(
                    "SELECT max(version) FROM events WHERE stream = ?", (stream,)
                ).fetchone()
                self._sum_up(connection, stream, self._ledger.audit(stream)[: newest[0]])
        return len(self._views.parked())

    def rebuild(self) -> Progress:
        """Empty the read model and fill it again from the first event."""
        with self._views.writing() as connection:
            clear(connection)
        return self.catch_up()

    def _batch_with_patience(self) -> int:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._batch()
            except LedgerUnavailableError:
                if attempt == _ATTEMPTS:
                    raise
                time.sleep(_PAUSE * 2**attempt)
        raise AssertionError

    def _batch(self) -> int:
        with self._views.writing() as connection:
            reached = position(connection, self._ledger_id)
            events = self._ledger.notifications(reached, BATCH)
            if not events:
                return 0
            streams: dict[StreamId, list[Envelope | Raw]] = {}
            for event in events:
                streams.setdefault(event.stream, []).append(event)
            connection.executemany(_INSERT_EVENT, [_event(event) for event in events])
            for stream, newer in streams.items():
                self._sum_up(connection, stream, newer)
            connection.execute(_REACHED, (self._ledger_id, events[-1].sequence))
            return len(events)

    def _sum_up(
        self, connection: sqlite3.Connection, stream: StreamId, newer: Sequence[Envelope | Raw]
    ) -> None:
        summary = self._summaries.get(stream.partition("/")[0])
        if summary is None:
            return
        try:
            row = summary.summarise(stream, self._state(summary, stream, newer))
        except (LedgerUnavailableError, LedgerClosedError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever a fold raises concerns its own stream only
            connection.execute(_PARK, (stream, newer[-1].sequence, f"{type(error).__name__}: {error}"))
            return
        connection.execute("DELETE FROM parked WHERE stream = ?", (stream,))
        if row is not None:
            connection.execute(_UPSERT_CASE, _case(stream, row))

    def _state(self, summary: Summary[Any], stream: StreamId, newer: Sequence[Envelope | Raw]) -> Any:  # noqa: ANN401
        """The state after the last of the events: from the kept one if it fits, else from the ledger."""
        version, state = self._states.get(stream) or (0, summary.initial)
        readable = [event for event in newer if isinstance(event, Envelope) and event.version > version]
        upto = newer[-1].version
        if [event.version for event in readable] != list(range(version + 1, upto + 1)):
            readable = list(self._ledger.load(stream, since=version, upto=upto))
        if readable:
            state = project(state, readable, summary.evolve)
            self._states.put(stream, upto, state)
        return state


_INSERT_EVENT: Final = (
    "INSERT INTO events (sequence, stream, version, topic, event_id, case_no, command, person, role, organisation,"
    " province, received, recorded, problem) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_PARK: Final = (
    "INSERT INTO parked (stream, sequence, problem, attempts) VALUES (?, ?, ?, 1)"
    " ON CONFLICT (stream) DO UPDATE SET problem = excluded.problem, attempts = attempts + 1"
)
_ROW: Final = tuple(CaseRow.model_fields)
_UPSERT_CASE: Final = (
    f"INSERT INTO cases (stream, {', '.join(_ROW)}, version, last_topic, last_recorded, last_sequence)"
    f" SELECT ?, {', '.join('?' * len(_ROW))}, version, topic, recorded, sequence"
    " FROM events WHERE stream = ? ORDER BY version DESC LIMIT 1"
    " ON CONFLICT (stream) DO UPDATE SET "
    + ", ".join(
        f"{name} = excluded.{name}"
        for name in (*_ROW, "version", "last_topic", "last_recorded", "last_sequence")
    )
)


def _case(stream: StreamId, row: CaseRow) -> tuple[str | int | None, ...]:
    values = row.model_dump(mode="json")
    values["provinces"] = " ".join(row.provinces)
    values["closed"] = int(row.closed)
    return (stream, *(values[name] for name in _ROW), stream)


def _event(event: Envelope | Raw) -> tuple[str | int | None, ...]:
    place = (event.sequence, str(event.stream), event.version, event.topic, str(event.event_id))
    if isinstance(event, Raw):
        return (
            *place,
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            to_microseconds(event.recorded),
            event.problem,
        )
    meta = event.metadata
    return (
        *place,
        meta.case,
        meta.command,
        meta.actor.person,
        meta.actor.role.value,
        meta.actor.organisation,
        meta.actor.province,
        to_microseconds(meta.received),
        to_microseconds(meta.recorded),
        None,
    )
