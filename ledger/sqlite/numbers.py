"""Case numbers in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.numbers import format_number

if TYPE_CHECKING:
    import sqlite3
    from uuid import UUID


def number_of(connection: sqlite3.Connection, command_id: UUID) -> str | None:
    """The number that was allotted to the command."""
    found = connection.execute(
        "SELECT number FROM numbers WHERE command_id = ?", (str(command_id),)
    ).fetchone()
    return str(found[0]) if found else None


def allot(connection: sqlite3.Connection, command_id: UUID, letters: str, year: int) -> str:
    """The command's number, such as FD-2025-SH-0001; a new one only where it has none yet."""
    known = number_of(connection, command_id)
    if known is not None:
        return known
    highest = connection.execute(
        "SELECT coalesce(max(serial), 0) FROM numbers WHERE letters = ? AND year = ?", (letters, year)
    ).fetchone()[0]
    number = format_number(letters, year, highest + 1)
    connection.execute(
        "INSERT INTO numbers (number, command_id, letters, year, serial) VALUES (?, ?, ?, ?, ?)",
        (number, str(command_id), letters, year, highest + 1),
    )
    return number
