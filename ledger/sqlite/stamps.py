"""What is true of the whole ledger, written once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def read_stamp(connection: sqlite3.Connection, key: str) -> str | None:
    """The stamp's value, or None where it was never set."""
    found = connection.execute("SELECT value FROM stamps WHERE key = ?", (key,)).fetchone()
    return str(found[0]) if found else None


def write_stamp(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Set the stamp for ever. The trigger refuses a second one."""
    connection.execute("INSERT INTO stamps (key, value) VALUES (?, ?)", (key, value))
