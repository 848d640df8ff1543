"""A rebuild shared between processes: each sums up the streams that fall to it, into a file of its own."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, TypeAlias
from zlib import crc32

from ledger.errors import LedgerError
from ledger.views import tables
from ledger.views.carrier import Carrier, Rules
from ledger.views.reader import Views

if TYPE_CHECKING:
    import sqlite3
    from multiprocessing.process import BaseProcess

    from ledger.store import Ledger

Opened: TypeAlias = "Callable[[], AbstractContextManager[tuple[Ledger, Rules]]]"
"""Opens the ledger and the rules in another process: a function that can be pickled."""

_BATCH: Final = 500
_ROWS: Final = 20_000
_LOOK: Final = 0.2


@dataclass(frozen=True, slots=True)
class Share:
    """The streams that fall to one of several processes."""

    number: int
    of: int

    def takes(self, stream: str) -> bool:
        """Whether the stream is one of them; which process has it depends on its id alone."""
        return crc32(stream.encode()) % self.of == self.number


@dataclass(frozen=True)
class Sharing:
    """So many processes, and how each of them opens the ledger."""

    processes: int
    opened: Opened

    @contextmanager
    def built(
        self, folder: Path, upto: int, later: Mapping[str, int], told: Callable[[int], None]
    ) -> Iterator[tuple[Path, ...]]:
        """Files whose tables together hold every event up to that sequence. `told` hears how far all of them are.

        Raises LedgerError where a process ends before its share is done; whatever happens, all of them end.
        """
        with TemporaryDirectory(dir=folder, prefix="rebuild-") as place:
            paths = tuple(Path(place) / f"{n}.sqlite" for n in range(self.processes))
            context = multiprocessing.get_context("spawn")
            running: list[tuple[BaseProcess, Connection]] = []
            try:
                for number, path in enumerate(paths):
                    ours, theirs = context.Pipe(duplex=False)
                    share = Share(number, self.processes)
                    mine = {stream: version for stream, version in later.items() if share.takes(stream)}
                    arguments = (self.opened, path, share, upto, mine, theirs)
                    process: BaseProcess = context.Process(target=_build, args=arguments, daemon=True)
                    process.start()
                    theirs.close()
                    running.append((process, ours))
                _watch(running, upto, told)
                yield paths
            finally:
                for process, ours in running:
                    process.kill()
                    process.join()
                    ours.close()


def _watch(running: list[tuple[BaseProcess, Connection]], upto: int, told: Callable[[int], None]) -> None:
    """Until every process has done its share."""
    reached: dict[Connection, int] = {ours: 0 for _, ours in running}
    while min(reached.values()) < upto:
        behind = [ours for ours, at in reached.items() if at < upto]
        ready = wait(behind, timeout=_LOOK)
        for ours in [each for each in behind if each in ready]:
            try:
                reached[ours] = int(ours.recv())
            except EOFError:
                raise LedgerError("A process of the rebuild ended before its share was done.") from None
        told(min(reached.values()))


def _build(  # noqa: PLR0913, PLR0917 - what a process is told
    opened: Opened, path: Path, share: Share, upto: int, later: Mapping[str, int], told: Connection
) -> None:
    """One process: its streams, into its file."""
    gc.disable()
    with opened() as (ledger, rules), Views.open(path, kept=False) as views:
        with views.writing() as connection:
            tables.make_shadow(connection)
        carrier = Carrier(ledger, rules, lambda _: None, prefix=tables.SHADOW, later=later, share=share)
        done = 0
        while done < upto:
            with views.writing() as connection:
                carrier.batch(connection, min(_BATCH, upto - done))
                done = carrier.position(connection)
            told.send(done)


@contextmanager
def attached(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """The file of a share as the database `share` of the connection; what is left open at the end is rolled back."""
    connection.execute("ATTACH DATABASE ? AS share", (str(path),))
    try:
        yield
    finally:
        connection.rollback()
        connection.execute("DETACH DATABASE share")


def portions(
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
