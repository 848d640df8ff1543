"""Tables of an older release are brought up to date on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from ledger import Ledger, LedgerError, UnsafeLedgerError
from ledger.migrations import Migration
from ledger.postgres import schema as tables
from tests.ledger.contract import CASE
from tests.ledger.events import TOPICS, sign
from tests.ledger.postgres.server import Server

NEXT = Migration(len(tables.MIGRATIONS) + 1, "a_note", "CREATE TABLE note (x integer);")
BROKEN = Migration(NEXT.version, "broken", "CREATE TABLE half (x integer); CREATE TABLE stamps (x integer);")


@pytest.fixture
def older(url: str) -> str:
    """The address of a ledger of this release, with one event."""
    with Ledger.open(url, topics=TOPICS) as ledger:
        sign(ledger, CASE, 0)
    return url


class TestMigrations:
    def test_several_of_the_next_release_at_once(
        self, older: str, server: Server, schema: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Each missing step is taken once, by whoever comes first, and noted; the events stay."""
        monkeypatch.setattr(tables, "MIGRATIONS", (*tables.MIGRATIONS, NEXT))

        def look(_: int) -> int:
            with Ledger.open(older, topics=TOPICS) as ledger:
                return len(ledger.load(CASE))

        with ThreadPoolExecutor(6) as threads:
            assert [1] * 6 == list(threads.map(look, range(6)))
        with server.connect(schema) as connection:
            assert [(step.version, step.name) for step in tables.MIGRATIONS] == connection.execute(
                "SELECT version, name FROM migrations ORDER BY version"
            ).fetchall()

    def test_an_older_release_stays_away(self, older: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """After the step, a release that does not know it refuses to write."""
        with monkeypatch.context() as later:
            later.setattr(tables, "MIGRATIONS", (*tables.MIGRATIONS, NEXT))
            Ledger.open(older, topics=TOPICS).close()

        with pytest.raises(UnsafeLedgerError, match="run a newer release"):
            Ledger.open(older, topics=TOPICS)

    def test_who_only_reads_changes_no_table(self, older: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without `create` older tables are left as they are, and the message says what to do."""
        monkeypatch.setattr(tables, "MIGRATIONS", (*tables.MIGRATIONS, NEXT))

        with pytest.raises(UnsafeLedgerError, match="start a worker of this release"):
            Ledger.open(older, topics=TOPICS, create=False)

    def test_a_step_that_fails(self, older: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """A step is taken whole or not at all; without it the ledger works as before."""
        with monkeypatch.context() as later:
            later.setattr(tables, "MIGRATIONS", (*tables.MIGRATIONS, BROKEN))
            with pytest.raises(LedgerError, match="already exists"):
                Ledger.open(older, topics=TOPICS)

        with Ledger.open(older, topics=TOPICS) as ledger:
            assert (2,) == sign(ledger, CASE, 1).versions
