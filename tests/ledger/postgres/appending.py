"""The append as somebody else's connection makes it, step by step."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

APPEND = (
    "SELECT outcome, number FROM append_events(%s, 'digest', %s, '{}', %s, %s, ARRAY['test.signed'],"
    " ARRAY['{}'::bytea], ARRAY[gen_random_uuid()], NULL, false)"
)


def append(connection: psycopg.Connection, stream: str, expected: int) -> tuple[str, int]:
    """The outcome, and the sequence or the stream's version."""
    found = connection.execute(APPEND, (uuid4(), stream, stream, expected)).fetchone()
    assert found is not None
    return found[0], found[1]


def visible(connection: psycopg.Connection) -> list[int]:
    """The sequences that the connection sees now."""
    return [row[0] for row in connection.execute("SELECT seq FROM stored_events ORDER BY seq")]


def waiting(connection: psycopg.Connection, pid: int) -> bool:
    """Whether that backend waits for an advisory lock."""
    found = connection.execute(
        "SELECT 1 FROM pg_locks WHERE pid = %s AND locktype = 'advisory' AND NOT granted", (pid,)
    ).fetchone()
    return found is not None


def until(happens: Callable[[], bool], within: float = 20.0) -> None:
    """Look until it does; AssertionError after so many seconds."""
    end = time.monotonic() + within
    while not happens():
        assert time.monotonic() < end, "it did not happen in time"
