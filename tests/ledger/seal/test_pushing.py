from __future__ import annotations

from pathlib import Path

import pytest

from ledger.seal import SealError, SealSettings
from ledger.seal.pushing import push, pushed
from tests.ledger.seal.conftest import Sealed


class TestPush:
    def test_each_newest_checkpoint(self, sealed: Sealed, tmp_path: Path) -> None:
        """Every round leaves the newest checkpoint there, under its size, and nothing else."""
        there = tmp_path / "worm"
        for _ in range(2):
            sealed.record(3)
            sealed.sequencer(pushed=there).seal()
            sealed.sequencer(pushed=there).seal()
        heads = [sealed.log.checkpoint(size) for size in (3, 6)]

        assert [each.note for each in heads if each] == [each.read_text("utf-8") for each in pushed(there)]
        assert 2 == len([each for each in there.rglob("*") if each.is_file()])

    def test_nothing_is_renamed_or_removed(
        self, sealed: Sealed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A folder that only takes new files is enough."""
        sealed.seal(3)
        head = sealed.log.head()
        assert head is not None
        for name in ("rename", "replace", "unlink", "link"):
            monkeypatch.setattr(f"os.{name}", None)

        push(head, tmp_path / "worm")
        assert 1 == len(pushed(tmp_path / "worm"))

    def test_a_folder_that_is_away(self, sealed: Sealed, tmp_path: Path) -> None:
        """Sealing goes on while the folder cannot be written; later it goes on there."""
        (tmp_path / "worm").write_text("no folder")
        sealed.record(3)
        sealed.sequencer(pushed=tmp_path / "worm").seal()
        (tmp_path / "worm").unlink()
        sealed.sequencer(pushed=tmp_path / "worm").seal()

        assert 1 == len(pushed(tmp_path / "worm"))

    def test_cut_short_by_a_crash(self, sealed: Sealed, tmp_path: Path) -> None:
        """What a crash left of a checkpoint stays as it is: the next one vouches for it."""
        sealed.seal(3)
        head = sealed.log.head()
        assert head is not None
        push(head, tmp_path / "worm")
        [path] = pushed(tmp_path / "worm")
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[:20])

        push(head, tmp_path / "worm")
        assert 20 == path.stat().st_size

    def test_another_history(self, sealed: Sealed, tmp_path: Path) -> None:
        """A log that was sealed anew over other events is told from what was pushed before."""
        sealed.seal(3)
        head = sealed.log.head()
        assert head is not None
        push(head, tmp_path / "worm")
        other = head._replace(note=head.note.replace("\n3\n", "\n3\nB", 1))

        with pytest.raises(SealError, match="holds another checkpoint"):
            push(other, tmp_path / "worm")

    def test_set_by_the_environment(self, tmp_path: Path) -> None:
        """Its place is a setting; without it nothing is pushed."""
        assert SealSettings.read({}, tmp_path).pushed is None
        assert Path("/mnt/worm") == SealSettings.read({"FENDUAN_SEAL_PUSH": "/mnt/worm"}, tmp_path).pushed
