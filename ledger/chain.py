"""Each event of a stream holds the hash of the one before it: what follows from a link that does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.errors import DamagedEventError
from ledger.leaf import NO_EVENT, leaf_hash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.mapper import Row


def altered(rows: Sequence[Row]) -> dict[int, str]:
    """The versions that cannot be trusted, each with the reason. `rows` are a stream from its first event.

    A row whose content changed no longer fits the row after it; a row whose link changed fits neither neighbour.
    """
    tips = [NO_EVENT, *(leaf_hash(row.leaf) for row in rows)]
    broken = {n for n, row in enumerate(rows) if row.prev_hash != tips[n]}
    found: dict[int, str] = {}
    for n in sorted(broken):
        last = n == len(rows) - 1
        if n == 0 or n + 1 in broken or last:
            found[rows[n].originator_version] = "the hash of the previous event is not the one stored here"
        if n > 0 and n + 1 not in broken and n - 1 not in broken:
            found.setdefault(
                rows[n - 1].originator_version, "the next event was recorded after other bytes than these"
            )
    for n, row in enumerate(rows):
        if row.originator_version != n + 1:
            found.setdefault(row.originator_version, f"version {n + 1} is missing before it")
            break
    return found


def require_intact(rows: Sequence[Row], since: int) -> list[Row]:
    """The rows after version `since`, or DamagedEventError. `rows` begin with row `since` itself, if there is one."""
    tip, expected = NO_EVENT, 1
    newer: list[Row] = []
    for row in rows:
        version = row.originator_version
        if version == since:
            tip, expected = leaf_hash(row.leaf), version + 1
            continue
        if version != expected:
            raise DamagedEventError(
                row.stream, version, row.topic, f"version {expected} is missing before it"
            )
        if row.prev_hash != tip:
            problem = f"the chain is broken between versions {version - 1} and {version}"
            raise DamagedEventError(row.stream, version, row.topic, problem)
        tip, expected = leaf_hash(row.leaf), version + 1
        newer.append(row)
    return newer
