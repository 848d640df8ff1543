"""The tables of the read models: the live ones, the shadows in which they are rebuilt, and the swap of the two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ledger.errors import LedgerError

if TYPE_CHECKING:
    import sqlite3

VERSION: Final = 4
"""Of the tables below. A file of another version is emptied and filled again: it holds nothing of its own."""

LIVE: Final = ""
SHADOW: Final = "next_"

_DETAIL: Final = "stream TEXT, n INTEGER, {columns}, data TEXT, PRIMARY KEY (stream, n)"
MODELS: Final = {
    "cases": "stream TEXT PRIMARY KEY, number TEXT, kind TEXT, stage TEXT, regime TEXT, applicant TEXT,"
    " applicant_zh TEXT, product_zh TEXT, product_en TEXT, provinces TEXT, opened TEXT, closed INTEGER,"
    " outcome TEXT, shift INTEGER, version INTEGER, last_topic TEXT, last_recorded INTEGER,"
    " last_sequence INTEGER, words TEXT, applicant_words TEXT, product_words TEXT",
    "events": "sequence INTEGER PRIMARY KEY, stream TEXT, version INTEGER, topic TEXT, event_id TEXT,"
    " case_no TEXT, command TEXT, person TEXT, role TEXT, organisation TEXT, province TEXT,"
    " received INTEGER, recorded INTEGER, problem TEXT",
    "deadlines": _DETAIL.format(columns="term TEXT, ends INTEGER"),
    "overruns": _DETAIL.format(columns="term TEXT, ends INTEGER, role TEXT, province TEXT"),
    "pending": _DETAIL.format(
        columns="role TEXT, organisation TEXT, province TEXT, commands TEXT, item TEXT, answered INTEGER, ends INTEGER"
    ),
    "licenses": _DETAIL.format(
        columns="licensee TEXT, holder TEXT, holder_zh TEXT, province TEXT, ends INTEGER, words TEXT"
    ),
    "duties": _DETAIL.format(columns="duty TEXT, role TEXT, organisation TEXT, province TEXT, ends INTEGER"),
    "refusals": "sequence INTEGER PRIMARY KEY, stream TEXT, case_no TEXT, code TEXT, command TEXT,"
    " person TEXT, organisation TEXT, recorded INTEGER, data TEXT",
    "claims": "item TEXT, journal TEXT, stream TEXT, holder TEXT, version INTEGER, sequence INTEGER,"
    " recorded INTEGER, PRIMARY KEY (item, journal)",
    "parked": "stream TEXT PRIMARY KEY, sequence INTEGER, problem TEXT, attempts INTEGER",
    "tracking": "ledger_id TEXT PRIMARY KEY, sequence INTEGER, rules TEXT",
}
_KEPT: Final = {
    "leases": "name TEXT PRIMARY KEY, owner TEXT, expires INTEGER",
    "generation": "id INTEGER PRIMARY KEY, number INTEGER",
}
_INDEXES: Final = {
    "events_stream": ("events", "(stream, version)"),
    "events_unread": ("events", "(sequence) WHERE problem IS NOT NULL"),
    "cases_stage": ("cases", "(stage, stream)"),
    "cases_number": ("cases", "(number)"),
    "deadlines_ends": ("deadlines", "(ends, stream, n)"),
    "overruns_ends": ("overruns", "(ends, stream, n)"),
    "pending_ends": ("pending", "(ends, stream, n)"),
    "pending_office": ("pending", "(role, province, ends, stream, n)"),
    "pending_place": ("pending", "(province, ends, stream, n)"),
    "pending_item": ("pending", "(item)"),
    "licenses_ends": ("licenses", "(ends, stream, n)"),
    "duties_ends": ("duties", "(ends, stream, n)"),
    "duties_place": ("duties", "(province, ends, stream, n)"),
    "refusals_case": ("refusals", "(case_no, sequence)"),
    "refusals_code": ("refusals", "(code, sequence)"),
    "refusals_person": ("refusals", "(person, sequence)"),
    "refusals_organisation": ("refusals", "(organisation, sequence)"),
    "claims_holder": ("claims", "(holder)"),
}


def prepare(connection: sqlite3.Connection, name: str) -> None:
    """Make the tables anew, unless they are there in this version. Raises LedgerError for any other database."""
    if is_prepared(connection):
        return
    ours = {prefix + table for prefix in (LIVE, SHADOW) for table in MODELS} | set(_KEPT)
    found = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if strange := found - ours:
        raise LedgerError(f"{name} is not a read model: it holds {', '.join(sorted(strange))}.")
    for table in ours:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    for table, columns in _KEPT.items():
        connection.execute(f"CREATE TABLE {table} ({columns}) STRICT")
    connection.execute("INSERT INTO generation VALUES (1, 0)")
    _create(connection, LIVE)
    _index(connection, LIVE, 0)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def is_prepared(connection: sqlite3.Connection) -> bool:
    """Whether the tables of this version are there."""
    return bool(connection.execute("PRAGMA user_version").fetchone()[0] == VERSION)


def make_shadow(connection: sqlite3.Connection) -> None:
    """Empty tables beside the live ones, in place of any that an earlier attempt has left."""
    drop_shadow(connection)
    _create(connection, SHADOW)


def index_shadow(connection: sqlite3.Connection) -> None:
    """The indexes of what was built beside: made once at its end, they cost a fraction of keeping them."""
    _index(connection, SHADOW, generation(connection) + 1)


def drop_shadow(connection: sqlite3.Connection) -> None:
    """Forget what was built beside."""
    for table in MODELS:
        connection.execute(f"DROP TABLE IF EXISTS {SHADOW}{table}")


def swap(connection: sqlite3.Connection) -> None:
    """Put the shadows in the place of the live tables: readers see all of the old ones until this commits."""
    connection.execute("UPDATE generation SET number = number + 1")
    for table in MODELS:
        connection.execute(f"DROP TABLE {table}")
        connection.execute(f"ALTER TABLE {SHADOW}{table} RENAME TO {table}")


def generation(connection: sqlite3.Connection) -> int:
    """How often the tables were swapped."""
    return int(connection.execute("SELECT number FROM generation").fetchone()[0])


def position(connection: sqlite3.Connection, ledger_id: str, prefix: str = LIVE) -> int:
    """The sequence of that ledger up to which the tables hold everything."""
    row = connection.execute(
        f"SELECT sequence FROM {prefix}tracking WHERE ledger_id = ?", (ledger_id,)
    ).fetchone()
    return int(row[0]) if row else 0


def _create(connection: sqlite3.Connection, prefix: str) -> None:
    for table, columns in MODELS.items():
        connection.execute(f"CREATE TABLE {prefix}{table} ({columns}) STRICT")


def _index(connection: sqlite3.Connection, prefix: str, number: int) -> None:
    # An index keeps its name when its table is renamed, so each generation has names of its own.
    for index, (table, columns) in _INDEXES.items():
        connection.execute(f"CREATE INDEX {index}_{number} ON {prefix}{table} {columns}")
