"""What a ledger on PostgreSQL refuses to begin with."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from ledger import Ledger, LedgerError, LedgerUnavailableError, UnsafeLedgerError
from tests.ledger.contract import CASE
from tests.ledger.events import TOPICS, sign
from tests.ledger.postgres.server import Server

DEFUSED = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
)


def damage(server: Server, schema: str, *statements: str) -> None:
    """What the owner of the tables can do."""
    with server.connect(schema) as connection:
        for statement in statements:
            connection.execute(statement.encode())


class TestSettings:
    @pytest.mark.parametrize("setting", ["fsync=off", "full_page_writes=off", "synchronous_commit=off"])
    def test_a_server_that_could_lose_events(self, server: Server, url: str, setting: str) -> None:
        """A server that acknowledges what it may lose is refused."""
        server.stop()
        server.start(setting)
        try:
            with pytest.raises(UnsafeLedgerError, match=setting):
                Ledger.open(url, topics=TOPICS)
        finally:
            server.stop()
            server.start()

    @pytest.mark.parametrize(
        "setting", ["synchronous_commit=off", "lock_timeout=0", "default_transaction_isolation=serializable"]
    )
    def test_an_address_that_asks_for_it(self, server: Server, schema: str, setting: str) -> None:
        """The same setting in the ledger's own address is refused too."""
        with pytest.raises(UnsafeLedgerError, match=setting.partition("=")[0]):
            Ledger.open(server.url(schema, f"-c {setting}"), topics=TOPICS)

    def test_a_setting_that_changes_later(self, server: Server, schema: str, url: str) -> None:
        """Each new connection is checked, not only the first."""
        with Ledger.open(url, topics=TOPICS) as ledger:
            sign(ledger, CASE, 0)
            damage(server, schema, "ALTER ROLE fenduan SET synchronous_commit = off")
            try:
                ledger._recorder.connections.discard_idle()  # type: ignore[attr-defined]
                with pytest.raises(UnsafeLedgerError, match="synchronous_commit"):
                    sign(ledger, CASE, 1)
            finally:
                damage(server, schema, "ALTER ROLE fenduan RESET synchronous_commit")

    def test_another_encoding(self, server: Server) -> None:
        """A database that cannot hold Chinese is refused."""
        damage(server, "public", "CREATE DATABASE narrow ENCODING 'SQL_ASCII' TEMPLATE template0")
        url = server.url().replace("/postgres?", "/narrow?")

        with pytest.raises(UnsafeLedgerError, match="server_encoding"):
            Ledger.open(url, topics=TOPICS)

    def test_the_librarys_unsafe_flag(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """The flag with which the library loses tracking is refused."""
        monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", "y")

        with pytest.raises(UnsafeLedgerError, match="POSTGRES_ENABLE_DB_FUNCTIONS"):
            Ledger.open(url, topics=TOPICS)


class TestParts:
    @pytest.mark.parametrize(
        ("statement", "named"),
        [
            ("DROP TRIGGER stored_events_append_only ON stored_events", "stored_events_append_only"),
            ("ALTER TABLE commands DISABLE TRIGGER commands_append_only", "commands_append_only"),
            ("ALTER TABLE commands ENABLE TRIGGER commands_append_only", "commands_append_only"),
            ("ALTER TABLE stored_events DISABLE TRIGGER ALL", "stored_events"),
            ("DROP TRIGGER stored_events_in_order ON stored_events", "stored_events_in_order"),
            (DEFUSED, "refuse_change"),
            ("DROP FUNCTION append_events", "append_events"),
            ("ALTER TABLE stored_events SET UNLOGGED", "stored_events"),
            ("ALTER TABLE stored_events DROP CONSTRAINT stored_events_event_id_key", "stored_events"),
            ("ALTER TABLE stored_events ALTER recorded_at TYPE numeric", "stored_events"),
            ("CREATE RULE nothing AS ON INSERT TO commands DO INSTEAD NOTHING", "commands"),
            ("ALTER TABLE stored_events ENABLE ROW LEVEL SECURITY", "stored_events"),
            ("DROP TABLE numbers", "numbers"),
        ],
    )
    def test_a_missing_protection(
        self, server: Server, url: str, schema: str, statement: str, named: str
    ) -> None:
        """A ledger whose protection was taken away is not opened, and nothing is quietly put back."""
        Ledger.open(url, topics=TOPICS).close()
        damage(server, schema, statement)

        for _ in range(2):
            with pytest.raises(UnsafeLedgerError, match=named):
                Ledger.open(url, topics=TOPICS)

    def test_a_broken_last_link(self, server: Server, url: str, schema: str) -> None:
        """A changed event just before the newest one is found at once."""
        with Ledger.open(url, topics=TOPICS) as ledger:
            sign(ledger, CASE, 0)
            sign(ledger, CASE, 1)
        damage(
            server,
            schema,
            "ALTER TABLE stored_events DISABLE TRIGGER ALL",
            "UPDATE stored_events SET topic = 'x' WHERE seq = 1",
            "ALTER TABLE stored_events ENABLE ALWAYS TRIGGER stored_events_append_only",
            "ALTER TABLE stored_events ENABLE ALWAYS TRIGGER stored_events_in_order",
        )

        with pytest.raises(UnsafeLedgerError, match="between versions 1 and 2"):
            Ledger.open(url, topics=TOPICS)

    def test_a_newer_version_of_the_tables(self, server: Server, url: str, schema: str) -> None:
        """A ledger of a release that is not known is not touched."""
        Ledger.open(url, topics=TOPICS).close()
        damage(server, schema, "INSERT INTO migrations (version, name) VALUES (99, 'future')")

        with pytest.raises(UnsafeLedgerError, match="version 99"):
            Ledger.open(url, topics=TOPICS)

    def test_another_programs_schema(self, server: Server, url: str, schema: str) -> None:
        """A schema that holds something else is refused and left as it is."""
        damage(server, schema, "CREATE TABLE notes (text text)")

        with pytest.raises(UnsafeLedgerError, match="another program"):
            Ledger.open(url, topics=TOPICS)
        with server.connect(schema) as connection:
            assert [("notes",)] == connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = %s", (schema,)
            ).fetchall()


class TestAddress:
    def test_who_only_reads_makes_nothing(self, url: str) -> None:
        """Without `create` an empty schema stays empty."""
        for _ in range(2):
            with pytest.raises(LedgerError, match="There is no ledger"):
                Ledger.open(url, topics=TOPICS, create=False)

    def test_a_schema_that_does_not_exist(self, server: Server) -> None:
        """The search path must name a schema that is there."""
        with pytest.raises(LedgerError, match="search path"):
            Ledger.open(server.url("nowhere"), topics=TOPICS)

    def test_no_server_and_no_password_in_the_message(self) -> None:
        """Who cannot be reached is named by database and host; the password is said to nobody."""
        with pytest.raises(LedgerUnavailableError) as error:
            Ledger.open("postgresql://me:secret@127.0.0.1:1/evidence", topics=TOPICS, busy=1)

        assert str(error.value).startswith("evidence on 127.0.0.1 does not answer")
        assert "secret" not in str(error.value)

    @pytest.mark.parametrize(
        "place", ["mysql://localhost/evidence", "postgresql://[", "postgresql://x?nonsense=1"]
    )
    def test_an_address_that_is_none(self, place: str) -> None:
        """An address that cannot be read is refused in one sentence."""
        with pytest.raises(LedgerError, match="address"):
            Ledger.open(place, topics=TOPICS)

    def test_a_role_that_may_only_append(self, server: Server, url: str, schema: str) -> None:
        """A worker needs no right to change or to own anything: SELECT, INSERT, and the erasable table."""
        Ledger.open(url, topics=TOPICS).close()
        role = f"worker_of_{schema}"
        damage(
            server,
            schema,
            f"CREATE ROLE {role} LOGIN",
            f"GRANT USAGE ON SCHEMA {schema} TO {role}",
            f"GRANT SELECT, INSERT ON stored_events, commands, numbers, stamps TO {role}",
            f"GRANT SELECT ON migrations TO {role}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON people TO {role}",
        )
        with Ledger.open(url.replace("fenduan@", f"{role}@"), topics=TOPICS) as ledger:
            ledger.name_person("p-17", name_en="Wang Fang")

            assert (1,) == sign(ledger, CASE, 0).versions
            with pytest.raises(LedgerUnavailableError, match="owner of its tables erases it again"):
                ledger.erase_person("p-17")
            assert ledger.person_name("p-17") is None

    @pytest.mark.parametrize("again", [False, True])
    def test_erased_names_leave_no_bytes(self, server: Server, schema: str, url: str, *, again: bool) -> None:
        """An erased name stands in no file of the table, also where it was erased by another role before."""
        with Ledger.open(url, topics=TOPICS) as ledger:
            ledger.name_person("p-17", name_en="Unmistakable Person")
            if again:
                damage(server, schema, "DELETE FROM people")
            assert ledger.erase_person("p-17") is not again
        with server.connect(schema) as connection:
            connection.execute("CHECKPOINT")
            place = connection.execute("SELECT pg_relation_filepath('people')").fetchone()
        assert place is not None
        for file in (server.data / str(place[0])).parent.iterdir():
            if file.is_file():
                assert b"Unmistakable" not in file.read_bytes(), file.name

    def test_the_first_ones_meet(self, url: str) -> None:
        """Several that open an empty schema at once make one ledger."""

        def identity(_: int) -> str:
            with Ledger.open(url, topics=TOPICS) as ledger:
                return ledger.ledger_id

        with ThreadPoolExecutor(6) as threads:
            assert 1 == len(set(threads.map(identity, range(6))))
