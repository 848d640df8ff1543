"""Snapshots of long streams, the one table beside the names whose rows change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ledger.snapshots import Snapshot

if TYPE_CHECKING:
    import sqlite3

_FIND: Final = "SELECT stream, kind, version, tip, code, state FROM snapshots WHERE stream = ? AND kind = ?"
_KEEP: Final = (
    "INSERT INTO snapshots (stream, kind, version, tip, code, state) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (stream, kind) DO UPDATE SET version = excluded.version, tip = excluded.tip,"
    " code = excluded.code, state = excluded.state"
)
_KEYS: Final = "SELECT stream, kind FROM snapshots ORDER BY stream, kind"


def find(connection: sqlite3.Connection, stream: str, kind: str) -> Snapshot | None:
    """The snapshot of that stream and kind."""
    found = connection.execute(_FIND, (stream, kind)).fetchone()
    return Snapshot(*found) if found else None


def keep(connection: sqlite3.Connection, snapshot: Snapshot) -> None:
    """In place of an older one."""
    connection.execute(
        _KEEP,
        (snapshot.stream, snapshot.kind, snapshot.version, snapshot.tip, snapshot.code, snapshot.state),
    )


def keys(connection: sqlite3.Connection) -> tuple[tuple[str, str], ...]:
    """Stream and kind of every snapshot."""
    return tuple((row[0], row[1]) for row in connection.execute(_KEYS))
