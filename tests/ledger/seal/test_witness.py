from __future__ import annotations

from pathlib import Path

import pytest

from ledger import Ledger
from ledger.seal import Log, SealError, Sequencer, Witness, WitnessRefusedError, new_signer
from ledger.seal.proof import witnessed
from ledger.seal.witness import hired, leaves, remembered
from tests.ledger.events import TOPICS
from tests.ledger.seal.attack import copied
from tests.ledger.seal.conftest import Sealed
from verifier.fenduan_verify import COSIGNATURE, open_checkpoint, read_note, signed_by


@pytest.fixture
def witness(sealed: Sealed, tmp_path: Path) -> Witness:
    """Somebody who trusts the log's key, with a clock of its own."""
    signer = new_signer("witness.example/w1", COSIGNATURE)
    return Witness(sealed.log, tmp_path / "witness", signer, sealed.keys, clock=lambda: 1_700_000_000.9)


@pytest.fixture
def rewritten(sealed: Sealed, tmp_path: Path) -> Sealed:
    """Another history, which the holder of the same key signs for the same log."""
    with Ledger.open(tmp_path / "other.db", topics=TOPICS) as ledger:
        other = Sealed(ledger, tmp_path / "rewritten")
        other.signer = sealed.signer
        other.seal(40)
    return other


def show(sealed: Sealed, instead: Sealed) -> None:
    """Put the files of one log in the place of the other's."""
    sealed.log.directory.rename(sealed.log.directory.with_name("gone"))
    copied(instead.log.directory, sealed.log.directory)


class TestWitness:
    def test_before_there_is_anything(self, witness: Witness) -> None:
        """A witness that has nothing to see has nothing to sign."""
        assert witness.look() is None
        assert witness.remembered is None

    def test_cosigns_what_continues(self, sealed: Sealed, witness: Witness, tmp_path: Path) -> None:
        """Every checkpoint that continues the one before is cosigned with the time, kept and delivered."""
        for count in (3, 40, 300):
            sealed.seal(count)
            witness.look()
        head = sealed.log.head()
        assert head is not None
        note = witnessed(sealed.log, head)

        assert {sealed.signer.key: 0, witness.key: 1_700_000_000} == signed_by(
            note, [*sealed.keys, witness.key]
        )
        assert head.checkpoint == witness.remembered == open_checkpoint(note, sealed.keys)
        assert sealed.log.leaves(0, 343) == leaves(tmp_path / "witness")[:256]
        assert 343 == len(leaves(tmp_path / "witness"))
        assert 3 == len(list((tmp_path / "witness" / "cosigned").iterdir()))

    def test_looking_twice(self, sealed: Sealed, witness: Witness) -> None:
        """Looking again at the same checkpoint changes nothing."""
        sealed.seal(3)
        witness.look()
        witness.look()
        head = sealed.log.head()
        assert head is not None

        assert 2 == len(read_note(witnessed(sealed.log, head))[1])

    def test_a_rewritten_history(
        self, sealed: Sealed, witness: Witness, rewritten: Sealed, tmp_path: Path
    ) -> None:
        """A history rewritten with the real key is refused, from its first other entry on, and kept as evidence."""
        sealed.seal(20)
        witness.look()
        show(sealed, rewritten)

        with pytest.raises(WitnessRefusedError, match="does not continue the 20") as error:
            witness.look()

        assert 0 == error.value.first
        assert remembered(tmp_path / "witness") == sealed_checkpoint(sealed, 20)
        assert [40] == [int(path.name[:12]) for path in (tmp_path / "witness" / "refused").iterdir()]
        with pytest.raises(WitnessRefusedError):
            witness.look()

    def test_a_shorter_history(self, sealed: Sealed, witness: Witness, rewritten: Sealed) -> None:
        """A log that has become shorter is refused, and so is one that has become empty."""
        sealed.seal(41)
        witness.look()
        show(sealed, rewritten)
        with pytest.raises(WitnessRefusedError):
            witness.look()

        (sealed.log.directory).rename(sealed.log.directory.with_name("gone2"))
        with pytest.raises(WitnessRefusedError, match="lost all of its 41"):
            witness.look()

    def test_a_fork_of_the_same_size(self, sealed: Sealed, witness: Witness, rewritten: Sealed) -> None:
        """Two histories of the same length are not taken for each other."""
        sealed.seal(40)
        witness.look()
        show(sealed, rewritten)

        with pytest.raises(WitnessRefusedError):
            witness.look()

    def test_a_key_that_was_not_given(self, sealed: Sealed, witness: Witness) -> None:
        """A checkpoint signed only by a key that the witness was not given is not cosigned."""
        sealed.seal(3)
        sealed.record(1)
        Sequencer(sealed.ledger, sealed.log, [new_signer("example.org/fenduan")]).seal()

        with pytest.raises(SealError, match="cannot be trusted"):
            witness.look()

    def test_damaged_tiles(self, sealed: Sealed, witness: Witness) -> None:
        """Tiles that do not lead to the signed root are refused, and the first wrong one is named."""
        sealed.seal(20)
        witness.look()
        sealed.seal(20)
        tile = sealed.log.directory / "tile/0/000.p/40"
        data = bytearray(tile.read_bytes())
        data[32 * 7] ^= 1
        tile.write_bytes(data)

        with pytest.raises(WitnessRefusedError) as error:
            witness.look()

        assert 7 == error.value.first

    def test_a_copy_that_is_half_there(self, sealed: Sealed, witness: Witness, tmp_path: Path) -> None:
        """A missing tile is no other history: nothing is signed, nobody is accused, and later it goes on."""
        sealed.seal(20)
        witness.look()
        sealed.seal(20)
        tile = sealed.log.directory / "tile/0/000.p/40"
        tile.rename(tmp_path / "late")

        with pytest.raises(SealError, match="missing") as error:
            witness.look()
        assert not isinstance(error.value, WitnessRefusedError)
        assert not (tmp_path / "witness" / "refused").exists()

        (tmp_path / "late").rename(tile)
        assert witness.look() == sealed.log.head()

    def test_entries_that_are_not_under_the_root(self, sealed: Sealed, witness: Witness) -> None:
        """Hashes are remembered only if they lead to the signed root: a false one would accuse the true event later."""
        sealed.seal(256)
        witness.look()
        sealed.seal(344)
        tile = sealed.log.directory / "tile/0/001"
        data = bytearray(tile.read_bytes())
        data[32 * 200] ^= 1
        tile.write_bytes(data)

        with pytest.raises(WitnessRefusedError, match="do not lead to the root"):
            witness.look()

    def test_its_own_hashes_damaged(self, sealed: Sealed, tmp_path: Path) -> None:
        """A witness whose memory was damaged says so, and does not blame the log."""
        sealed.seal(3)
        hired(sealed.log, tmp_path / "w", "witness.example/w3").look()
        (tmp_path / "w" / "leaves").write_bytes(bytes(96))
        sealed.seal(3)

        with pytest.raises(SealError, match="are damaged"):
            hired(sealed.log, tmp_path / "w", "x").look()


class TestDelivered:
    @pytest.mark.parametrize(
        "given",
        [
            b"\xff\xfe",
            b"",
            "text\n\n\u2014 w AAAAAAAA\n".encode(),
            "\u2014 w AAAAAAAA\n\u2014 w AAAAAAAA\n".encode(),
            "\u2014 example.org/fenduan AAAAAAAA\n".encode(),
            "\u2014 w AAAAAAAA\n".encode() * 100,
        ],
    )
    def test_what_is_no_cosignature(self, sealed: Sealed, witness: Witness, given: bytes) -> None:
        """What somebody else leaves in the place of a cosignature spoils no proof."""
        sealed.seal(3)
        witness.look()
        (sealed.log.directory / "cosignatures" / f"{3:012d}" / "00000000").write_bytes(given)
        head = sealed.log.head()
        assert head is not None
        note = witnessed(sealed.log, head)

        assert {sealed.signer.key, witness.key} == set(signed_by(note, [*sealed.keys, witness.key]))
        assert 2 == len(read_note(note)[1])


class TestHired:
    def test_first_run_and_later(self, sealed: Sealed, tmp_path: Path) -> None:
        """A witness keeps its key and the log's keys; a key that the log adds later counts only if it is given."""
        sealed.seal(3)
        first = hired(sealed.log, tmp_path / "w", "witness.example/w2")
        first.look()
        again = hired(Log(sealed.log.directory), tmp_path / "w", "another name")

        assert (first.key, 3) == (again.key, again.remembered.size if again.remembered else 0)
        assert 0o600 == (tmp_path / "w" / "witness.key").stat().st_mode & 0o777

        added = new_signer("example.org/fenduan")
        sealed.record(1)
        Sequencer(sealed.ledger, sealed.log, [added]).seal()
        with pytest.raises(SealError):
            hired(sealed.log, tmp_path / "w", "x").look()
        hired(sealed.log, tmp_path / "w", "x", [*sealed.keys, added.key]).look()


def sealed_checkpoint(sealed: Sealed, size: int) -> object:
    """The checkpoint that the log signed first."""
    head = Log(sealed.log.directory.with_name("gone")).checkpoint(size)
    return head.checkpoint if head else None
