"""A rebuild shared between processes: each sums up the streams that fall to it, into a file of its own."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, TypeAlias, cast
from zlib import crc32

from ledger.errors import LedgerError
from ledger.views import tables
from ledger.views.carrier import Carrier, Rules
from ledger.views.pieces import count, portions
from ledger.views.reader import Views

if TYPE_CHECKING:
    import sqlite3
    from multiprocessing.process import BaseProcess

    from domain.model import StreamId
    from ledger.store import Ledger

Opened: TypeAlias = "Callable[[], AbstractContextManager[tuple[Ledger, Rules]]]"
"""Opens the ledger and the rules in another process: a function that can be pickled."""

_PREFIX: Final = "rebuild-"
_BATCH: Final = 500
_ROWS: Final = 20_000
_LOOK: Final = 0.2


@dataclass(frozen=True)
class Sharing:
    """So many processes, and how each of them opens the ledger."""

    processes: int
    opened: Opened

    @contextmanager
    def built(
        self, folder: Path, streams: Iterable[tuple[StreamId, int]], told: Callable[[int], None]
    ) -> Iterator[tuple[Path, ...]]:
        """Files whose tables together hold these streams up to these versions. `told` hears how many events are in.

        Raises LedgerError where a process ends before its share is done; whatever happens, all of them end.
        """
        shares: list[list[tuple[StreamId, int]]] = [[] for _ in range(self.processes)]
        for stream, version in streams:
            shares[_share(stream, self.processes)].append((stream, version))
        for left in folder.glob(f"{_PREFIX}*"):
            # Of a rebuild that was killed: whoever builds holds the lease, and nobody else has use for them.
            rmtree(left, ignore_errors=True)
        with TemporaryDirectory(dir=folder, prefix=_PREFIX) as place:
            paths = tuple(Path(place) / f"{n}.sqlite" for n in range(self.processes))
            context = multiprocessing.get_context("spawn")
            running: list[tuple[BaseProcess, Connection]] = []
            try:
                for mine, path in zip(shares, paths, strict=True):
                    ours, theirs = context.Pipe(duplex=False)
                    process: BaseProcess = context.Process(
                        target=_build, args=(self.opened, path, mine, theirs), daemon=True
                    )
                    process.start()
                    theirs.close()
                    running.append((process, ours))
                _watch([ours for _, ours in running], told)
                yield paths
            finally:
                for process, ours in running:
                    process.kill()
                    process.join()
                    ours.close()


def _share(stream: str, of: int) -> int:
    """Which process has the stream depends on its id alone."""
    return crc32(stream.encode()) % of


def _watch(running: list[Connection], told: Callable[[int], None]) -> None:
    """Until every process has done its share, which it says by None."""
    reached = dict.fromkeys(running, 0)
    while running:
        for ours in cast("list[Connection]", wait(running, timeout=_LOOK)):
            try:
                said: int | None = ours.recv()
            except EOFError:
                raise LedgerError("A process of the rebuild ended before its share was done.") from None
            if said is None:
                running.remove(ours)
            else:
                reached[ours] = said
        told(sum(reached.values()))


def _build(opened: Opened, path: Path, streams: list[tuple[StreamId, int]], told: Connection) -> None:
    """One process: its streams, into its file."""
    gc.disable()
    with opened() as (ledger, rules), Views.open(path, kept=False) as views:
        with views.writing() as connection:
            tables.make_shadow(connection)
        carrier = Carrier(ledger, rules, lambda _: None, prefix=tables.SHADOW)
        done = 0
        for pieces in portions(streams, _BATCH):
            with views.writing() as connection:
                carrier.pieces(connection, pieces)
            done += count(pieces)
            told.send(done)
        told.send(None)


@contextmanager
def attached(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """The file of a share as the database `share` of the connection; what is left open at the end is rolled back."""
    connection.execute("ATTACH DATABASE ? AS share", (str(path),))
    try:
        yield
    finally:
        connection.rollback()
        connection.execute("DETACH DATABASE share")


def taking_over(
    connection: sqlite3.Connection, paths: Sequence[Path]
) -> Iterator[tuple[Path, str, tuple[int, int]]]:
    """The statements that bring over every row of the shares, each with the file to attach and its bounds.

    The shares take turns, so that a table grows at its end.
    """
    for table in sorted(tables.MODELS.keys() - {"tracking"}):
        name = tables.SHADOW + table
        ends: dict[Path, int] = {}
        for path in paths:
            with attached(connection, path):
                ends[path] = connection.execute(f"SELECT max(rowid) FROM share.{name}").fetchone()[0] or 0
        statement = f"INSERT INTO main.{name} SELECT * FROM share.{name} WHERE rowid > ? AND rowid <= ?"
        for begin in range(0, max(ends.values()), _ROWS):
            for path in (path for path in paths if ends[path] > begin):
                yield path, statement, (begin, begin + _ROWS)
