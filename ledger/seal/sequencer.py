"""The sequencer: follows the ledger, gives every event its place in the log, and signs what the log holds.

A step may be killed anywhere. What counts is the newest file in `checkpoints/`: before it is there nothing has
happened, and the next step writes the same again; once it is there the step is done.
"""

from __future__ import annotations

import asyncio
import fcntl
import time
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NoReturn

import structlog

from ledger.leaf import leaf_input
from ledger.seal import tree
from ledger.seal.errors import SealBusyError, SealError
from ledger.seal.log import Head, Log, checkpoint_text
from ledger.seal.notes import signed
from ledger.seal.pushing import push
from verifier.fenduan_verify import BrokenError, Checkpoint, check_consistency, leaf_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from ledger.leaf import Row
    from ledger.seal.log import Rows
    from ledger.seal.notes import Signer

MAXIMUM_DELAY: Final = timedelta(seconds=10)
"""Published: within this time a recorded event stands under a signed checkpoint."""

EVERY: Final = timedelta(seconds=3)
BATCH: Final = 8192

_log = structlog.get_logger(__name__)


class Sequencer:
    """Seals the rows of one ledger into one log. Several may run: they take turns.

    `signers` are the log's private keys; with two, during a rotation, each checkpoint carries both signatures.
    `renewed` reads them anew before each round, so that a change counts at once. `pushed` is a folder elsewhere that
    gets each newest checkpoint too.
    """

    def __init__(  # noqa: PLR0913 - what it seals, where, with what, and how
        self,
        rows: Rows,
        log: Log,
        signers: Sequence[Signer],
        *,
        renewed: Callable[[], Sequence[Signer]] | None = None,
        pushed: Path | None = None,
        batch: int = BATCH,
        reached: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._rows = rows
        self.log = self._log = log
        self._signers = tuple(signers)
        self._renewed = renewed
        self._pushed = pushed
        self._batch = batch
        self._reached = reached
        self.origin = self._signers[-1].name

    async def run(self, every: timedelta = EVERY) -> NoReturn:
        """Seal until cancelled. A fault is logged and outlived: nothing that is recorded waits for the seal."""
        size = 0
        while True:
            try:
                head = await asyncio.to_thread(self.seal, patience=0.0)
                if head is not None and head.checkpoint.size != size:
                    size = head.checkpoint.size
                    _log.info("sealed", size=size)
            except SealBusyError:
                pass
            except Exception as error:  # noqa: BLE001 - it must outlive whatever the disk and the ledger do
                _log.error("seal_failed", cause=str(error))
            await asyncio.sleep(every.total_seconds())

    def seal(
        self, progress: Callable[[int], None] = lambda _: None, *, patience: float = 30.0
    ) -> Head | None:
        """Seal all that is recorded now; the newest checkpoint, None for an empty ledger.

        Raises SealError where the ledger or the log is not what was sealed before: then nothing is signed. Raises
        SealBusyError where another process has been sealing for `patience` seconds.
        """
        with self._turn(patience):
            if self._renewed is not None:
                self._signers = tuple(self._renewed())
            head = self._head()
            full = True
            while full:
                rows = self._newer(head.checkpoint.size if head else 0)
                if rows:
                    head = self._step(head, rows)
                    progress(head.checkpoint.size)
                full = len(rows) == self._batch
            if head is not None and self._pushed is not None:
                push(head, self._pushed)
        return head

    def _head(self) -> Head | None:
        self._log.publish(self.origin, [each.key for each in self._signers], MAXIMUM_DELAY.total_seconds())
        head = self._log.head()
        if head is not None:
            if head.checkpoint.origin != self.origin:
                raise SealError(f"The log is {head.checkpoint.origin}, and the key is of {self.origin}.")
            self._log.show(head.note)
        return head

    def _step(self, head: Head | None, rows: Sequence[Row]) -> Head:
        size = head.checkpoint.size if head else 0
        entries = [leaf_input(row) for row in rows]
        leaves = [leaf_hash(entry) for entry in entries]
        self._reached("read")
        self._log.tiles.extend(size, entries, leaves)
        self._reached("tiles")
        self._log.keep_sequences(size, [row.sequence for row in rows])
        self._reached("sequences")
        newer = self._signed(head, size + len(rows))
        self._reached("signed")
        self._log.seal(*newer)
        self._reached("sealed")
        self._log.show(newer.note)
        self._reached("shown")
        self._log.tiles.prune(size, newer.checkpoint.size)
        return newer

    def _newer(self, size: int) -> Sequence[Row]:
        """The rows after the last sealed one, which must still be what it was."""
        if size == 0:
            return self._rows.rows_after(0, self._batch)
        [last] = self._log.sequences(size - 1, size) or [0]
        [*_, sealed] = self._log.leaves((size - 1) // 256, size)
        rows = self._rows.rows_after(last - 1, self._batch + 1)
        if not rows or rows[0].sequence != last or leaf_hash(leaf_input(rows[0])) != sealed:
            raise SealError(
                f"The ledger no longer holds event {last} as it was sealed: nothing is signed until that is explained."
            )
        return rows[1:]

    def _signed(self, head: Head | None, size: int) -> Head:
        root = tree.root(size, self._log.tiles.subtrees(size))
        checkpoint = Checkpoint(self.origin, size, root)
        if head is not None:
            proof = self._log.consistency(head.checkpoint.size, size)
            try:
                check_consistency(head.checkpoint, checkpoint, proof)
            except BrokenError:
                raise SealError("The tiles of the seal are not those that were signed before.") from None
        return Head(checkpoint, signed(checkpoint_text(checkpoint), self._signers))

    @contextmanager
    def _turn(self, patience: float) -> Iterator[None]:
        self._log.directory.mkdir(parents=True, exist_ok=True)
        until = time.monotonic() + patience
        with (self._log.directory / ".turn").open("w") as file:
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > until:
                        raise SealBusyError("Another process is sealing this ledger.") from None
                    time.sleep(0.05)
            yield
