"""What must hold before a schema is used: created as written here, or as somebody left it and found safe.

The server's settings are checked for every connection when it is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import uuid4

from ledger.errors import LedgerError, UnsafeLedgerError
from ledger.migrations import missing
from ledger.postgres import schema
from ledger.stamps import LEDGER_ID

if TYPE_CHECKING:
    from ledger.postgres.connections import Connection, Connections

_LOCK: Final = "SELECT pg_advisory_xact_lock(1178946641, hashtext(current_schema()))"
_TABLES: Final = (
    "SELECT relname, relkind = 'r' AND relpersistence = 'p' AND NOT relhasrules AND NOT relrowsecurity"
    " FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'f', 'v', 'm')"
)
_COLUMNS: Final = (
    "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute AS a"
    " JOIN pg_class AS c ON c.oid = a.attrelid WHERE c.relnamespace = current_schema()::regnamespace"
    " AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped"
)
_KEYS: Final = (
    "SELECT c.relname, pg_get_constraintdef(k.oid) FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid"
    " JOIN pg_index AS i ON i.indexrelid = k.conindid"
    " WHERE c.relnamespace = current_schema()::regnamespace AND k.contype IN ('p', 'u')"
    " AND i.indisvalid AND i.indisready AND i.indimmediate"
)
_TRIGGERS: Final = (
    "SELECT t.tgname, c.relname, p.proname, t.tgtype::integer,"
    " substring(pg_get_triggerdef(t.oid) FROM 'WHEN \\((.*)\\) EXECUTE') FROM pg_trigger AS t"
    " JOIN pg_class AS c ON c.oid = t.tgrelid JOIN pg_proc AS p ON p.oid = t.tgfoid"
    " WHERE c.relnamespace = current_schema()::regnamespace AND p.pronamespace = c.relnamespace"
    " AND t.tgenabled = 'A' AND NOT t.tgisinternal"
)
_FUNCTIONS: Final = "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"


def create(connections: Connections) -> None:
    """Make the ledger in a schema that holds nothing, bring one of an older release up to date, touch no other."""
    with connections.reading() as connection:
        if not missing(schema.MIGRATIONS, _version(connection, connections.name)):
            return
    with connections.writing() as connection:
        connection.execute(_LOCK)
        version = _version(connection, connections.name)
        for step in missing(schema.MIGRATIONS, version):
            connection.execute(step.script.encode())
            connection.execute(
                "INSERT INTO migrations (version, name) VALUES (%s, %s)", (step.version, step.name)
            )
        if version == 0:
            connection.execute("INSERT INTO stamps (key, value) VALUES (%s, %s)", (LEDGER_ID, str(uuid4())))


def check(connections: Connections) -> None:
    """Raise UnsafeLedgerError, with what is wrong and what to do, unless every part is there and in force."""
    with connections.reading() as connection:
        version = _version(connection, connections.name)
        if version == 0:
            raise LedgerError(f"There is no ledger in {connections.name}.")
        if missing(schema.MIGRATIONS, version):
            raise UnsafeLedgerError(
                f"The ledger's tables have version {version}, and this release needs {schema.VERSION}:"
                " start a worker of this release, which brings them up to date."
            )
        _check_tables(connection)
        _check_protection(connection)


def _version(connection: Connection, name: str) -> int:
    found = {row[0] for row in connection.execute(_TABLES)}
    if "migrations" in found:
        row = connection.execute("SELECT coalesce(max(version), 0) FROM migrations").fetchone()
        return int(row[0]) if row else 0
    if found:
        raise UnsafeLedgerError(
            f"{name} holds tables of another program ({', '.join(sorted(found)[:3])}):"
            " give the ledger a database or a schema of its own."
        )
    if (row := connection.execute("SELECT current_schema()").fetchone()) is None or row[0] is None:
        raise LedgerError(f"The search path of {name} names no schema that exists.")
    return 0


def _check_tables(connection: Connection) -> None:
    plain: dict[str, bool] = dict(connection.execute(_TABLES).fetchall())
    columns: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(_COLUMNS):
        columns.setdefault(table, {})[column] = kind
    keys: dict[str, set[str]] = {}
    for table, definition in connection.execute(_KEYS):
        keys.setdefault(table, set()).add(definition)
    for table, expected in schema.COLUMNS.items():
        if (
            not plain.get(table)
            or columns.get(table) != expected
            or not schema.KEYS[table] <= keys.get(table, set())
        ):
            raise UnsafeLedgerError(
                f"The table {table} is not as this release makes it: this is not a sound ledger."
            )


def _check_protection(connection: Connection) -> None:
    triggers = {row[0]: tuple(row[1:]) for row in connection.execute(_TRIGGERS)}
    for name, expected in schema.TRIGGERS.items():
        if triggers.get(name) != expected:
            raise UnsafeLedgerError(
                f"The trigger {name} is missing, changed or switched off: events could be altered; restore the ledger."
            )
    functions: dict[str, str] = dict(connection.execute(_FUNCTIONS).fetchall())
    for name, body in schema.FUNCTIONS.items():
        if functions.get(name) != body:
            raise UnsafeLedgerError(
                f"The function {name} is not as this release makes it: restore the ledger."
            )
