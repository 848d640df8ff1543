"""The tables, triggers and functions of the ledger on PostgreSQL, as a sound one has them."""

from __future__ import annotations

import re
from typing import Final

from ledger.migrations import migrations

EVENTS: Final = "stored_events"
MIGRATIONS: Final = migrations("ledger.postgres")
VERSION: Final = len(MIGRATIONS)
"""Of the tables, not of any event's content."""

COLUMNS: Final = {
    EVENTS: {
        "seq": "bigint",
        "originator_id": "text",
        "originator_version": "bigint",
        "topic": "text",
        "state": "bytea",
        "event_id": "uuid",
        "recorded_at": "bigint",
        "prev_hash": "bytea",
    },
    "commands": {
        "command_id": "uuid",
        "digest": "text",
        "stream": "text",
        "receipt": "text",
        "first_seq": "bigint",
        "last_seq": "bigint",
        "recorded_at": "bigint",
    },
    "numbers": {
        "number": "text",
        "command_id": "uuid",
        "letters": "text",
        "year": "integer",
        "serial": "integer",
    },
    "stamps": {"key": "text", "value": "text"},
    "migrations": {"version": "integer", "name": "text", "applied_at": "timestamp with time zone"},
    "people": {"person": "text", "name_zh": "text", "name_en": "text"},
    "snapshots": {
        "stream": "text",
        "kind": "text",
        "version": "bigint",
        "tip": "bytea",
        "code": "text",
        "state": "bytea",
    },
}

KEYS: Final = {
    EVENTS: {"PRIMARY KEY (seq)", "UNIQUE (event_id)", "UNIQUE (originator_id, originator_version)"},
    "commands": {"PRIMARY KEY (command_id)"},
    "numbers": {"PRIMARY KEY (number)", "UNIQUE (command_id)", "UNIQUE (letters, year, serial)"},
    "stamps": {"PRIMARY KEY (key)"},
    "migrations": {"PRIMARY KEY (version)"},
    "people": {"PRIMARY KEY (person)"},
    "snapshots": {"PRIMARY KEY (stream, kind)"},
}

_BEFORE_UPDATE_DELETE_TRUNCATE: Final = 2 | 8 | 16 | 32
_BEFORE_EACH_INSERT: Final = 1 | 2 | 4
_NOT_APPENDING: Final = "(current_setting('ledger.appending'::text, true) IS DISTINCT FROM 'yes'::text)"

TRIGGERS: Final = {
    **{
        f"{table}_append_only": (table, "refuse_change", _BEFORE_UPDATE_DELETE_TRUNCATE, None)
        for table in (EVENTS, "commands", "numbers", "stamps", "migrations")
    },
    f"{EVENTS}_in_order": (EVENTS, "require_order", _BEFORE_EACH_INSERT, _NOT_APPENDING),
}
"""By name: the table, the function, what PostgreSQL keeps in pg_trigger.tgtype, and the condition."""

_FUNCTION: Final = re.compile(
    r"^CREATE (?:OR REPLACE )?FUNCTION (\w+)\(.*?\$body\$(.*?)\$body\$;", re.DOTALL | re.MULTILINE
)
FUNCTIONS: Final = {name: body for step in MIGRATIONS for name, body in _FUNCTION.findall(step.script)}
"""By name: the body, as the newest step has it."""
