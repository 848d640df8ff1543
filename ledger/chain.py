"""Each event of a stream holds the hash of the one before it: what follows from a link that does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.errors import DamagedEventError
from ledger.leaf import NO_EVENT, leaf_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ledger.leaf import Row


def altered(rows: Sequence[Row]) -> dict[int, str]:
    """The versions that cannot be trusted, each with the reason. `rows` are a stream from its first event.

    A row whose content changed no longer fits the row after it; a row whose link changed fits neither neighbour.
    Where the newest link is broken it is either of the two, and both are named.
    """
    found = {rows[n].version: problem for n, problem in _suspects(rows)}
    for n, row in enumerate(rows):
        if row.version != n + 1:
            found.setdefault(row.version, f"version {n + 1} is missing before it")
            break
    return found


def _suspects(rows: Sequence[Row]) -> Iterator[tuple[int, str]]:
    tips = [NO_EVENT, *(leaf_hash(row) for row in rows)]
    broken = [row.prev_hash != tip for row, tip in zip(rows, tips, strict=False)] + [False]
    for n in range(len(rows)):
        if not broken[n]:
            continue
        follows = n > 0 and broken[n - 1]
        newest = n == len(rows) - 1
        if broken[n + 1] or (newest and not follows):
            yield n, "the hash of the event before it is not the one stored here"
        if n > 0 and not follows and not broken[n + 1]:
            yield n - 1, "the next event was recorded after other bytes than these"


def require_intact(rows: Sequence[Row], since: int) -> list[Row]:
    """The rows after version `since`, or DamagedEventError. `rows` begin with row `since` itself, if there is one."""
    tip, expected = NO_EVENT, 1
    newer: list[Row] = []
    for row in rows:
        version = row.version
        if version == since:
            tip, expected = leaf_hash(row), version + 1
            continue
        if version != expected:
            raise DamagedEventError(
                row.stream, version, row.topic, f"version {expected} is missing before it"
            )
        if row.prev_hash != tip:
            problem = f"the chain is broken between versions {version - 1} and {version}"
            raise DamagedEventError(row.stream, version, row.topic, problem)
        tip, expected = leaf_hash(row), version + 1
        newer.append(row)
    return newer
