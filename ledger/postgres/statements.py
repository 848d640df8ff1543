"""Statements that several modules of this store share, and how one is executed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ledger.postgres import schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.postgres.connections import Connection

LOCK: Final = "SELECT pg_advisory_xact_lock(1178946640, 'stored_events'::regclass::oid::integer)"
"""What append_events takes: whoever inserts otherwise waits in the same line."""
CHANNEL: Final = "SELECT 'ledger_' || 'stored_events'::regclass::oid"
"""Where append_events says the newest sequence to whoever listens."""
COLUMNS: Final = (
    "seq, originator_id, originator_version, topic, e.state, event_id::text, recorded_at, prev_hash"
)
SELECT: Final = f"SELECT {COLUMNS} FROM {schema.EVENTS} AS e "
STREAM: Final = (
    SELECT + "WHERE originator_id = %b AND originator_version BETWEEN %b AND %b ORDER BY originator_version"
)
LAST: Final = SELECT + "WHERE originator_id = %b ORDER BY originator_version DESC LIMIT 1"
AFTER: Final = SELECT + "WHERE seq > %b ORDER BY seq LIMIT %b"
NEWEST: Final = SELECT + "ORDER BY seq DESC LIMIT 1"


def rows(connection: Connection, statement: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
    """All rows, in one round trip."""
    return connection.execute(statement.encode(), parameters, binary=True).fetchall()


def only(connection: Connection, statement: str, parameters: Sequence[object]) -> tuple[Any, ...]:
    """The one row that the statement gives."""
    return rows(connection, statement, parameters)[0]
