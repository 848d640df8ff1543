"""What must hold before a file is used: created as written here, or as somebody left it and found safe."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from ledger.errors import UnsafeLedgerError
from ledger.mapper import to_microseconds
from ledger.migrations import Migration, missing
from ledger.sqlite import schema
from ledger.sqlite.stamps import read_stamp, write_stamp
from ledger.stamps import LEDGER_ID

if TYPE_CHECKING:
    import sqlite3

    from ledger.sqlite.datastore import Datastore

_FIRST_VERSION: Final = "schema_version"
"""The stamp by which a file of the first version is known; later ones have a table of migrations."""


def create(datastore: Datastore) -> None:
    """Make the tables in a file that holds none, bring those of an older release up to date, touch no other file."""
    with datastore.reading() as connection:
        if not _steps(connection):
            return
    with datastore.writing() as connection:
        for step in _steps(connection):
            for statement in schema.statements(step.script):
                connection.execute(statement)
            if step.version > 1:
                connection.execute(
                    "INSERT INTO migrations (version, name, applied_at) VALUES (?, ?, ?)",
                    (step.version, step.name, to_microseconds(datetime.now(UTC))),
                )
        if read_stamp(connection, LEDGER_ID) is None:
            write_stamp(connection, LEDGER_ID, str(uuid4()))


def check(datastore: Datastore) -> None:
    """Raise UnsafeLedgerError, with what is wrong and what to do, unless every table and trigger is as it should be.

    WAL and synchronous=FULL are checked for every connection when it is made.
    """
    with datastore.reading() as connection:
        if version := _version(connection):
            behind = missing(schema.MIGRATIONS, version)
            if behind:
                raise UnsafeLedgerError(
                    f"The ledger's tables have version {version}, and this release needs {schema.VERSION}:"
                    " start a worker of this release, which brings them up to date."
                )
        _check_tables(connection)
        if read_stamp(connection, LEDGER_ID) is None:
            raise UnsafeLedgerError("The ledger has no id: it was not created by this program.")


def _steps(connection: sqlite3.Connection) -> tuple[Migration, ...]:
    found = schema.definitions(connection)
    if found and "stamps" not in found:
        return ()
    return missing(schema.MIGRATIONS, _version(connection))


def _version(connection: sqlite3.Connection) -> int:
    found = schema.definitions(connection)
    if "migrations" in found:
        return int(connection.execute("SELECT coalesce(max(version), 0) FROM migrations").fetchone()[0])
    if "stamps" in found:
        return int(read_stamp(connection, _FIRST_VERSION) or 0)
    return 0


def _check_tables(connection: sqlite3.Connection) -> None:
    found = schema.definitions(connection)
    for name, statement in schema.expected().items():
        if found.get(name) == statement:
            continue
        if statement.startswith("CREATE TRIGGER"):
            raise UnsafeLedgerError(
                f"The trigger {name} is missing or changed: events could be altered; restore the ledger."
            )
        raise UnsafeLedgerError(
            f"The table {name} is not as this release makes it: this is not a sound ledger."
        )
