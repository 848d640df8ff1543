"""Tables of an older release are brought up to date on a file; the steps themselves."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from ledger import Ledger, LedgerError, UnsafeLedgerError
from ledger.migrations import Migration, missing
from ledger.sqlite import schema
from tests.ledger.contract import CASE
from tests.ledger.events import TOPICS, Signed, sign


def of_the_first_version(path: Path) -> None:
    """A ledger as the first version of the tables had it: with one event, and without a table of migrations."""
    with Ledger.open(path, topics=TOPICS) as ledger:
        sign(ledger, CASE, 0, Signed(by="first"))
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE migrations")
        connection.execute("DROP TABLE snapshots")
        connection.execute("INSERT INTO stamps (key, value) VALUES ('schema_version', '1')")
    connection.close()


def versions(path: Path) -> list[int]:
    """The steps that are noted in the file."""
    with sqlite3.connect(path) as connection:
        found = [row[0] for row in connection.execute("SELECT version FROM migrations ORDER BY version")]
    connection.close()
    return found


class TestOnSQLite:
    def test_a_file_of_the_first_version(self, path: Path) -> None:
        """It is brought up to date, its events stay as they are, and it goes on."""
        of_the_first_version(path)

        with Ledger.open(path, topics=TOPICS) as ledger:
            sign(ledger, CASE, 1, Signed(by="second"))
            assert ["first", "second"] == [
                e.event.by for e in ledger.load(CASE) if isinstance(e.event, Signed)
            ]
        assert list(range(2, schema.VERSION + 1)) == versions(path)

    def test_who_only_reads_changes_no_table(self, path: Path) -> None:
        """Without `create` an older file is left as it is, and the message says what to do."""
        of_the_first_version(path)

        with pytest.raises(UnsafeLedgerError, match="start a worker of this release"):
            Ledger.open(path, topics=TOPICS, create=False)

    def test_a_step_that_fails(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A step is taken whole or not at all; without it the file works as before."""
        Ledger.open(path, topics=TOPICS).close()
        broken = Migration(schema.VERSION + 1, "broken", "CREATE TABLE half (x);\nCREATE TABLE stamps (x);\n")
        with monkeypatch.context() as later:
            later.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, broken))
            with pytest.raises(LedgerError, match="stamps already exists"):
                Ledger.open(path, topics=TOPICS)

        with Ledger.open(path, topics=TOPICS) as ledger:
            assert (1,) == sign(ledger, CASE, 0).versions


class TestSteps:
    def test_what_is_missing(self) -> None:
        """The steps after the version that is there, in order."""
        steps = tuple(Migration(n, f"step {n}", "") for n in (1, 2, 3))

        assert [3] == [step.version for step in missing(steps, 2)]
        assert () == missing(steps, 3)
        with pytest.raises(UnsafeLedgerError, match="run a newer release"):
            missing(steps, 4)

    def test_a_script_that_ends_in_the_middle(self) -> None:
        """A script with half a statement at its end is no script."""
        with pytest.raises(ValueError, match="inside a statement"):
            list(schema.statements("CREATE TABLE a (b);\nCREATE TABLE c (\n"))
