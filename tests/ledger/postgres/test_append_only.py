"""What the database itself refuses, whoever asks."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest

from ledger import Ledger
from ledger.leaf import Row, leaf_hash
from ledger.postgres import schema as tables
from tests.ledger.contract import CASE
from tests.ledger.events import Signed, sign
from tests.ledger.postgres.server import Server

KEPT = ["stored_events", "commands", "numbers", "stamps", "migrations"]
COPY = (
    "INSERT INTO stored_events SELECT %s, originator_id, %s, topic, state, gen_random_uuid(), recorded_at, prev_hash"
    " FROM stored_events WHERE seq = 1"
)


class TestAppendOnly:
    @pytest.mark.parametrize("table", KEPT)
    @pytest.mark.parametrize(
        "statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}", "TRUNCATE {} CASCADE"]
    )
    def test_nothing_changes_what_is_written(
        self, ledger: Ledger, server: Server, schema: str, table: str, statement: str
    ) -> None:
        """No UPDATE, DELETE or TRUNCATE gets through, also not for a superuser who plays a replica."""
        sign(ledger, CASE, 0)
        ledger.allot(uuid4(), "SH", 2025)
        column = next(iter(tables.COLUMNS[table]))
        parts = (table, column, column) if statement.startswith("UPDATE") else (table,)
        everything = f"TABLE {table}".encode()
        with server.connect(schema) as connection:
            before = connection.execute(everything).fetchall()
            for role in (b"origin", b"replica"):
                connection.execute(b"SET session_replication_role = " + role)
                with pytest.raises(psycopg.IntegrityError, match="append-only"):
                    connection.execute(statement.format(*parts).encode())

            assert before == connection.execute(everything).fetchall()

    @pytest.mark.parametrize(("sequence", "version"), [(4, 3), (3, 4), (1, 3), (3, 1), (0, 3), (3, 2)])
    def test_no_row_out_of_order(
        self, ledger: Ledger, server: Server, schema: str, sequence: int, version: int
    ) -> None:
        """A row that would leave a gap or take another's place is refused by the table itself."""
        sign(ledger, CASE, 0, Signed(by="x"), Signed(by="y"))
        with server.connect(schema) as connection, pytest.raises(psycopg.IntegrityError):
            connection.execute(COPY, (sequence, version))

        assert 2 == ledger.last_sequence

    def test_several_streams_in_one_statement(self, ledger: Ledger, server: Server, schema: str) -> None:
        """Order is checked in every stream that a statement inserts into."""
        sign(ledger, CASE, 0)
        statement = (
            "INSERT INTO stored_events SELECT 1 + n, CASE n WHEN 1 THEN originator_id ELSE 'case/B' END, %s + n, topic,"
            " state, gen_random_uuid(), recorded_at, prev_hash FROM stored_events, generate_series(1, 2) AS n"
            " WHERE seq = 1"
        )
        with server.connect(schema) as connection:
            with pytest.raises(psycopg.IntegrityError, match="case/B version 3 would follow a gap"):
                connection.execute(statement, (1,))
            connection.execute(statement.replace("%s + n", "3 - n"))

        assert (("case/B", 1), (CASE, 2)) == ledger.streams()


class TestLeaf:
    @pytest.mark.parametrize("stream", ["case/A", "case/甲乙", "𠀀" * 40, "case/é"])
    @pytest.mark.parametrize("state", [b"", b"{}", bytes(range(256)) * 300])
    def test_the_database_hashes_as_we_do(
        self, ledger: Ledger, server: Server, schema: str, stream: str, state: bytes
    ) -> None:
        """The leaf's hash is the same, computed in the database and outside."""
        assert 0 == ledger.last_sequence
        row = Row(1, stream, 2**40, "主题", state, str(uuid4()), 1_700_000_000_000_001, bytes(range(32)))
        with server.connect(schema) as connection:
            found = connection.execute(
                "SELECT leaf_hash(%s, %s, %s, %b, %s, %s, %b)",
                (row.stream, row.version, row.topic, row.state, row.event_id, row.recorded_at, row.prev_hash),
            ).fetchone()

        assert (leaf_hash(row),) == found
