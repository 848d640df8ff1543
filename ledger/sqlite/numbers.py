"""Case numbers: one per command, for ever, counted by province and year."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3
    from uuid import UUID

_LETTERS: Final = re.compile(r"[A-Z]{2,8}")
_YEARS: Final = range(2000, 10000)


def number_of(connection: sqlite3.Connection, command_id: UUID) -> str | None:
    """The number that was allotted to the command."""
    found = connection.execute(
        "SELECT number FROM numbers WHERE command_id = ?", (str(command_id),)
    ).fetchone()
    return str(found[0]) if found else None


def allot(connection: sqlite3.Connection, command_id: UUID, letters: str, year: int) -> str:
    """The command's number, such as FD-2025-SH-0001; a new one only where it has none yet.

    Raises ValueError for letters that are not two to eight capitals and for a year outside 2000 to 9999.
    """
    if not _LETTERS.fullmatch(letters) or year not in _YEARS:
        raise ValueError(f"A number needs two to eight capital letters and a year, not {letters} and {year}.")
    known = number_of(connection, command_id)
    if known is not None:
        return known
    highest = connection.execute(
        "SELECT coalesce(max(serial), 0) FROM numbers WHERE letters = ? AND year = ?", (letters, year)
    ).fetchone()[0]
    number = f"FD-{year}-{letters}-{highest + 1:04d}"
    connection.execute(
        "INSERT INTO numbers (number, command_id, letters, year, serial) VALUES (?, ?, ?, ?, ?)",
        (number, str(command_id), letters, year, highest + 1),
    )
    return number
