"""Two hundred events, sealed; then everything that can be done to them."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.leaf import Row
from ledger.seal import Log, Memory, Sequencer
from ledger.seal.audit import audit, fault
from ledger.seal.copies import damaged
from ledger.seal.findings import What
from tests.ledger.events import TOPICS
from tests.ledger.seal.attack import Attacker, copied, found, rechained
from tests.ledger.seal.conftest import Sealed
from tests.ledger.seal.flips import COLUMNS, Rows, flips, named

EVENTS = 200


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    """The ledger and its log, which no test changes."""
    folder = tmp_path_factory.mktemp("sealed")
    with Ledger.open(folder / "ledger.db", topics=TOPICS) as ledger:
        sealed = Sealed(ledger, folder)
        sealed.seal(60)
        sealed.seal(EVENTS - 60)
        yield sealed


@pytest.fixture
def rows(whole: Sealed) -> list[Row]:
    """Its rows."""
    return whole.ledger.rows_after(0, EVENTS)


@pytest.fixture
def attacker(whole: Sealed, tmp_path: Path) -> Iterator[Attacker]:
    """Somebody with a copy of its file."""
    attacker = Attacker(whole.log.directory.parent / "ledger.db", tmp_path / "copy.db")
    yield attacker
    attacker.close()


class TestIntact:
    def test_nothing_is_found(self, whole: Sealed, rows: list[Row]) -> None:
        """An intact ledger has no finding."""
        result = audit(Rows(rows), whole.log)

        assert ((), EVENTS, EVENTS, 2) == (result.findings, result.events, result.sealed, result.checkpoints)

    def test_newer_events(self, whole: Sealed, rows: list[Row]) -> None:
        """Events that are not sealed yet are no finding, as long as they continue their streams."""
        newer = rows[-1]._replace(sequence=EVENTS + 1, stream="case/NEW", version=1, prev_hash=bytes(32))

        assert audit(Rows([*rows, newer]), whole.log).findings == ()
        broken = newer._replace(prev_hash=bytes([1]) * 32)
        [finding] = audit(Rows([*rows, broken]), whole.log).findings
        assert (What.CHAIN, "case/NEW 1") == (finding.what, finding.event)


class TestEveryByte:
    def test_every_byte_of_every_event(self, whole: Sealed, rows: list[Row]) -> None:
        """Whichever byte of whichever stored event is flipped, the event is not what was sealed."""
        leaves = whole.log.leaves(0, EVENTS)
        missed = [
            (named(row), column, at)
            for row, leaf in zip(rows, leaves, strict=True)
            for column, at, flipped in flips(row, 0x01)
            if fault(flipped, leaf) is None
        ]

        assert [] == missed
        assert all(fault(row, leaf) is None for row, leaf in zip(rows, leaves, strict=True))

    def test_blanks_in_an_event_id(self, whole: Sealed, rows: list[Row]) -> None:
        """An event id with a blank for a dash, or its dashes elsewhere, is another one, though its digits agree."""
        leaf, row = whole.log.leaves(0, EVENTS)[0], rows[0]
        moved = row.event_id.replace("-", "")

        assert fault(row._replace(event_id=row.event_id.replace("-", " ", 1)), leaf)
        assert fault(
            row._replace(event_id=f"{moved[:3]}-{moved[3:7]}-{moved[7:9]}-{moved[9:12]}-{moved[12:]}"), leaf
        )
        assert fault(row._replace(event_id=row.event_id.upper()), leaf)
        result = audit(
            Rows([row._replace(event_id=row.event_id.replace("-", "\r", 1)), *rows[1:]]), whole.log
        )
        assert [What.CHANGED] == [each.what for each in result.findings]

    def test_a_sample_in_the_file(self, whole: Sealed, rows: list[Row], attacker: Attacker) -> None:
        """Flipped in the file itself, the byte is found by the whole audit, which names the event and nothing else."""
        chance = random.Random(7)  # noqa: S311
        for _ in range(60):
            row = chance.choice(rows)
            column, _, flipped = chance.choice(list(flips(row, 1 << chance.randrange(7))))
            if column in {"version", "event_id", "stream"} and flipped in rows:
                continue
            attacker.change(row.sequence, **{COLUMNS[column]: getattr(flipped, column)})
            result = found(attacker.path, whole.log)
            attacker.change(row.sequence, **{COLUMNS[column]: getattr(row, column)})

            assert result.first is not None
            assert (What.CHANGED, row.sequence) == (result.first.what, result.first.sequence)
            assert named(row) in {result.first.event, result.first.sealed_as}
            assert {row.sequence} == {each.sequence for each in result.findings}
        assert found(attacker.path, whole.log).findings == ()

    @pytest.mark.soak
    @pytest.mark.timeout(3600)
    @pytest.mark.parametrize("part", range(16))
    def test_every_byte_in_the_whole_audit(self, whole: Sealed, rows: list[Row], part: int) -> None:
        """The same through the whole audit, a random bit of every byte: that event is named, and no other."""
        chance = random.Random(f"{os.environ.get('FENDUAN_SEED')}/{part}")  # noqa: S311
        for at in range(part, EVENTS, 16):
            for _, _, flipped in flips(rows[at], 1 << chance.randrange(8)):
                result = audit(Rows([*rows[:at], flipped, *rows[at + 1 :]]), whole.log)
                assert [(What.CHANGED, at + 1, named(rows[at]))] == [
                    (each.what, each.sequence, each.sealed_as) for each in result.findings
                ]


class TestRows:
    @pytest.mark.parametrize("at", [0, 1, 59, 60, 100, 198, 199])
    def test_deleted(self, whole: Sealed, rows: list[Row], attacker: Attacker, at: int) -> None:
        """A deleted event is named, though its bytes are gone."""
        attacker.execute("DELETE FROM stored_events WHERE seq = ?", rows[at].sequence)
        [finding] = found(attacker.path, whole.log).findings

        assert (What.DELETED, rows[at].sequence, named(rows[at])) == (
            finding.what,
            finding.sequence,
            finding.event,
        )

    @pytest.mark.parametrize("kept", [0, 1, 60, 150, 199])
    def test_truncated(self, whole: Sealed, rows: list[Row], attacker: Attacker, kept: int) -> None:
        """Every event that was cut off at the end is named."""
        attacker.execute("DELETE FROM stored_events WHERE seq > ?", kept)
        result = found(attacker.path, whole.log)

        assert [(What.DELETED, named(row)) for row in rows[kept:]] == [
            (each.what, each.event) for each in result.findings
        ]

    def test_deleted_and_closed_up(self, whole: Sealed, rows: list[Row], attacker: Attacker) -> None:
        """Where the rows behind a deleted one were moved up, the first that is wrong is named."""
        closed = [row._replace(sequence=n) for n, row in enumerate([*rows[:80], *rows[81:]], 1)]
        attacker.put(rechained(closed))
        result = found(attacker.path, whole.log)

        assert result.first is not None
        assert (81, named(rows[80])) == (result.first.sequence, result.first.sealed_as)

    @pytest.mark.parametrize(("a", "b"), [(10, 11), (0, 199), (59, 60)])
    def test_reordered(self, whole: Sealed, rows: list[Row], attacker: Attacker, a: int, b: int) -> None:
        """Two events that changed places are both named, and said to have moved."""
        swapped = [*rows]
        swapped[a], swapped[b] = rows[b]._replace(sequence=a + 1), rows[a]._replace(sequence=b + 1)
        attacker.put(swapped)
        result = found(attacker.path, whole.log)

        assert [
            (What.MOVED, a + 1, named(rows[b]), named(rows[a])),
            (What.MOVED, b + 1, named(rows[a]), named(rows[b])),
        ] == [(each.what, each.sequence, each.event, each.sealed_as) for each in result.findings]

    def test_inserted(self, whole: Sealed, rows: list[Row], attacker: Attacker) -> None:
        """An event inserted before others is named: with a sequence of its own, or in place of a moved one."""
        extra = rows[9]._replace(stream="case/FORGED", version=1, event_id="0" * 8 + rows[9].event_id[8:])
        attacker.put([extra._replace(sequence=0), *rows])
        [finding] = found(attacker.path, whole.log).findings
        assert (What.INSERTED, 0, "case/FORGED 1") == (finding.what, finding.sequence, finding.event)

        attacker.put([row._replace(sequence=n) for n, row in enumerate([*rows[:50], extra, *rows[50:]], 1)])
        first = found(attacker.path, whole.log).first
        assert first is not None
        assert (51, "case/FORGED 1", named(rows[50])) == (first.sequence, first.event, first.sealed_as)

    def test_edited_and_linked_again(self, whole: Sealed, rows: list[Row], attacker: Attacker) -> None:
        """An edit is found and named first, though every later link was made to fit it."""
        edited = rows[30]._replace(state=rows[30].state.replace(b"signed", b"forged"))
        attacker.put(rechained([*rows[:30], edited, *rows[31:]]))
        result = found(attacker.path, whole.log)

        assert result.first is not None
        assert (What.CHANGED, named(rows[30])) == (result.first.what, result.first.event)
        assert {rows[30].stream} == {each.stream for each in result.findings}

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("topic", b"\xff\xfe".decode("utf-8", "surrogateescape")),
            ("recorded_at", -1),
            ("recorded_at", 2**62),
            ("prev_hash", b""),
            ("state", b""),
            ("event_id", ""),
            ("originator_id", ""),
        ],
    )
    def test_what_no_engine_writes(
        self, whole: Sealed, rows: list[Row], attacker: Attacker, column: str, value: object
    ) -> None:
        """A row that could not even be an event is named like any other."""
        if isinstance(value, str) and not value.isascii():
            attacker.execute("UPDATE stored_events SET topic = CAST(x'fffe' AS TEXT) WHERE seq = 5")
        else:
            attacker.change(5, **{column: value})
        [finding] = found(attacker.path, whole.log).findings

        assert (What.CHANGED, 5, named(rows[4])) == (finding.what, finding.sequence, finding.sealed_as)

    def test_a_file_that_cannot_be_read(self, whole: Sealed, rows: list[Row], attacker: Attacker) -> None:
        """Where the database has lost pages, that is a finding, and the audit ends."""
        attacker.close()
        data = bytearray(attacker.path.read_bytes())
        data[4096 * 3 : -4096] = os.urandom(len(data) - 4096 * 4)
        attacker.path.write_bytes(data)
        result = found(attacker.path, whole.log)

        assert What.UNREADABLE in {each.what for each in result.findings}
        assert rows


class TestSeal:
    def test_a_damaged_tile(self, whole: Sealed, rows: list[Row], tmp_path: Path) -> None:
        """Where a tile was damaged and the events are what was signed, the tile is blamed, not the event."""
        log = Log(copied(whole.log.directory, tmp_path / "seal"))
        tile = next((log.directory / "tile/0/000.p").glob("200"))
        data = bytearray(tile.read_bytes())
        data[32 * 17] ^= 1
        tile.write_bytes(data)
        result = audit(Rows(rows), log)

        assert [(What.TILE, named(rows[17]))] == [(each.what, each.event) for each in result.findings]

    def test_a_lost_tile(self, whole: Sealed, rows: list[Row], tmp_path: Path) -> None:
        """A lost tile is a finding."""
        log = Log(copied(whole.log.directory, tmp_path / "seal"))
        (log.directory / "tile/0/000.p/200").unlink()

        assert What.TILE in {each.what for each in audit(Rows(rows), log).findings}

    def test_damaged_copies(self, whole: Sealed, tmp_path: Path) -> None:
        """A flipped byte in the seal's copy of an event is found when asked for, and the event is named."""
        log = Log(copied(whole.log.directory, tmp_path / "seal"))
        assert [] == list(damaged(log, EVENTS))
        bundle = log.directory / "tile/entries/000.p/200"
        data = bytearray(bundle.read_bytes())
        data[len(data) // 2] ^= 1
        bundle.write_bytes(data)

        [finding] = damaged(log, EVENTS)
        assert What.TILE is finding.what
        assert finding.sequence is not None

    def test_a_damaged_upper_tile(self, tmp_path: Path, path: Path) -> None:
        """A tile of hashes over tiles is checked against those below it."""
        with Ledger.open(path, topics=TOPICS) as ledger:
            sealed = Sealed(ledger, tmp_path)
            sealed.seal(520)
        assert [] == list(damaged(sealed.log, 520))
        (sealed.log.directory / "tile/1/000.p/2").write_bytes(bytes(64))

        assert ["tile/1/000.p/2 does not fit the tiles below it"] == [
            each.why for each in damaged(sealed.log, 520)
        ]

    @pytest.mark.parametrize("change", [b"60", b"\xe2\x80\x94", b"example.org"])
    def test_a_changed_checkpoint(
        self, whole: Sealed, rows: list[Row], tmp_path: Path, change: bytes
    ) -> None:
        """A checkpoint that was changed cannot be trusted, and is a finding."""
        log = Log(copied(whole.log.directory, tmp_path / "seal"))
        path = log.directory / "checkpoints/000/000/000/060"
        path.chmod(0o644)
        path.write_bytes(path.read_bytes().replace(change, change[:-1] + b"1"))

        assert [What.CHECKPOINT] == [each.what for each in audit(Rows(rows), log).findings]

    def test_a_lost_seal(self, rows: list[Row], tmp_path: Path) -> None:
        """Without a seal nothing is sealed, and the audit says so."""
        result = audit(Rows(rows), Log(tmp_path / "nothing"))

        assert (EVENTS, 0) == (result.events, result.sealed)


class TestWithTheKey:
    """The attacker holds the signing key: ledger, tree and checkpoints are rebuilt from the forged events."""

    @pytest.fixture
    def forged(
        self, whole: Sealed, rows: list[Row], attacker: Attacker, tmp_path: Path
    ) -> Callable[[list[Row]], Log]:
        """Rebuilds everything over other rows, signed with the real key."""

        def forge(forgery: list[Row]) -> Log:
            attacker.put(forgery)
            log = Log(tmp_path / "forged")
            for size in (60, len(forgery)):
                Sequencer(Rows(forgery[:size]), log, [whole.signer]).seal()
            return log

        assert len(rows) == EVENTS
        return forge

    def test_alone_the_ledger_cannot_tell(
        self, whole: Sealed, rows: list[Row], attacker: Attacker, forged: Callable[[list[Row]], Log]
    ) -> None:
        """Without an outsider's memory such a forgery agrees with itself."""
        edited = rows[30]._replace(state=rows[30].state.replace(b"signed", b"forged"))
        log = forged(rechained([*rows[:30], edited, *rows[31:]]))

        assert found(attacker.path, log).findings == ()
        assert found(attacker.path, whole.log).findings != ()

    def test_a_kept_checkpoint_tells(
        self, whole: Sealed, rows: list[Row], attacker: Attacker, forged: Callable[[list[Row]], Log]
    ) -> None:
        """One old checkpoint that somebody kept is enough to see that history was rewritten."""
        log = forged(rechained([rows[0]._replace(recorded_at=1), *rows[1:]]))
        kept = whole.log.checkpoint(60)
        assert kept is not None

        result = found(attacker.path, log, Memory("kept", kept.checkpoint))

        assert [What.HISTORY] == [each.what for each in result.findings]

    def test_a_witness_names_the_event(
        self, whole: Sealed, rows: list[Row], attacker: Attacker, forged: Callable[[list[Row]], Log]
    ) -> None:
        """A witness that kept the hashes names the first event that was rewritten."""
        edited = rows[30]._replace(state=rows[30].state.replace(b"signed", b"forged"))
        log = forged(rechained([*rows[:30], edited, *rows[31:]]))
        kept = whole.log.head()
        assert kept is not None
        memory = Memory("witness", kept.checkpoint, whole.log.leaves(0, EVENTS))

        first = found(attacker.path, log, memory).first

        assert first is not None
        assert (What.HISTORY, named(rows[30])) == (first.what, first.event)
