"""What must hold before a ledger is used: created as written here, or as somebody left it and found safe."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from uuid import uuid4

from ledger.errors import UnsafeLedgerError
from ledger.leaf import NO_EVENT, leaf_hash
from ledger.sqlite import schema
from ledger.sqlite.stamps import LEDGER_ID, SCHEMA_VERSION, read_stamp, write_stamp

if TYPE_CHECKING:
    import sqlite3

    from ledger.sqlite.datastore import Datastore
    from ledger.sqlite.recorder import Recorder


def create(datastore: Datastore) -> None:
    """Make the tables, triggers and stamps in a file that holds none; leave any other file as it is."""
    with datastore.reading() as connection:
        if _definitions(connection):
            return
    with datastore.writing() as connection:
        if _definitions(connection):
            return
        for statement in (*schema.TABLES.values(), *schema.TRIGGERS.values()):
            connection.execute(statement)
        write_stamp(connection, LEDGER_ID, str(uuid4()))
        write_stamp(connection, SCHEMA_VERSION, str(schema.VERSION))


def check(datastore: Datastore, recorder: Recorder) -> None:
    """Raise UnsafeLedgerError, with what is wrong and what to do, unless all of it holds.

    WAL and synchronous=FULL are checked for every connection when it is made.
    """
    if os.environ.get("POSTGRES_ENABLE_DB_FUNCTIONS"):
        raise UnsafeLedgerError(
            "POSTGRES_ENABLE_DB_FUNCTIONS is set: with it the library loses tracking and order; unset it."
        )
    with datastore.reading() as connection:
        _check_tables(connection)
        version = read_stamp(connection, SCHEMA_VERSION)
        if version != str(schema.VERSION):
            raise UnsafeLedgerError(
                f"The ledger's tables have version {version}; this release knows {schema.VERSION}."
            )
        if read_stamp(connection, LEDGER_ID) is None:
            raise UnsafeLedgerError("The ledger has no id: it was not created by this program.")
    _check_last(recorder)


def _check_tables(connection: sqlite3.Connection) -> None:
    found = _definitions(connection)
    for name, statement in schema.TABLES.items():
        if found.get(name) != statement:
            raise UnsafeLedgerError(
                f"The table {name} is not as this release makes it: this is not a sound ledger."
            )
    for name, statement in schema.TRIGGERS.items():
        if found.get(name) != statement:
            raise UnsafeLedgerError(
                f"The trigger {name} is missing or changed: events could be altered; restore the ledger."
            )


def _check_last(recorder: Recorder) -> None:
    last = recorder.last_row()
    if last is None:
        return
    version = last.version
    before = recorder.rows(last.stream, since=version - 2, upto=version - 1)
    expected = leaf_hash(before[0]) if before else NO_EVENT
    if (not before and version > 1) or last.prev_hash != expected:
        raise UnsafeLedgerError(
            f"The chain of {last.stream} is broken between versions {version - 1} and {version}: restore the ledger."
        )


def _definitions(connection: sqlite3.Connection) -> dict[str, str]:
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return dict(found.fetchall())
