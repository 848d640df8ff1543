"""Names of natural persons, the one thing in the ledger that can be corrected and erased (PIPL Art. 46 and 47)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.envelope import PersonName

if TYPE_CHECKING:
    import sqlite3


def name_person(connection: sqlite3.Connection, name: PersonName) -> None:
    """Keep the names, in place of earlier ones."""
    connection.execute(
        "INSERT INTO people (person, name_zh, name_en) VALUES (?, ?, ?)"
        " ON CONFLICT (person) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en",
        (name.person, name.name_zh, name.name_en),
    )


def person_name(connection: sqlite3.Connection, person: str) -> PersonName | None:
    """The names, or None where none were given or they were erased."""
    found = connection.execute(
        "SELECT person, name_zh, name_en FROM people WHERE person = ?", (person,)
    ).fetchone()
    return PersonName(*found) if found else None


def people(connection: sqlite3.Connection, prefix: str) -> list[PersonName]:
    """The names of everybody whose id begins so, in the order of the ids."""
    found = connection.execute(
        "SELECT person, name_zh, name_en FROM people WHERE substr(person, 1, length(?)) = ? ORDER BY person",
        (prefix, prefix),
    )
    return [PersonName(*row) for row in found]


def refer(connection: sqlite3.Connection, prefix: str, name: PersonName) -> str:
    """The id that begins so and has exactly these names; the given one, with them, where there is none."""
    for known in people(connection, prefix):
        if (known.name_zh, known.name_en) == (name.name_zh, name.name_en):
            return known.person
    name_person(connection, name)
    return name.person


def erase_person(connection: sqlite3.Connection, person: str) -> bool:
    """Forget the names; their bytes are overwritten. False where there were none."""
    return connection.execute("DELETE FROM people WHERE person = ?", (person,)).rowcount > 0
