"""The tables of the ledger on SQLite, and the triggers that make them append-only."""

from __future__ import annotations

from typing import Final

VERSION: Final = 1
"""Of the tables, not of any event's content."""

EVENTS: Final = "stored_events"

TABLES: Final = {
    # Named as the eventsourcing library names them, so that its own recorder tests run on this table.
    EVENTS: f"""CREATE TABLE {EVENTS} (
    seq INTEGER PRIMARY KEY,
    originator_id TEXT NOT NULL,
    originator_version INTEGER NOT NULL CHECK (originator_version >= 0),
    topic TEXT NOT NULL,
    state BLOB NOT NULL,
    event_id TEXT NOT NULL UNIQUE,
    recorded_at INTEGER NOT NULL CHECK (recorded_at BETWEEN 0 AND 253402300799999999),
    prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
    UNIQUE (originator_id, originator_version)
) STRICT""",
    "commands": """CREATE TABLE commands (
    command_id TEXT NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL,
    stream TEXT NOT NULL,
    receipt BLOB NOT NULL,
    first_seq INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL
) STRICT""",
    "numbers": """CREATE TABLE numbers (
    number TEXT NOT NULL PRIMARY KEY,
    command_id TEXT NOT NULL UNIQUE,
    letters TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL CHECK (serial >= 1),
    UNIQUE (letters, year, serial)
) STRICT""",
    "stamps": """CREATE TABLE stamps (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    # The one table whose rows may change and go: names of natural persons.
    "people": """CREATE TABLE people (
    person TEXT NOT NULL PRIMARY KEY,
    name_zh TEXT,
    name_en TEXT
) STRICT, WITHOUT ROWID""",
}

_APPEND_ONLY: Final = (EVENTS, "commands", "numbers", "stamps")

# INSERT OR REPLACE deletes rows without firing a DELETE trigger, so what exists is refused before the insert.
_EXISTS: Final = {
    EVENTS: (
        f"NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM {EVENTS})"
        f" OR NEW.originator_version <> coalesce((SELECT max(originator_version) + 1 FROM {EVENTS}"
        " WHERE originator_id = NEW.originator_id), min(NEW.originator_version, 1))"
        f" OR EXISTS (SELECT 1 FROM {EVENTS} WHERE event_id = NEW.event_id)"
    ),
    "commands": "EXISTS (SELECT 1 FROM commands WHERE command_id = NEW.command_id)",
    "numbers": (
        "EXISTS (SELECT 1 FROM numbers WHERE number = NEW.number OR command_id = NEW.command_id)"
        " OR EXISTS (SELECT 1 FROM numbers"
        " WHERE letters = NEW.letters AND year = NEW.year AND serial = NEW.serial)"
    ),
    "stamps": "EXISTS (SELECT 1 FROM stamps WHERE key = NEW.key)",
}


def _triggers() -> dict[str, str]:
    found = {}
    for table in _APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            name = f"{table}_no_{act.lower()}"
            found[name] = (
                f"CREATE TRIGGER {name} BEFORE {act} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        name = f"{table}_in_order"
        found[name] = (
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {_EXISTS[table]}"
            f" BEGIN SELECT RAISE(ABORT, '{table} already holds this or would get a gap'); END"
        )
    return found


TRIGGERS: Final = _triggers()
