from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.leaf import leaf_input
from ledger.seal import Log, SealError, Sequencer, new_signer, read_signers, write_signers
from ledger.seal.proof import prove
from ledger.seal.settings import SealSettings, sequencer_of
from tests.ledger.seal.conftest import Sealed
from tests.ledger.seal.trees import mth
from verifier.fenduan_verify import check_growth, check_proof, read_note, signed_by


class TestSealing:
    def test_an_empty_ledger(self, sealed: Sealed) -> None:
        """Nothing is signed before there is an event."""
        assert sealed.sequencer().seal() is None
        assert [] == sealed.log.sizes()

    def test_root_over_the_stored_bytes(self, sealed: Sealed) -> None:
        """The checkpoint's root is that of RFC 6962 over the stored bytes in the order of the ledger."""
        sealed.record(20)
        head = sealed.sequencer().seal()

        assert head is not None
        assert mth([leaf_input(row) for row in sealed.ledger.rows_after(0, 100)]) == head.checkpoint.root
        assert (20, "example.org/fenduan") == (head.checkpoint.size, head.checkpoint.origin)

    def test_published(self, sealed: Sealed, tmp_path: Path) -> None:
        """The newest checkpoint is where readers look for it, signed by the published key; the delay is published."""
        sealed.seal(3)
        sealed.seal(4)
        head = sealed.log.head()

        assert head is not None
        assert head.note == (tmp_path / "seal" / "checkpoint").read_text("utf-8")
        assert {sealed.signer.key: 0} == signed_by(head.note, sealed.log.keys)
        assert 10.0 == Log(tmp_path / "seal").published.maximum_delay_seconds
        assert [3, 7] == sealed.log.sizes()

    def test_nothing_new(self, sealed: Sealed) -> None:
        """Without a new event no checkpoint is added."""
        sealed.seal(3)
        sealed.seal()

        assert [3] == sealed.log.sizes()

    def test_small_batches(self, sealed: Sealed) -> None:
        """What is sealed in many steps is what is sealed in one."""
        sealed.record(23)
        head = sealed.sequencer(batch=5).seal()

        assert head is not None
        assert [5, 10, 15, 20, 23] == sealed.log.sizes()
        assert mth([leaf_input(row) for row in sealed.ledger.rows_after(0, 100)]) == head.checkpoint.root

    def test_checkpoints_are_written_once(self, sealed: Sealed) -> None:
        """Nothing overwrites a checkpoint."""
        sealed.seal(3)
        head = sealed.log.head()
        assert head is not None

        with pytest.raises(SealError, match="never written again"):
            sealed.log.seal(head.checkpoint, head.note + "x")

    def test_a_changed_ledger_is_not_signed(self, sealed: Sealed, path: Path) -> None:
        """Where the newest sealed event is no longer what it was, nothing is signed."""
        sealed.seal(5)
        seal = sealed.log.directory
        (seal / "tile/0/000.p/5").write_bytes(bytes(5 * 32))
        sealed.record(1)

        with pytest.raises(SealError, match="no longer holds event 5"):
            sealed.sequencer().seal()
        assert [5] == sealed.log.sizes()
        assert path.exists()

    def test_changed_tiles_are_not_signed(self, sealed: Sealed) -> None:
        """Where older tiles are no longer what was signed, nothing is signed."""
        sealed.seal(5)
        tile = sealed.log.directory / "tile/0/000.p/5"
        tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
        sealed.record(1)

        with pytest.raises(SealError, match="not those that were signed before"):
            sealed.sequencer().seal()

    def test_another_log_in_the_same_folder(self, sealed: Sealed) -> None:
        """A key of another name does not continue a log."""
        sealed.seal(5)

        with pytest.raises(SealError, match=r"the key is of other\.example"):
            Sequencer(sealed.ledger, sealed.log, [new_signer("other.example")]).seal()

    async def test_in_the_background(self, sealed: Sealed) -> None:
        """Run by a worker, it seals what comes, and outlives a fault."""
        sealed.log.directory.mkdir()
        (sealed.log.directory / "log.json").write_text("no json")
        loop, shown = asyncio.get_running_loop(), asyncio.Event()

        def reached(point: str) -> None:
            if point == "shown":
                loop.call_soon_threadsafe(shown.set)

        every = timedelta(milliseconds=5)
        task = asyncio.create_task(sealed.sequencer(reached=reached).run(every))
        await asyncio.to_thread(sealed.record, 3)
        (sealed.log.directory / "log.json").unlink()
        await shown.wait()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

        assert sealed.log.sizes()


class TestKeys:
    def test_kept_for_the_owner_only(self, tmp_path: Path) -> None:
        """A private key is made on first use, readable by its owner alone, and used ever after."""
        settings = SealSettings.read({}, tmp_path)
        first, second = settings.signers("some-ledger"), settings.signers("some-ledger")

        assert [each.key for each in first] == [each.key for each in second]
        assert "fenduan/some-ledger" == first[0].name
        assert 0o600 == settings.key.stat().st_mode & 0o777
        assert 0o700 == settings.key.parent.stat().st_mode & 0o777

    def test_readable_by_others(self, tmp_path: Path) -> None:
        """A private key that others can read is not used."""
        write_signers(tmp_path / "key", [new_signer("a")])
        (tmp_path / "key").chmod(0o640)

        with pytest.raises(SealError, match="chmod 600"):
            read_signers(tmp_path / "key")

    def test_none_made_in_production(self, tmp_path: Path) -> None:
        """Where a key was named, none is made in its place."""
        settings = SealSettings.read({"FENDUAN_SEAL_KEY": str(tmp_path / "missing")}, tmp_path)

        with pytest.raises(SealError, match="no private key"):
            settings.signers("some-ledger")

    def test_rotation(self, sealed: Sealed) -> None:
        """While both keys sign, who trusts either follows the log; the retired key still vouches for the past."""
        old, new = sealed.signer, new_signer("example.org/fenduan")
        sealed.seal(2)
        sealed.record(2)
        Sequencer(sealed.ledger, sealed.log, [old, new]).seal()
        sealed.record(2)
        Sequencer(sealed.ledger, sealed.log, [new]).seal()
        heads = [sealed.log.checkpoint(size) for size in (2, 4, 6)]

        assert [{old.key}, {old.key, new.key}, {new.key}] == [
            set(signed_by(head.note, [old.key, new.key])) for head in heads if head is not None
        ]
        assert (old.key, new.key) == Log(sealed.log.directory).keys
        assert 2 == len(read_note(heads[1].note)[1]) if heads[1] else False

    def test_rotation_under_a_running_worker(
        self, ledger: Ledger, sealed: Sealed, path: Path, tmp_path: Path
    ) -> None:
        """A worker that seals takes a new key up by itself, and does not sign with a retired one again."""
        settings = SealSettings.beside(path, {}, tmp_path)
        worker = sequencer_of(ledger, path, {"FENDUAN_DATA": str(tmp_path)})
        assert worker is not None
        sealed.record(2)
        worker.seal()
        [old] = settings.signers(ledger.ledger_id)
        new = new_signer(old.name)

        write_signers(settings.key, [old, new])
        sealed.record(2)
        worker.seal()
        write_signers(settings.key, [new])
        sealed.record(2)
        Sequencer(ledger, Log(settings.directory), [new]).seal()
        sealed.record(2)
        worker.seal()

        log = Log(settings.directory)
        signed = [set(signed_by(head.note, log.keys)) for n in (2, 4, 6, 8) if (head := log.checkpoint(n))]
        assert [{old.key}, {old.key, new.key}, {new.key}, {new.key}] == signed


class TestProofs:
    def test_every_event(self, sealed: Sealed) -> None:
        """Every sealed event has a proof that the verifier takes, with the event in it."""
        sealed.seal(300)
        for row in sealed.ledger.rows_after(0, 300)[::17]:
            checkpoint, event = check_proof(prove(sealed.log, row), sealed.keys)

            assert 300 == checkpoint.size
            assert (row.stream, row.version, row.state) == (event.stream, event.version, event.state)

    def test_not_sealed_yet(self, sealed: Sealed) -> None:
        """An event that no checkpoint covers cannot be proved."""
        sealed.seal(3)
        sealed.record(1)
        [row] = sealed.ledger.rows_after(3, 1)

        with pytest.raises(SealError, match="not sealed yet"):
            prove(sealed.log, row)

    def test_changed_since(self, sealed: Sealed) -> None:
        """An event that is not what was sealed is not proved."""
        sealed.seal(3)
        row = sealed.ledger.rows_after(0, 1)[0]

        with pytest.raises(SealError, match="not what was sealed"):
            prove(sealed.log, row._replace(recorded_at=row.recorded_at + 1))

    def test_growth_from_every_checkpoint(self, sealed: Sealed) -> None:
        """From every checkpoint that somebody kept there is a proof of how the log grew."""
        for _ in range(6):
            sealed.seal(50)
        head = sealed.log.head()
        assert head is not None
        for size in sealed.log.sizes():
            kept = sealed.log.checkpoint(size)
            assert kept is not None
            check_growth(kept.note, head.note, [sealed.log.growth(size, head)], sealed.keys)
