"""Clients, connections and servers that go away in the middle: nothing lost, nothing doubled."""

from __future__ import annotations

import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

from ledger import Ledger, LedgerUnavailableError
from ledger.postgres.connections import Connections
from ledger.postgres.recorder import PostgresRecorder
from tests.ledger.contract import CASE
from tests.ledger.events import TOPICS, Signed, sign
from tests.ledger.postgres.appending import append, until, visible, waiting
from tests.ledger.postgres.server import Server
from tests.ledger.processes import close_under_readers, start, write_at_once

if TYPE_CHECKING:
    from collections.abc import Iterator

KILLED = """
import sys
from uuid import UUID
from ledger import Ledger
from tests.ledger.events import TOPICS, sign
with Ledger.open(sys.argv[1], topics=TOPICS) as ledger:
    print("ready", flush=True)
    sign(ledger, "case/A", 1, command_id=UUID(sys.argv[2]))
"""


def connections(ledger: Ledger) -> Connections:
    """The connections below the ledger."""
    recorder = ledger._recorder
    assert isinstance(recorder, PostgresRecorder)
    return recorder.connections


@contextmanager
def held(server: Server, schema: str) -> Iterator[psycopg.Connection]:
    """Somebody else's append, inserted and not committed."""
    other = server.connect(schema)
    try:
        other.execute("BEGIN")
        append(other, "case/HELD", 0)
        yield other
    finally:
        other.close()


@contextmanager
def stopping(server: Server) -> Iterator[None]:
    """Inside, the server may be stopped; afterwards it runs."""
    try:
        yield
    finally:
        server.start()


def deafen(ledger: Ledger) -> None:
    """Let the ledger's idle connection send, and hear nothing: whatever it is told is lost on the way."""
    pool = connections(ledger)
    with pool.reading() as connection, socket.socket(fileno=_copy(connection)) as wire:
        wire.shutdown(socket.SHUT_RD)


def _copy(connection: psycopg.Connection) -> int:
    return socket.dup(connection.fileno())


class TestProcesses:
    def test_eight_processes_write_at_once(self, url: str) -> None:
        """Eight processes lose nothing, double nothing, and agree on the receipt of the command they share."""
        write_at_once(url, 8, each=10)

    def test_closing_under_readers(self, url: str) -> None:
        """A ledger that is closed while six threads read lets them finish; the interpreter lives."""
        close_under_readers(url)


class TestLostClient:
    def test_a_client_killed_while_it_appends(
        self, ledger: Ledger, url: str, server: Server, schema: str
    ) -> None:
        """A kill -9 after the call was sent: the append is there whole or not at all, and its repetition is one."""
        sign(ledger, "case/A", 0)
        command_id = uuid4()
        with held(server, schema) as other, server.connect(schema) as watcher:
            client = start(KILLED, url, str(command_id))
            assert client.stdout is not None
            assert "ready\n" == client.stdout.readline()
            query = "SELECT pid FROM pg_stat_activity WHERE query LIKE '%%append_events%%' AND wait_event = 'advisory'"
            until(lambda: watcher.execute(query).fetchone() is not None)
            client.send_signal(signal.SIGKILL)
            client.communicate(timeout=20)
            other.execute("COMMIT")

        receipt = sign(ledger, "case/A", 1, command_id=command_id)

        assert (2,) == receipt.versions
        assert 2 == len(ledger.load("case/A"))
        assert [1, 2, 3] == [event.sequence for event in ledger.notifications(0, 9)]

    def test_an_acknowledgement_that_is_lost(
        self, ledger: Ledger, server: Server, schema: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Committed and not heard of: the caller learns that it is not known, asks again and gets that one receipt."""
        command_id = uuid4()
        deafen(ledger)

        def refuse(_: Connections) -> psycopg.Connection:
            raise psycopg.OperationalError("no way through")

        with monkeypatch.context() as cut:
            cut.setattr(Connections, "connect", refuse)
            with pytest.raises(LedgerUnavailableError, match="no way through"):
                sign(ledger, CASE, 0, command_id=command_id)
        with server.connect(schema) as watcher:
            until(lambda: visible(watcher) == [1])

        again = sign(ledger, CASE, 0, command_id=command_id)

        stored = ledger.receipt(command_id)
        assert stored is not None
        assert (1, stored.receipt) == (again.sequence, again)
        assert 1 == ledger.version(CASE)

    def test_a_lost_connection_is_not_noticed(self, ledger: Ledger) -> None:
        """With a way through, the ledger itself asks again."""
        command_id = uuid4()
        deafen(ledger)

        receipt = sign(ledger, CASE, 0, command_id=command_id)

        assert (1, 1) == (receipt.sequence, ledger.version(CASE))
        assert receipt == sign(ledger, CASE, 0, command_id=command_id)

    def test_a_backend_that_was_ended(self, ledger: Ledger, server: Server, schema: str) -> None:
        """Connections that an administrator ended are replaced, also when several threads hold such."""
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda n: sign(ledger, f"case/{n}", 0), range(16)))
            with server.connect(schema) as administrator:
                administrator.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'fenduan ledger'"
                )
            found = list(threads.map(lambda n: sign(ledger, f"case/{n}", 1).versions, range(16)))

        assert [(2,)] * 16 == found


class TestLostServer:
    def test_a_server_that_dies_under_an_append(self, ledger: Ledger, server: Server, schema: str) -> None:
        """After a crash every event with a receipt is there, the open append is not, and the same ledger goes on."""
        receipts = [sign(ledger, CASE, n, Signed(by=str(n))) for n in range(20)]
        command_id = uuid4()
        query = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'advisory'"
        with held(server, schema), ThreadPoolExecutor(1) as thread, stopping(server):
            caught = thread.submit(sign, ledger, CASE, 20, command_id=command_id)
            with server.connect(schema) as watcher:
                until(lambda: watcher.execute(query).fetchone() is not None)
            server.stop("immediate")
            with pytest.raises(LedgerUnavailableError):
                caught.result(30)
            with pytest.raises(LedgerUnavailableError):
                ledger.load(CASE)

        assert [receipt.event_ids[0] for receipt in receipts] == [e.event_id for e in ledger.load(CASE)]
        assert 21 == sign(ledger, CASE, 20, command_id=command_id).sequence
        assert (("case/FD-2025-SH-0001", 21),) == ledger.streams()

    def test_a_server_that_was_restarted(self, ledger: Ledger, server: Server) -> None:
        """A restart between two calls is not noticed."""
        sign(ledger, CASE, 0)
        with stopping(server):
            server.stop()

        assert 1 == len(ledger.load(CASE))
        assert (2,) == sign(ledger, CASE, 1).versions


class TestConnections:
    def test_a_stuck_writer(self, url: str, server: Server, schema: str) -> None:
        """When another transaction holds the line for too long, the answer is that it may work later."""
        with Ledger.open(url, topics=TOPICS, busy=0.2) as ledger:
            with held(server, schema), pytest.raises(LedgerUnavailableError, match="lock timeout"):
                sign(ledger, CASE, 0)

            assert (1,) == sign(ledger, CASE, 0).versions

    def test_a_connection_left_in_a_transaction(self, ledger: Ledger, server: Server, schema: str) -> None:
        """What a user left open is rolled back before the next one gets the connection."""
        with connections(ledger).reading() as connection:
            connection.execute("BEGIN")
            append(connection, CASE, 0)

        assert 1 == sign(ledger, "case/B", 0).sequence
        with server.connect(schema) as other:
            assert [1] == visible(other)

    def test_a_writer_that_is_interrupted(self, ledger: Ledger) -> None:
        """Any exception inside a transaction, also one that ends the thread, leaves nothing behind."""

        def write() -> None:
            with connections(ledger).writing() as connection:
                connection.execute("INSERT INTO stamps VALUES ('half', 'done')")
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            write()

        assert ledger._recorder.stamp("half") is None
        assert (1,) == sign(ledger, CASE, 0).versions

    def test_more_users_than_connections(self, url: str) -> None:
        """Who finds every connection in use waits, and is told when that takes too long."""
        with Ledger.open(url, topics=TOPICS, busy=0.2) as ledger:
            pool = connections(ledger)
            taken = [pool.take() for _ in range(20)]
            with pytest.raises(LedgerUnavailableError, match="all 20 connections"):
                ledger.load(CASE)
            for connection in taken:
                pool.give_back(connection)

            assert () == ledger.load(CASE)

    def test_a_waiting_writer_is_seen(self, ledger: Ledger, server: Server, schema: str) -> None:
        """Whoever looks into the server finds the ledger's connections by their name."""
        with connections(ledger).reading() as connection, server.connect(schema) as watcher:
            named = watcher.execute(
                "SELECT application_name FROM pg_stat_activity WHERE pid = %s", (connection.info.backend_pid,)
            ).fetchone()

            assert ("fenduan ledger",) == named
            assert not waiting(watcher, connection.info.backend_pid)
