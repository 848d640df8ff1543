"""The contract on SQLite, and what only a file and several processes can show."""

from __future__ import annotations

import signal
import sqlite3
from contextlib import AbstractContextManager, closing
from pathlib import Path
from uuid import uuid4

import pytest

from ledger import Envelope, Ledger, LedgerError, LedgerUnavailableError, UnsafeLedgerError
from ledger.sqlite import schema
from ledger.sqlite.datastore import Datastore
from ledger.sqlite.recorder import SQLiteRecorder
from tests.ledger.contract import CASE, FoldContract, LedgerContract, LifeContract, NumberContract
from tests.ledger.events import TOPICS, sign
from tests.ledger.processes import close_under_readers, start, write_at_once
from tests.ledger.snapshots import SnapshotContract


def store(ledger: Ledger) -> Datastore:
    """The datastore below the ledger."""
    recorder = ledger._recorder
    assert isinstance(recorder, SQLiteRecorder)
    return recorder.store


def reading(ledger: Ledger) -> AbstractContextManager[sqlite3.Connection]:
    """A connection as the recorder gets it to read."""
    return store(ledger).reading()


def writing(ledger: Ledger) -> AbstractContextManager[sqlite3.Connection]:
    """A connection as the recorder gets it to write."""
    return store(ledger).writing()


class TestLedger(LedgerContract):
    pass


class TestSnapshots(SnapshotContract):
    pass


class TestFold(FoldContract):
    pass


class TestNumbers(NumberContract):
    pass


class TestLife(LifeContract):
    pass


KILLED = """
import os, sys
from ledger import Ledger
from tests.ledger.events import TOPICS, Signed, receipt_for, sign
import tests.ledger.events as events
def hold(command_id, digest):
    def build(appended):
        print("inside", flush=True)
        sys.stdin.readline()
    return build
with Ledger.open(sys.argv[1], topics=TOPICS) as ledger:
    sign(ledger, "case/A", 0)
    events.receipt_for = hold
    sign(ledger, "case/A", 1)
"""


class TestProcesses:
    def test_four_processes_write_at_once(self, path: Path) -> None:
        """Four processes lose nothing, double nothing, and agree on the receipt of the command they share."""
        write_at_once(str(path), 4)

    def test_a_writer_killed_inside_its_transaction(self, path: Path) -> None:
        """A kill -9 between the insert and the commit leaves the events before it, whole, and a ledger that goes on."""
        writer = start(KILLED, str(path))
        assert writer.stdout is not None
        assert "inside\n" == writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
        writer.communicate(timeout=20)

        with Ledger.open(path, topics=TOPICS) as ledger:
            assert 1 == len(ledger.load("case/A"))
            assert (2,) == sign(ledger, "case/A", 1).versions
            assert [1, 2] == [event.sequence for event in ledger.notifications(0, 9)]

    def test_closing_under_readers(self, path: Path) -> None:
        """A ledger that is closed while six threads read lets them finish; the interpreter lives."""
        close_under_readers(str(path))


class TestAppendOnly:
    @pytest.mark.parametrize("table", ["stored_events", "commands", "numbers", "stamps", "migrations"])
    @pytest.mark.parametrize(
        "statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "REPLACE INTO {} SELECT * FROM {}"]
    )
    def test_nothing_changes_what_is_written(
        self, ledger: Ledger, path: Path, table: str, statement: str
    ) -> None:
        """No UPDATE, DELETE or REPLACE gets through, also not on a connection of somebody else's."""
        sign(ledger, CASE, 0)
        ledger.allot(uuid4(), "SH", 2025)
        connection = sqlite3.connect(path)
        column = connection.execute("SELECT name FROM pragma_table_info(?)", (table,)).fetchone()[0]
        before = connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
        parts = (table, column, column) if statement.startswith("UPDATE") else (table, table)

        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(statement.format(*parts))

        assert before == connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
        connection.close()

    @pytest.mark.parametrize(("sequence", "version"), [(3, 2), (2, 3), (1, 2), (2, 1)])
    def test_no_row_out_of_order(self, ledger: Ledger, path: Path, sequence: int, version: int) -> None:
        """A row that would leave a gap or take another's place is refused by the file itself."""
        sign(ledger, CASE, 0)
        connection = sqlite3.connect(path)

        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(
                "INSERT OR REPLACE INTO stored_events SELECT ?, originator_id, ?, topic, state, 'new', recorded_at,"
                " prev_hash FROM stored_events",
                (sequence, version),
            )
        connection.close()


class TestSelfCheck:
    def test_a_missing_trigger(self, path: Path) -> None:
        """A ledger whose protection was taken away is not opened, and the trigger is not quietly put back."""
        Ledger.open(path, topics=TOPICS).close()
        with sqlite3.connect(path) as connection:
            connection.execute("DROP TRIGGER stored_events_no_update")
        connection.close()

        for _ in range(2):
            with pytest.raises(UnsafeLedgerError, match="stored_events_no_update"):
                Ledger.open(path, topics=TOPICS)

    def test_a_newer_version_of_the_tables(self, path: Path) -> None:
        """A ledger of a release that is not known is not touched."""
        Ledger.open(path, topics=TOPICS).close()
        self._alter(path, "migrations", "UPDATE migrations SET version = 99 WHERE version = 2")

        with pytest.raises(UnsafeLedgerError, match="version 99"):
            Ledger.open(path, topics=TOPICS)

    def test_a_broken_last_link(self, path: Path) -> None:
        """A changed event just before the newest one is found at once."""
        with Ledger.open(path, topics=TOPICS) as ledger:
            sign(ledger, CASE, 0)
            sign(ledger, CASE, 1)
        self._alter(path, "stored_events", "UPDATE stored_events SET topic = 'x' WHERE seq = 1")

        with pytest.raises(UnsafeLedgerError, match="between versions 1 and 2"):
            Ledger.open(path, topics=TOPICS)

    def test_another_programs_file(self, path: Path) -> None:
        """A SQLite file that is no ledger is refused and left as it is."""
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE notes (text)")
        connection.close()

        with pytest.raises(UnsafeLedgerError, match="not a sound ledger"):
            Ledger.open(path, topics=TOPICS)

    def test_a_file_that_is_no_database(self, path: Path) -> None:
        """Any other file is refused in one sentence."""
        path.write_text("no database" * 100)

        with pytest.raises(LedgerError, match="not a database"):
            Ledger.open(path, topics=TOPICS)

    def test_the_librarys_unsafe_flag(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The flag with which the library loses tracking is refused."""
        monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", "y")

        with pytest.raises(UnsafeLedgerError, match="POSTGRES_ENABLE_DB_FUNCTIONS"):
            Ledger.open(path, topics=TOPICS)

    def test_a_missing_file_or_folder(self, path: Path) -> None:
        """Who only reads does not make a file; and nobody makes folders."""
        with pytest.raises(LedgerError, match="There is no ledger"):
            Ledger.open(path, topics=TOPICS, create=False)
        with pytest.raises(LedgerError, match="folder"):
            Ledger.open(path / "x" / "ledger.db", topics=TOPICS)

        assert not path.exists()

    @staticmethod
    def _alter(path: Path, table: str, statement: str) -> None:
        """What somebody with the file in hand can do."""
        connection = sqlite3.connect(path)
        connection.execute(f"DROP TRIGGER {table}_no_update")
        connection.execute(statement)
        connection.execute(schema.expected()[f"{table}_no_update"])
        connection.commit()
        connection.close()


class TestConnections:
    def test_durable_settings(self, ledger: Ledger) -> None:
        """Every connection writes ahead and waits for the disk."""
        with reading(ledger) as connection:
            assert "wal" == connection.execute("PRAGMA journal_mode").fetchone()[0]
            assert 2 == connection.execute("PRAGMA synchronous").fetchone()[0]

    def test_a_connection_left_in_a_transaction(self, ledger: Ledger) -> None:
        """What a user left open is rolled back before the next one gets the connection."""
        with reading(ledger) as connection:
            connection.execute("BEGIN IMMEDIATE")

        assert (1,) == sign(ledger, CASE, 0).versions
        with reading(ledger) as connection:
            assert not connection.in_transaction

    def test_a_writer_that_is_interrupted(self, ledger: Ledger) -> None:
        """Any exception inside the transaction, also one that ends the thread, leaves nothing behind."""

        def write() -> None:
            with writing(ledger) as connection:
                connection.execute("INSERT INTO stamps VALUES ('half', 'done')")
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            write()

        with reading(ledger) as connection:
            assert connection.execute("SELECT 1 FROM stamps WHERE key = 'half'").fetchone() is None
        assert (1,) == sign(ledger, CASE, 0).versions

    def test_a_locked_ledger(self, path: Path) -> None:
        """When another process holds the file for too long, the answer is that it may work later."""
        with Ledger.open(path, topics=TOPICS, busy=0.05) as ledger:
            other = sqlite3.connect(path, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(LedgerUnavailableError, match="locked"):
                sign(ledger, CASE, 0)
            other.execute("ROLLBACK")
            other.close()

            assert (1,) == sign(ledger, CASE, 0).versions

    def test_erased_names_leave_no_bytes(self, ledger: Ledger, path: Path) -> None:
        """An erased name stands neither in the file nor in its write-ahead log."""
        ledger.name_person("p-17", name_en="Unmistakable Person")
        ledger.erase_person("p-17")

        for file in path.parent.iterdir():
            assert b"Unmistakable" not in file.read_bytes(), file.name

    def test_erased_under_a_reader(self, path: Path) -> None:
        """Where somebody reads for so long that the log cannot be cut, it is said, and erasing again finishes it."""
        with Ledger.open(path, topics=TOPICS, busy=0.1) as ledger:
            ledger.name_person("p-17", name_en="Unmistakable Person")
            with closing(sqlite3.connect(path, isolation_level=None)) as reader:
                reader.execute("BEGIN")
                reader.execute("SELECT count(*) FROM people").fetchone()
                with pytest.raises(LedgerUnavailableError, match="erase it again"):
                    ledger.erase_person("p-17")
                assert ledger.person_name("p-17") is None

            assert not ledger.erase_person("p-17")
            assert [] == [file for file in path.parent.iterdir() if b"Unmistakable" in file.read_bytes()]

    def test_reading_while_another_writes(self, ledger: Ledger) -> None:
        """A reader is not held up by an open write, and sees what was committed before it."""
        sign(ledger, CASE, 0)
        with writing(ledger) as connection:
            connection.execute("INSERT INTO stamps VALUES ('half', 'done')")

            assert all(isinstance(event, Envelope) for event in ledger.audit(CASE))
