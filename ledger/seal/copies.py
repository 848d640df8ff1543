"""The seal's own files beside the leaf hashes: its copies of the events, and its upper tiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.seal import tree
from ledger.seal.errors import SealError
from ledger.seal.findings import Finding, What
from ledger.seal.tiles import ENTRIES, WIDTH, tile_path, width_of
from verifier.fenduan_verify import UnreadableError, leaf_hash, read_leaf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ledger.seal.log import Log


def damaged(
    log: Log, size: int, progress: Callable[[int, int], None] = lambda _done, _all: None
) -> Iterator[Finding]:
    """What of the seal's files does not fit the leaf hashes of a tree of that size. Reads every one of them."""
    for index in range((size + WIDTH - 1) // WIDTH):
        try:
            yield from _bundle(log, index, size)
        except SealError as error:
            yield Finding(What.TILE, why=str(error))
        progress(min(size, (index + 1) * WIDTH), size)
    level = 1
    while size >> 8 * level:
        for index in range(((size >> 8 * level) + WIDTH - 1) // WIDTH):
            yield from _tile(log, level, index, size)
        level += 1


def _bundle(log: Log, index: int, size: int) -> Iterator[Finding]:
    leaves = log.leaves(index, size)
    entries = log.tiles.entries(index, len(leaves))
    sequences = log.sequences(index * WIDTH, index * WIDTH + len(leaves))
    where = tile_path(ENTRIES, index, len(leaves))
    if not len(leaves) == len(entries) == len(sequences):
        yield Finding(What.TILE, why=f"{where} does not hold {len(leaves)} entries")
        return
    for leaf, entry, sequence in zip(leaves, entries, sequences, strict=True):
        if leaf_hash(entry) != leaf:
            try:
                event = read_leaf(entry)
                named = f"{event.stream} {event.version}"
            except (UnreadableError, UnicodeError):
                named = None
            yield Finding(What.TILE, sequence, sealed_as=named, why=f"its copy in {where} is damaged")


def _tile(log: Log, level: int, index: int, size: int) -> Iterator[Finding]:
    width = width_of(level, index, size)
    where = tile_path(level, index, width)
    try:
        hashes = log.tiles.hashes(level, index, width)
        below = [log.tiles.hashes(level - 1, index * WIDTH + n, WIDTH) for n in range(width)]
    except SealError as error:
        yield Finding(What.TILE, why=str(error))
        return
    if [tree.fold(each) for each in below] != hashes:
        yield Finding(What.TILE, why=f"{where} does not fit the tiles below it")
