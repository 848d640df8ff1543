"""Nobody sees an event before its predecessor: shown with two writers whose steps the test decides."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from ledger import Ledger
from tests.ledger.events import sign
from tests.ledger.postgres.appending import append, until, visible, waiting
from tests.ledger.postgres.server import Server

pytestmark = pytest.mark.usefixtures("ledger")


class TestOrder:
    def test_the_second_writer_waits_for_the_first_to_commit(self, server: Server, schema: str) -> None:
        """While event 1 is not committed, event 2 gets no number; a reader sees nothing, then 1, then 1 and 2."""
        with (
            server.connect(schema) as first,
            server.connect(schema) as second,
            server.connect(schema) as reader,
            ThreadPoolExecutor(1) as thread,
        ):
            first.execute("BEGIN")
            assert ("appended", 1) == append(first, "case/A", 0)

            later = thread.submit(append, second, "case/B", 0)
            until(lambda: waiting(reader, second.info.backend_pid))
            assert [] == visible(reader)
            assert not later.done()

            first.execute("COMMIT")
            seen = visible(reader)

            assert ("appended", 2) == later.result(20)
            assert seen in ([1], [1, 2])
            assert [1, 2] == visible(reader)

    def test_the_second_writer_commits_only_after_the_first(self, server: Server, schema: str) -> None:
        """Two open transactions: the later one cannot even begin to insert, so it cannot commit ahead."""
        with (
            server.connect(schema) as first,
            server.connect(schema) as second,
            server.connect(schema) as reader,
            ThreadPoolExecutor(1) as thread,
        ):
            first.execute("BEGIN")
            append(first, "case/A", 0)
            second.execute("BEGIN")
            later = thread.submit(append, second, "case/B", 0)
            until(lambda: waiting(reader, second.info.backend_pid))
            first.execute("COMMIT")
            later.result(20)

            assert [1] == visible(reader)
            second.execute("COMMIT")
            assert [1, 2] == visible(reader)

    def test_a_rolled_back_number_is_used_again(self, server: Server, schema: str) -> None:
        """When the first writer gives up, the one that waited gets its number: no gap."""
        with (
            server.connect(schema) as first,
            server.connect(schema) as second,
            server.connect(schema) as reader,
            ThreadPoolExecutor(1) as thread,
        ):
            first.execute("BEGIN")
            append(first, "case/A", 0)
            later = thread.submit(append, second, "case/B", 0)
            until(lambda: waiting(reader, second.info.backend_pid))
            first.execute("ROLLBACK")

            assert ("appended", 1) == later.result(20)

    def test_a_stale_writer_that_waited(self, server: Server, schema: str) -> None:
        """Who waited for the lock decides on what was committed meanwhile, not on what it saw before."""
        with (
            server.connect(schema) as first,
            server.connect(schema) as second,
            server.connect(schema) as reader,
            ThreadPoolExecutor(1) as thread,
        ):
            first.execute("BEGIN")
            append(first, "case/A", 0)
            later = thread.submit(append, second, "case/A", 0)
            until(lambda: waiting(reader, second.info.backend_pid))
            first.execute("COMMIT")

            assert ("stale", 1) == later.result(20)

    @pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
    def test_a_transaction_that_sees_the_past(self, server: Server, schema: str, isolation: str) -> None:
        """A writer whose transaction began before the newest event is refused: it would take that one's number."""
        with server.connect(schema) as old, server.connect(schema) as other:
            old.execute(f"BEGIN ISOLATION LEVEL {isolation}".encode())
            old.execute("SELECT 1 FROM stored_events").fetchall()
            append(other, "case/A", 0)

            with pytest.raises((psycopg.IntegrityError, psycopg.OperationalError)):
                append(old, "case/B", 0)

    def test_readers_and_vacuum_do_not_wait(self, server: Server, schema: str) -> None:
        """An append that takes its time holds up neither readers nor the server's upkeep."""
        with server.connect(schema) as writer, server.connect(schema) as other:
            writer.execute("BEGIN")
            append(writer, "case/A", 0)
            other.execute("SET lock_timeout = '1s'")

            assert [] == visible(other)
            other.execute("VACUUM ANALYZE stored_events")


class TestNotice:
    def test_who_listens_hears_the_newest_sequence(self, ledger: Ledger, server: Server, schema: str) -> None:
        """One notice for each append, after its commit, with the sequence of its last event."""
        with server.connect(schema) as listener:
            channel = listener.execute("SELECT 'ledger_' || 'stored_events'::regclass::oid").fetchone()
            assert channel is not None
            listener.execute(f"LISTEN {channel[0]}".encode())
            sign(ledger, "case/A", 0)
            sign(ledger, "case/A", 1)

            heard = [notice.payload for notice in listener.notifies(timeout=20, stop_after=2)]

        assert ["1", "2"] == heard
