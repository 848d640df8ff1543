"""The stored bytes: what is hashed, what is read, and what is shown when it cannot be read."""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import ClassVar, cast
from uuid import UUID

import pytest
from pydantic_core import from_json

from domain.messages import Event
from ledger import DamagedEventError, Envelope, Ledger, Raw, UnknownTopicError
from ledger.leaf import NO_EVENT, Row, leaf_hash, leaf_input
from ledger.mapper import EventMapper
from ledger.upcast import JsonBody
from tests.ledger.events import TOPICS, Counted, Signed, sign

CASE = "case/A"
EVENT_ID = UUID("00112233-4455-6677-8899-aabbccddeeff")
RECORDED = datetime(2026, 1, 5, 12, tzinfo=UTC)


def alter(path: Path, statement: str, *values: object) -> None:
    """What somebody with the file in hand can do."""
    connection = sqlite3.connect(path)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(statement, values)
    connection.commit()
    connection.close()


class TestLeaf:
    def test_the_exact_bytes(self) -> None:
        """Tag, stream, version, topic, event id, instant, previous hash, state: nothing else, in this order."""
        leaf = Row(9, "case/甲", 2, "t", b"{}", str(EVENT_ID), 1_700_000_000_000_001, b"\x01" * 32)

        expected = (
            b"fenduan1\x00"
            b"\x00\x00\x00\x08case/\xe7\x94\xb2"
            b"\x00\x00\x00\x00\x00\x00\x00\x02"
            b"\x00\x00\x00\x01t"
            b"\x00\x00\x00\x10"
            + EVENT_ID.bytes
            + b"\x00\x06\x0a\x24\x18\x1e\x40\x01"
            + b"\x01" * 32
            + b"\x00\x00\x00\x02{}"
        )
        assert expected == leaf_input(leaf)
        assert hashlib.sha256(b"\x00" + expected).digest() == leaf_hash(leaf)

    def test_the_row_holds_the_leaf_of_the_one_before(self, ledger: Ledger, path: Path) -> None:
        """The chain can be computed from the rows alone, by anybody."""
        sign(ledger, CASE, 0, Signed(by="x"), Signed(by="y"))
        sign(ledger, "case/B", 0)
        sign(ledger, CASE, 2)
        connection = sqlite3.connect(path)
        rows = [
            Row(*columns)
            for columns in connection.execute(
                "SELECT seq, originator_id, originator_version, topic, state, event_id, recorded_at, prev_hash"
                " FROM stored_events WHERE originator_id = ? ORDER BY originator_version",
                (CASE,),
            )
        ]
        connection.close()

        assert [NO_EVENT, leaf_hash(rows[0]), leaf_hash(rows[1])] == [row.prev_hash for row in rows]


class TestState:
    def test_the_shape_of_the_bytes(self, ledger: Ledger, path: Path) -> None:
        """Schema version, event id, content, metadata; what the row says is not said twice."""
        receipt = sign(ledger, CASE, 0, Counted(number=1, on=date(2025, 1, 2)))
        connection = sqlite3.connect(path)
        state = from_json(connection.execute("SELECT state FROM stored_events").fetchone()[0])
        connection.close()

        assert ["v", "id", "body", "meta"] == list(state)
        assert (2, str(receipt.event_ids[0])) == (state["v"], state["id"])
        assert {"basis": [], "number": 1, "on": "2025-01-02", "notes": []} == state["body"]
        assert {"recorded", "stream", "version", "topic", "sequence"}.isdisjoint(state["meta"])

    def test_no_name_of_a_person_in_it(self, ledger: Ledger) -> None:
        """An actor is an id, an office and an organisation."""
        sign(ledger, CASE, 0)

        assert {"person", "role", "organisation", "province", "on_behalf_of"} == set(
            ledger.load(CASE)[0].metadata.actor.model_dump()
        )

    def test_an_event_outside_the_list(self, ledger: Ledger) -> None:
        """What could not be read back is not written."""

        class Unlisted(Event):
            topic: ClassVar[str] = "test.signed"

        with pytest.raises(ValueError, match="not in the list"):
            sign(ledger, CASE, 0, Unlisted())

        assert 0 == ledger.last_sequence

    @pytest.mark.parametrize("by", [17, " padded "])
    def test_an_event_that_would_not_come_back_the_same(self, ledger: Ledger, by: object) -> None:
        """An event that was made past its own validation is not written: nobody could ever take it out again."""
        with pytest.raises(ValueError, match=r"test\.signed|by|read back"):
            sign(ledger, CASE, 0, Signed.model_construct(by=cast("str", by)))

        assert 0 == ledger.last_sequence

    def test_a_list_that_misnames_an_event(self) -> None:
        """The list and the event must agree on the topic."""
        with pytest.raises(ValueError, match=r"calls itself test\.signed"):
            EventMapper({"test.other": Signed})


class TestUpcast:
    def test_an_older_event_is_brought_up(self, path: Path) -> None:
        """Content of an older schema is read by way of its step; the stored bytes stay as they are."""

        class Older(Event):
            topic: ClassVar[str] = "test.counted"
            amount: int

        def rename(body: JsonBody) -> JsonBody:
            return {"number": body["amount"], "on": "2025-01-01"}

        with Ledger.open(path, topics={Older.topic: Older}) as ledger:
            sign(ledger, CASE, 0, Older(amount=7))
        with Ledger.open(path, topics=TOPICS, upcasts={("test.counted", 1): rename}) as ledger:
            loaded = ledger.load(CASE)

        assert [Counted(number=7, on=date(2025, 1, 1))] == [envelope.event for envelope in loaded]

    def test_a_step_that_fails(self, path: Path) -> None:
        """An audit goes on, whatever a step makes of the content."""

        class Older(Event):
            topic: ClassVar[str] = "test.counted"

        def fail(body: JsonBody) -> JsonBody:
            raise AttributeError(str(body))

        with Ledger.open(path, topics={Older.topic: Older}) as ledger:
            sign(ledger, CASE, 0, Older())
        with Ledger.open(path, topics=TOPICS, upcasts={("test.counted", 1): fail}) as ledger:
            assert isinstance(ledger.audit(CASE)[0], Raw)

    @pytest.mark.parametrize("version", [1, 3])
    def test_a_version_that_no_step_leads_to(self, path: Path, version: int) -> None:
        """A newer event, or an older one without a step, is not guessed at."""

        class Other(Event):
            topic: ClassVar[str] = "test.counted"
            schema_version: ClassVar[int] = version

        with Ledger.open(path, topics={Other.topic: Other}) as ledger:
            sign(ledger, CASE, 0, Other())
        with Ledger.open(path, topics=TOPICS) as ledger:
            with pytest.raises(DamagedEventError, match="schema version"):
                ledger.load(CASE)
            shown = ledger.audit(CASE)[0]

        assert isinstance(shown, Raw)
        assert "schema version" in shown.problem


class TestAudit:
    def test_an_unknown_topic(self, path: Path) -> None:
        """A release that does not know an event shows its bytes, and decides nothing on it."""
        with Ledger.open(path, topics=TOPICS) as ledger:
            sign(ledger, CASE, 0, Signed(by="x"), Counted(number=1, on=date(2025, 1, 1)))
        with Ledger.open(path, topics={"test.signed": Signed}) as ledger:
            with pytest.raises(UnknownTopicError, match=r"test\.counted"):
                ledger.load(CASE)
            known, unknown = ledger.audit(CASE)

            assert (known, unknown) == ledger.notifications(0, 9)

        assert isinstance(known, Envelope)
        assert isinstance(unknown, Raw)
        assert b'"number":1' in unknown.state

    def test_a_topic_is_never_imported(self, ledger: Ledger, path: Path) -> None:
        """A topic that names a module is a word like any other."""
        sign(ledger, CASE, 0)
        alter(path, "UPDATE stored_events SET topic = 'antigravity:fly'")

        with pytest.raises(UnknownTopicError):
            ledger.load(CASE)
        assert "antigravity" not in sys.modules

    @pytest.mark.parametrize(
        ("change", "version", "blamed"),
        [
            ("state = CAST(replace(CAST(state AS TEXT), 'p-17', 'p-18') AS BLOB)", 2, {2}),
            ("state = x'00ff'", 2, {2}),
            ("state = x''", 3, {3, 4}),
            ("state = x''", 4, {4}),
            ("recorded_at = recorded_at + 1", 1, {1}),
            ("topic = 'test.counted'", 2, {2}),
            ("event_id = 'no id'", 2, {2}),
            ("event_id = upper(event_id)", 2, {2}),
            ("event_id = upper(event_id)", 4, {4}),
            ("prev_hash = zeroblob(32)", 2, {2}),
            ("prev_hash = zeroblob(32)", 4, {3, 4}),
            ("prev_hash = randomblob(32)", 1, {1}),
            ("originator_version = 9", 4, {9}),
        ],
    )
    def test_a_changed_row(
        self, ledger: Ledger, path: Path, change: str, version: int, blamed: set[int]
    ) -> None:
        """What was changed is named, comes as it is, and stops the load; the other events are shown."""
        for before in range(4):
            sign(ledger, CASE, before)
        alter(path, f"UPDATE stored_events SET {change} WHERE originator_version = ?", version)  # noqa: S608

        shown = ledger.audit(CASE)

        assert blamed == {row.version for row in shown if isinstance(row, Raw)}
        with pytest.raises(DamagedEventError):
            ledger.load(CASE)

    def test_a_removed_row(self, ledger: Ledger, path: Path) -> None:
        """An event that was cut out of the middle leaves a gap that load and audit see."""
        for before in range(3):
            sign(ledger, CASE, before)
        alter(path, "DELETE FROM stored_events WHERE originator_version = 2")

        with pytest.raises(DamagedEventError):
            ledger.load(CASE)
        assert any(isinstance(row, Raw) for row in ledger.audit(CASE))

    def test_a_change_below_a_kept_state(self, ledger: Ledger, path: Path) -> None:
        """A load that continues checks the link to the event it continues from."""
        sign(ledger, CASE, 0)
        sign(ledger, CASE, 1)
        alter(path, "UPDATE stored_events SET recorded_at = recorded_at + 1 WHERE originator_version = 1")

        with pytest.raises(DamagedEventError, match="between versions 1 and 2"):
            ledger.load(CASE, since=1)

    def test_an_event_moved_to_another_stream(self, ledger: Ledger, path: Path) -> None:
        """An event copied over the same version of another stream is found by the event after it."""
        for stream in (CASE, "case/B"):
            sign(ledger, stream, 0)
            sign(ledger, stream, 1)
        alter(
            path,
            "UPDATE stored_events SET state = (SELECT state FROM stored_events WHERE seq = 3) WHERE seq = 1",
        )

        with pytest.raises(DamagedEventError):
            ledger.load(CASE)
