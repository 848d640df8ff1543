"""The tables of the ledger on SQLite, and the triggers that make them append-only."""

from __future__ import annotations

import sqlite3
from functools import cache
from typing import TYPE_CHECKING, Final

from ledger.migrations import migrations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EVENTS: Final = "stored_events"
MIGRATIONS: Final = migrations("ledger.sqlite")
VERSION: Final = len(MIGRATIONS)
"""Of the tables, not of any event's content."""


def statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one: sqlite3 would commit before it runs a whole script."""
    statement = ""
    for line in script.splitlines(keepends=True):
        if not statement and (line.startswith("--") or not line.strip()):
            continue
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip().removesuffix(";")
            statement = ""
    if statement:
        raise ValueError(f"the script ends inside a statement: {statement}")


def definitions(connection: sqlite3.Connection) -> dict[str, str]:
    """Every table and trigger of a file, as SQLite keeps its text."""
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return dict(found.fetchall())


@cache
def expected() -> Mapping[str, str]:
    """The tables and triggers of a sound ledger: those of one that has taken every step."""
    connection = sqlite3.connect(":memory:")
    try:
        for migration in MIGRATIONS:
            for statement in statements(migration.script):
                connection.execute(statement)
        return definitions(connection)
    finally:
        connection.close()
