"""What the owner of the database could do to the ledger in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.ledger.seal.attack import COLUMNS as NAMES
from tests.ledger.seal.flips import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

    from ledger.leaf import Row

_TRIGGERS = "SELECT tgname FROM pg_trigger WHERE tgrelid = 'stored_events'::regclass AND NOT tgisinternal"
_CONSTRAINTS = (
    "SELECT conname FROM pg_constraint WHERE conrelid = 'stored_events'::regclass AND contype IN ('c', 'u')"
)


class Owner:
    """Writes to the table of events as no engine would: triggers, checks and unique keys are gone."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        for (name,) in connection.execute(_TRIGGERS.encode()).fetchall():
            self.execute(f"DROP TRIGGER {name} ON stored_events")
        for (name,) in connection.execute(_CONSTRAINTS.encode()).fetchall():
            self.execute(f"ALTER TABLE stored_events DROP CONSTRAINT {name}")
        self.execute("SET synchronous_commit = off")

    def put(self, rows: Sequence[Row]) -> None:
        """Leave exactly these rows in the ledger."""
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.execute("DELETE FROM stored_events")
            statement = f"INSERT INTO stored_events ({NAMES}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"  # noqa: S608
            cursor.executemany(statement.encode(), rows)

    def change(self, sequence: int, column: str, row: Row) -> None:
        """Write that column of the row over what stands there."""
        statement = f"UPDATE stored_events SET {COLUMNS[column]} = %s WHERE seq = %s"  # noqa: S608
        self.execute(statement, getattr(row, column), sequence)

    def execute(self, statement: str, *values: object) -> None:
        """Any other statement."""
        self._connection.execute(statement.encode(), values)
