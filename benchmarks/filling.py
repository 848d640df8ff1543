"""Brings a ledger, and what stands beside it, to a size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from benchmarks.stores import Bytes, Store
from benchmarks.story import Story
from ledger import Ledger

_BATCH: Final = 1000
_SAID: Final = 50_000


def fill(store: Store, ledger: Ledger, story: Story, size: int, say: Callable[[str], None]) -> None:
    """Append whole cases, each under one command, until the ledger holds so many events; then the tables beside it.

    The rows beside are the ledger's own bytes.
    """
    before = ledger.last_sequence
    said, count = before, before
    while count < size:
        count = story.case(f"FD-2025-SH-{count:07}").append(ledger, 0).sequence
        if count - said >= _SAID:
            said = count
            say(f"{store.name}: {count:,} of {size:,} events")
    store.fill(_bytes(ledger, before))


def _bytes(ledger: Ledger, after: int) -> Iterator[Bytes]:
    while rows := ledger.rows_after(after, _BATCH):
        for row in rows:
            yield row.stream, row.version, row.topic, row.state
        after = rows[-1].sequence
