"""Compares every event of the ledger with what was sealed, and names each that is not what it was."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from ledger.errors import LedgerError, LedgerUnavailableError
from ledger.leaf import NO_EVENT, leaf_input
from ledger.seal.errors import SealError
from ledger.seal.findings import Audit, Finding, What
from ledger.seal.tiles import WIDTH
from ledger.seal.tree import EMPTY, Range
from verifier.fenduan_verify import Checkpoint, UnreadableError, leaf_hash, read_leaf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ledger.leaf import Row
    from ledger.seal.log import Log, Rows
    from verifier.fenduan_verify import Key

_BATCH: Final = 1024
_FIRST: Final = -(2**62)
_NO_LEAF: Final = (struct.error, TypeError, AttributeError, UnicodeError)
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def audit(
    rows: Rows,
    log: Log,
    *,
    keys: Sequence[Key] | None = None,
    remembered: Sequence[Memory] = (),
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Audit:
    """Check the whole ledger: each event against the log, the log against its signed checkpoints.

    `keys` are those that must have signed, in place of those that the log publishes itself.
    `remembered` is what somebody else has kept, such as a witness: the ledger must continue that too.
    Raises LedgerError only where the ledger itself does not answer.
    """
    work = _Work(log, remembered)
    try:
        head = log.head(keys)
        work.head, work.size = (head.checkpoint, head.checkpoint.size) if head else (None, 0)
    except SealError as error:
        if (log.directory / "log.json").exists():
            work.found.append(Finding(What.CHECKPOINT, why=str(error)))
    work.checkpoints = _expected(work, keys, progress)
    work.rows(rows, progress)
    findings = tuple(work.explained())
    root = work.roots.get(work.size, EMPTY)
    return Audit(work.events, work.size, len(work.checkpoints), findings, root, work.oldest)


def fault(row: Row, sealed: bytes) -> str | None:
    """Why the row is not the event of which this is the leaf's hash; None where it is."""
    return _fault(hash_of(row), sealed)


def _fault(stored: bytes, sealed: bytes) -> str | None:
    if stored == EMPTY:
        return "the row cannot be an event"
    return None if stored == sealed else "the bytes are not those that were sealed"


def hash_of(row: Row) -> bytes:
    """The leaf's hash of the row as it stands; that of nothing where no engine could have written the row.

    A leaf holds the sixteen bytes of a UUID, so of the texts with the same digits only the usual one counts.
    """
    try:
        if _UUID.fullmatch(row.event_id) and len(row.prev_hash) == len(NO_EVENT):
            return leaf_hash(leaf_input(row))
    except _NO_LEAF:
        pass
    return EMPTY


@dataclass
class Memory:
    """What somebody else has kept of the log: a checkpoint, and perhaps the hash of every entry."""

    name: str
    checkpoint: Checkpoint
    leaves: Sequence[bytes] = ()
    _first: int | None = None

    def first_difference(self, index: int, leaf: bytes) -> int | None:
        """The first index at which the log shows another entry; asked in the order of the indices."""
        if self._first is None and index < len(self.leaves) and self.leaves[index] != leaf:
            self._first = index
        return self._first


@dataclass
class _Work:
    """An audit under way."""

    log: Log
    memories: Sequence[Memory] = ()
    head: Checkpoint | None = None
    size: int = 0
    events: int = 0
    checkpoints: list[Checkpoint] = field(default_factory=list)
    found: list[Finding] = field(default_factory=list)
    roots: dict[int, bytes] = field(default_factory=dict)
    tips: dict[str, tuple[int, set[bytes]]] = field(default_factory=dict)
    strange: dict[int, bytes] = field(default_factory=dict)
    wanted: set[bytes] = field(default_factory=set)
    tree: Range = field(default_factory=Range)
    """The tree over what was sealed, up to the entry at hand."""
    stored: Range | None = None
    """The tree over the rows as they stand, from the first on that is not what was sealed."""
    stored_roots: dict[int, bytes] = field(default_factory=dict)
    broken: bool = False
    oldest: int | None = None

    def rows(self, rows: Rows, progress: Callable[[int, int], None]) -> None:
        """Every row beside every sealed entry, in the order of their sequences."""
        sealed = self._sealed()
        due = next(sealed, None)
        for row in self._all(rows):
            while due is not None and due[0] < row.sequence:
                self._missing(*due)
                due = next(sealed, None)
            if due is not None and due[0] == row.sequence:
                self._compare(row, due[1], due[2])
                due = next(sealed, None)
            elif due is not None:
                self._say(What.INSERTED, row, "no event was sealed here")
            else:
                self._unsealed(row)
            self.events += 1
            if self.events % _BATCH == 0:
                progress(self.events, max(self.size, self.events))
        while due is not None:
            if not self.broken:
                self._missing(*due)
            due = next(sealed, None)
        progress(self.events, self.events)

    @cached_property
    def sizes(self) -> frozenset[int]:
        """Of the checkpoints."""
        return frozenset(each.size for each in self.checkpoints)

    def explained(self) -> Iterator[Finding]:
        """The findings, with events that only changed places called so, and tiles blamed where the events are right."""
        signed = self.head is not None and self._stored_as(self.head)
        for each in self.found:
            if each.what is What.CHANGED and signed:
                why = "the event is what was signed; the seal's own copy of its hash is damaged"
                yield replace(each, what=What.TILE, sealed_as=None, why=why)
            elif each.what is What.CHANGED and self.strange.get(each.sequence or 0) in self.wanted:
                yield replace(each, what=What.MOVED, why="the event was sealed in another place")
            else:
                yield each
        for checkpoint in self.checkpoints:
            if self.roots.get(checkpoint.size) != checkpoint.root and not self._stored_as(checkpoint):
                why = f"the first {checkpoint.size} entries are not those of a checkpoint of that size"
                yield Finding(What.HISTORY, why=why)

    def _stored_as(self, checkpoint: Checkpoint) -> bool:
        """Whether the rows themselves, whatever the seal's files say, are what the checkpoint signs."""
        stored = self.stored is not None and self.stored.size == self.size
        return stored and self.stored_roots.get(checkpoint.size) == checkpoint.root

    def _all(self, rows: Rows) -> Iterator[Row]:
        """Every row, as far as the store can read its own."""
        after = _FIRST
        try:
            while batch := rows.rows_after(after, _BATCH):
                yield from batch
                after = batch[-1].sequence
        except LedgerUnavailableError:
            raise
        except LedgerError as error:
            self.broken = True
            self.found.append(Finding(What.UNREADABLE, why=f"after sequence {after}: {error}"))

    def _sealed(self) -> Iterator[tuple[int, bytes, int]]:
        """Sequence, leaf hash and index of every sealed entry; between them the roots at every checkpoint."""
        for tile in range((self.size + WIDTH - 1) // WIDTH):
            start, end = tile * WIDTH, min((tile + 1) * WIDTH, self.size)
            try:
                leaves = self.log.leaves(tile, self.size)
            except SealError as error:
                self.found.append(Finding(What.TILE, why=str(error)))
                leaves = []
            sequences = self.log.sequences(start, end)
            if len(leaves) != end - start or len(sequences) != end - start:
                self.found.append(Finding(What.TILE, why=f"the seal has lost entries {start} to {end - 1}"))
            for index, (sequence, leaf) in enumerate(zip(sequences, leaves, strict=False), start):
                yield sequence, leaf, index
                self.tree.add([leaf])
                if self.tree.size in self.sizes:
                    self.roots[self.tree.size] = self.tree.root()

    def _compare(self, row: Row, leaf: bytes, index: int) -> None:
        stored = hash_of(row)
        why = _fault(stored, leaf)
        if self.stored is not None:
            self.stored.add([stored])
            self._keep_root()
        for memory in self.memories:
            if index == memory.first_difference(index, leaf):
                self._say(What.HISTORY, row, f"{memory.name} has seen another event here")
        if why is None:
            self._linked(row, stored)
            return
        if self.stored is None:
            self.stored = self.tree.copy()
            self.stored.add([stored])
            self._keep_root()
        self.strange[row.sequence] = stored
        self.wanted.add(leaf)
        sealed_as = self._name(index, leaf)
        self._say(What.CHANGED, row, why, sealed_as)
        stream, version = sealed_as.rsplit(" ", 1) if sealed_as else (row.stream, str(row.version))
        self.tips[stream] = (int(version), {leaf, stored})

    def _keep_root(self) -> None:
        if self.stored is not None and self.stored.size in self.sizes:
            self.stored_roots[self.stored.size] = self.stored.root()

    def _missing(self, sequence: int, leaf: bytes, index: int) -> None:
        self.wanted.add(leaf)
        sealed_as = self._name(index, leaf)
        self.found.append(Finding(What.DELETED, sequence, sealed_as=sealed_as, why="it is no longer there"))
        if sealed_as:
            stream, version = sealed_as.rsplit(" ", 1)
            self.tips[stream] = (int(version), {leaf})

    def _linked(self, row: Row, stored: bytes) -> None:
        """Whether the row follows the one before it in its stream."""
        version, tips = self.tips.get(row.stream, (0, {NO_EVENT}))
        self.tips[row.stream] = (row.version, {stored})
        if row.version != version + 1:
            self._say(What.VERSION, row, f"version {version + 1} should stand here")
        elif row.prev_hash not in tips:
            self._say(What.CHAIN, row, f"version {version} is not what this event was recorded after")

    def _unsealed(self, row: Row) -> None:
        stored = hash_of(row)
        self.oldest = row.recorded_at if self.oldest is None else self.oldest
        why = _fault(stored, stored)
        if why is not None:
            self._say(What.CHANGED, row, why)
        self._linked(row, stored)

    def _name(self, index: int, leaf: bytes) -> str | None:
        """The event that was sealed there, from the log's own copy, if that is intact."""
        width = min(WIDTH, self.size - index // WIDTH * WIDTH)
        try:
            entry = self.log.tiles.entries(index // WIDTH, width)[index % WIDTH]
            event = read_leaf(entry)
        except (SealError, UnreadableError, IndexError, UnicodeError):
            return None
        return f"{event.stream} {event.version}" if leaf_hash(entry) == leaf else None

    def _say(self, what: What, row: Row, why: str, sealed_as: str | None = None) -> None:
        self.found.append(Finding(what, row.sequence, row.stream, row.version, row.event_id, sealed_as, why))


def _expected(
    work: _Work, keys: Sequence[Key] | None, progress: Callable[[int, int], None]
) -> list[Checkpoint]:
    """Every signed checkpoint that can be trusted, and those that others remember."""
    found = [memory.checkpoint for memory in work.memories]
    sizes = work.log.sizes()
    for done, size in enumerate(sizes):
        if done % _BATCH == 0:
            progress(done, len(sizes))
        try:
            head = work.log.checkpoint(size, keys)
            if head is not None:
                found.append(head.checkpoint)
                if head.checkpoint.size != size:
                    raise SealError(
                        f"The checkpoint of size {size} says that it is of {head.checkpoint.size}."
                    )
        except SealError as error:
            work.found.append(Finding(What.CHECKPOINT, why=str(error)))
    return found
