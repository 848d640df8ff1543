"""What somebody with a hand on the ledger's file could do to it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.leaf import NO_EVENT, Row, leaf_hash
from ledger.seal import Audit, Log, Memory, audit
from ledger.seal.stored import stored_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = "seq, originator_id, originator_version, topic, state, event_id, recorded_at, prev_hash"


class Attacker:
    """Writes to a copy of a ledger's file as no engine would: the triggers are gone."""

    def __init__(self, path: Path, copy: Path) -> None:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        self.path = copy
        self._connection = sqlite3.connect(copy, isolation_level=None)
        names = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            self._connection.execute(f"DROP TRIGGER {name}")
        self._connection.execute("PRAGMA ignore_check_constraints=ON")
        self.rows: list[Row] = [
            Row._make(columns)
            for columns in self._connection.execute(f"SELECT {COLUMNS} FROM stored_events ORDER BY seq")  # noqa: S608
        ]

    def put(self, rows: Sequence[Row]) -> None:
        """Leave exactly these rows in the ledger."""
        self._connection.execute("BEGIN")
        self._connection.execute("DELETE FROM stored_events")
        self._connection.executemany(
            f"INSERT INTO stored_events ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            rows,
        )
        self._connection.execute("COMMIT")

    def change(self, sequence: int, **columns: object) -> None:
        """Write other values into one row."""
        for name, value in columns.items():
            statement = f"UPDATE stored_events SET {name} = ? WHERE seq = ?"  # noqa: S608
            self._connection.execute(statement, (value, sequence))

    def execute(self, statement: str, *values: object) -> None:
        """Any other statement."""
        self._connection.execute(statement, values)

    def close(self) -> None:
        """Leave."""
        self._connection.close()


def found(path: Path, log: Log, *remembered: Memory) -> Audit:
    """What an audit finds in the file."""
    with stored_rows(path) as rows:
        return audit(rows, log, remembered=remembered)


def rechained(rows: Sequence[Row]) -> list[Row]:
    """The rows with every link made to fit again, as somebody would do who knows how the ledger works."""
    tips: dict[str, bytes] = {}
    linked = []
    for row in rows:
        fitted = row._replace(prev_hash=tips.get(row.stream, NO_EVENT))
        tips[row.stream] = leaf_hash(fitted)
        linked.append(fitted)
    return linked


def copied(folder: Path, target: Path) -> Path:
    """A copy of a folder."""
    shutil.copytree(folder, target)
    return target
