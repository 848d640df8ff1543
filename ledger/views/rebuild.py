"""Read models built anew beside the live ones: to take their place without downtime, or to be compared with them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from domain.model import Frozen
from ledger.errors import LedgerError
from ledger.projection import BATCH, Projection, owner, with_patience
from ledger.views import tables
from ledger.views.carrier import Carrier
from ledger.views.lease import Lease, LeaseLostError
from ledger.views.pieces import count, portions
from ledger.views.rows import Parked
from ledger.views.shares import Sharing, attached, taking_over

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from domain.model import StreamId
    from ledger.views.pieces import Piece

Told = Callable[[int, int], None]
_COLUMNS: Final = {"parked": "stream, sequence, problem", "tracking": "ledger_id, sequence"}
"""What must be equal where not everything must: how often a stream was tried depends on who tried."""

_PARKED: Final = "stream, sequence, problem, attempts"


class Difference(Frozen):
    """A row that stands in the live tables and not in a fresh rebuild (`live`), or the reverse."""

    table: str
    key: str
    live: bool


class Rebuild:
    """One attempt, under a lease of its own. A killed one leaves shadow tables, which the next replaces.

    `told` hears how many events are in, of how many. Readers and the live runner go on all the while: each batch is a
    short transaction, and the last one swaps. With `sharing` several processes sum the streams up.
    """

    def __init__(
        self, projection: Projection, told: Told | None = None, sharing: Sharing | None = None
    ) -> None:
        self._sharing = sharing
        self._ledger, self._views = projection.ledger, projection.views
        self._told = told or (lambda _done, _whole: None)
        live = projection.lease
        self._lease = Lease("rebuild", owner(), live.seconds, live.clock)
        self._live = Carrier(self._ledger, projection.rules, lambda _: None)
        self._shadow = Carrier(self._ledger, projection.rules, projection.alarm, prefix=tables.SHADOW)

    def swap(self) -> None:
        """Build, catch up with the live tables, and take their place. Raises LeaseLostError."""
        with self._let_go():
            self._build()
            with self._views.writing() as connection:
                self._lease.keep(connection)
                self._finish(connection, self._live.position(connection))
                tables.index_shadow(connection)
                tables.swap(connection)

    def compare(self, most: int = 100) -> tuple[Difference, ...]:
        """Build, bring it exactly to where the live tables stand, and name what differs. Changes nothing live."""
        with self._views.reading() as connection:
            upto = self._live.position(connection)
        with self._let_go():
            self._build(upto)
            with self._views.writing() as connection:
                self._lease.keep(connection)
                self._finish(connection, self._live.position(connection))
                found = tuple(_differences(connection))[:most]
                tables.drop_shadow(connection)
        return found

    @contextmanager
    def _let_go(self) -> Iterator[None]:
        """Whether it went well or not, the next rebuild need not wait for the lease to lapse."""
        try:
            with _no_collection():
                yield
        finally:
            with suppress(LedgerError), self._views.writing() as connection:
                self._lease.release(connection)

    def _build(self, upto: int | None = None) -> None:
        with self._views.writing() as connection:
            if not self._lease.take(connection):
                raise LeaseLostError("Another rebuild is under way: wait for it to end.")
            tables.make_shadow(connection)
        whole = self._ledger.last_sequence if upto is None else upto
        streams = self._ledger.streams(upto=whole)
        self._told(0, whole)
        if self._sharing is None:
            self._build_alone(streams, whole)
        else:
            self._build_shared(streams, whole, self._sharing)
        with self._views.writing() as connection:
            self._lease.keep(connection)
            self._shadow.reached(connection, whole)

    def _build_alone(self, streams: Iterable[tuple[StreamId, int]], whole: int) -> None:
        done = 0
        for pieces in portions(streams, BATCH):
            with_patience(partial(self._carry, pieces))
            done += count(pieces)
            self._told(done, whole)

    def _carry(self, pieces: list[Piece]) -> int:
        with self._views.writing() as connection:
            self._lease.keep(connection)
            self._shadow.pieces(connection, pieces)
        return count(pieces)

    def _build_shared(self, streams: Iterable[tuple[StreamId, int]], whole: int, sharing: Sharing) -> None:
        """Take over what other processes have summed up, table by table, and say how far it goes."""

        def told(done: int) -> None:
            self._told(done, whole)
            with self._views.writing() as connection:
                self._lease.keep(connection)

        with sharing.built(self._views.path.parent, streams, told) as paths:
            self._take_over(paths)
        with self._views.writing() as connection:
            self._lease.keep(connection)
            for row in connection.execute(f"SELECT {_PARKED} FROM {tables.SHADOW}parked").fetchall():
                self._shadow.alarm(Parked(stream=row[0], sequence=row[1], problem=row[2], attempts=row[3]))

    def _take_over(self, paths: Sequence[Path]) -> None:
        """The rows of the shares, so many in each transaction, without one of them passing through Python."""
        with self._views.reading() as connection:
            for path, statement, bounds in taking_over(connection, paths):
                with attached(connection, path):
                    connection.execute("BEGIN IMMEDIATE")
                    self._lease.keep(connection)
                    connection.execute(statement, bounds)
                    connection.execute("COMMIT")

    def _finish(self, connection: sqlite3.Connection, upto: int) -> None:
        """What the live runner has carried since: nobody can carry more while this transaction is open."""
        while (left := upto - self._shadow.position(connection)) > 0:
            self._shadow.batch(connection, min(BATCH, left))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without the collector of cycles: events and states have none, and looking for some takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _differences(connection: sqlite3.Connection) -> list[Difference]:
    found: list[Difference] = []
    for table in tables.MODELS:
        columns = _COLUMNS.get(table, "*")
        for live, one, other in ((True, table, tables.SHADOW + table), (False, tables.SHADOW + table, table)):
            rows = connection.execute(f"SELECT {columns} FROM {one} EXCEPT SELECT {columns} FROM {other}")
            found += [Difference(table=table, key=str(row[0]), live=live) for row in rows]
    return found
