"""Two hundred events on PostgreSQL, sealed; then what the owner of the database can do to them."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from ledger import Ledger
from ledger.leaf import Row
from ledger.seal import Audit, Log, Memory, Sequencer, WitnessRefusedError, audit
from ledger.seal.findings import What
from ledger.seal.stored import StoredRows, stored_rows
from ledger.seal.witness import hired, leaves, remembered
from tests.ledger.events import TOPICS
from tests.ledger.kills import SEED
from tests.ledger.postgres.attack import Owner
from tests.ledger.postgres.server import Server
from tests.ledger.seal.attack import copied, rechained
from tests.ledger.seal.conftest import Sealed
from tests.ledger.seal.flips import Rows, flips, named

EVENTS = 200
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Whole(NamedTuple):
    """A sealed and witnessed ledger, somebody's hand on its table, and the rows as they were."""

    sealed: Sealed
    folder: Path
    owner: Owner
    stored: StoredRows
    rows: list[Row]

    def found(self, log: Log | None = None, *remembered: Memory) -> Audit:
        """What an audit finds in the database."""
        return audit(self.stored, log or self.sealed.log, remembered=remembered)


@pytest.fixture(scope="module")
def prepared(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """One for all tests."""
    folder = tmp_path_factory.mktemp("sealed")
    with server.connect() as connection:
        connection.execute("CREATE SCHEMA audited")
    url = server.url("audited")
    with Ledger.open(url, topics=TOPICS) as ledger:
        sealed = Sealed(ledger, folder)
        for count in (60, EVENTS - 60):
            sealed.seal(count)
            hired(sealed.log, folder / "witness", "witness", sealed.keys).look()
        rows = ledger.rows_after(0, EVENTS)
    with server.connect("audited") as connection, stored_rows(url) as stored:
        yield Whole(sealed, folder, Owner(connection), stored, rows)


@pytest.fixture
def whole(prepared: Whole) -> Iterator[Whole]:
    """The same, put right after each test."""
    yield prepared
    prepared.owner.put(prepared.rows)


def storable(row: Row, chance: random.Random) -> tuple[str, Row]:
    """The row with one byte of one column changed, as far as PostgreSQL's types can hold it."""
    columns: dict[str, list[Row]] = {}
    for column, _, other in flips(row, 1 << chance.randrange(7)):
        if "\0" not in other.stream + other.topic and _UUID.fullmatch(other.event_id):
            columns.setdefault(column, []).append(other)
    column = chance.choice(list(columns))
    return column, chance.choice(columns[column])


class TestBytes:
    def test_a_byte_of_every_event(self, whole: Whole) -> None:
        """One byte at a time: the audit names the event of which it was changed, and nothing else."""
        chance = random.Random(SEED)  # noqa: S311
        columns = Counter[str]()
        for row in whole.rows:
            column, flipped = storable(row, chance)
            whole.owner.change(row.sequence, column, flipped)
            result = whole.found()
            whole.owner.change(row.sequence, column, row)

            assert result.first is not None
            assert (What.CHANGED, row.sequence) == (result.first.what, result.first.sequence)
            assert named(row) == result.first.sealed_as
            assert {row.sequence} == {each.sequence for each in result.findings}
            columns[column] += 1
        assert () == whole.found().findings
        assert {"stream", "version", "topic", "state", "event_id", "recorded_at", "prev_hash"} == set(columns)

    @pytest.mark.parametrize(
        "rounds", [3, pytest.param(100, marks=[pytest.mark.soak, pytest.mark.timeout(600)])]
    )
    def test_a_byte_of_all_events(self, whole: Whole, rounds: int) -> None:
        """A byte of every event at once, again and again: each of the two hundred is named."""
        chance = random.Random(SEED + rounds)  # noqa: S311
        for _ in range(rounds):
            whole.owner.put([storable(row, chance)[1] for row in whole.rows])

            assert [(What.CHANGED, row.sequence, named(row)) for row in whole.rows] == [
                (each.what, each.sequence, each.sealed_as) for each in whole.found().findings
            ]


class TestRows:
    @pytest.mark.parametrize("at", [0, 1, 59, 60, 100, 198, 199])
    def test_deleted(self, whole: Whole, at: int) -> None:
        """A deleted event is named, though its bytes are gone."""
        whole.owner.execute("DELETE FROM stored_events WHERE seq = %s", at + 1)

        assert [(What.DELETED, at + 1, named(whole.rows[at]))] == [
            (each.what, each.sequence, each.event) for each in whole.found().findings
        ]

    @pytest.mark.parametrize("kept", [0, 1, 60, 150, 199])
    def test_truncated(self, whole: Whole, kept: int) -> None:
        """Every event that was cut off at the end is named."""
        whole.owner.execute("DELETE FROM stored_events WHERE seq > %s", kept)

        assert [(What.DELETED, named(row)) for row in whole.rows[kept:]] == [
            (each.what, each.event) for each in whole.found().findings
        ]

    @pytest.mark.parametrize(("a", "b"), [(10, 11), (0, 199), (59, 60)])
    def test_reordered(self, whole: Whole, a: int, b: int) -> None:
        """Two events that changed places are both named, and said to have moved."""
        rows = whole.rows
        swapped = [*rows]
        swapped[a], swapped[b] = rows[b]._replace(sequence=a + 1), rows[a]._replace(sequence=b + 1)
        whole.owner.put(swapped)

        assert [
            (What.MOVED, a + 1, named(rows[b]), named(rows[a])),
            (What.MOVED, b + 1, named(rows[a]), named(rows[b])),
        ] == [(each.what, each.sequence, each.event, each.sealed_as) for each in whole.found().findings]

    def test_inserted(self, whole: Whole) -> None:
        """An event inserted before others is named: with a sequence of its own, or in place of a moved one."""
        rows = whole.rows
        extra = forged(rows[9])
        whole.owner.put([extra._replace(sequence=0), *rows])
        [finding] = whole.found().findings
        assert (What.INSERTED, 0, "case/FORGED 1") == (finding.what, finding.sequence, finding.event)

        whole.owner.put(numbered([*rows[:50], extra, *rows[50:]]))
        first = whole.found().first
        assert first is not None
        assert (51, "case/FORGED 1", named(rows[50])) == (first.sequence, first.event, first.sealed_as)


class TestWithTheKey:
    @pytest.mark.parametrize("attack", ["changed", "deleted", "reordered", "truncated", "inserted"])
    def test_a_witness_tells(self, whole: Whole, tmp_path: Path, attack: str) -> None:
        """Sealed from scratch with the real key, a forgery agrees with itself; the witness says where it begins."""
        rows = whole.rows
        forgery = {
            "changed": [
                *rows[:30],
                rows[30]._replace(state=rows[30].state.replace(b"signed", b"forged")),
                *rows[31:],
            ],
            "deleted": [*rows[:30], *rows[31:]],
            "reordered": [*rows[:30], rows[31], rows[30], *rows[32:]],
            "truncated": rows[:150],
            "inserted": [*rows[:30], forged(rows[9]), *rows[30:]],
        }[attack]
        whole.owner.put(rechained(numbered(forgery)))
        stored = list(whole.stored.rows_after(0, 2 * EVENTS))
        log = Log(tmp_path / "forged")
        for size in (60, len(stored)):
            Sequencer(Rows(stored[:size]), log, [whole.sealed.signer]).seal()
        assert (len(forgery), ()) == (whole.found(log).sealed, whole.found(log).findings)
        memory = copied(whole.folder / "witness", tmp_path / "witness")
        seen = remembered(memory)
        assert seen is not None

        with pytest.raises(WitnessRefusedError) as refused:
            hired(log, memory, "witness").look()
        findings = whole.found(log, Memory("witness", seen, leaves(memory))).findings

        assert (150 if attack == "truncated" else 30) == refused.value.first
        assert {What.HISTORY} == {each.what for each in findings}
        # Of what was cut off there is no event left to name: the witness says from which entry on.
        assert (None if attack == "truncated" else named(stored[30])) == findings[0].event


def forged(row: Row) -> Row:
    """An event that nobody recorded, with the content of another."""
    return row._replace(stream="case/FORGED", version=1, event_id="0" * 8 + row.event_id[8:])


def numbered(rows: list[Row]) -> list[Row]:
    """The rows with sequences and versions without a gap."""
    versions = Counter[str]()
    counted = []
    for sequence, row in enumerate(rows, 1):
        versions[row.stream] += 1
        counted.append(row._replace(sequence=sequence, version=versions[row.stream]))
    return counted
