from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from tests.cli.evidence import forge, tamper
from tests.cli.story import Story
from tests.cli.terminal import Fenduan

NO = "FD-2025-SH-0001"


@pytest.fixture(autouse=True)
def case(enzyme: Story) -> Story:
    """A case in the joint plan, in the ledger of the data folder."""
    return enzyme


class TestWitness:
    def test_watches_and_refuses(self, fenduan: Fenduan, tmp_path: Path, case: Story) -> None:
        """A witness cosigns what continues; when ledger and seal are rewritten with the real key, it refuses."""
        fenduan("ledger", "checkpoint")
        memory = tmp_path / "elsewhere" / "witness"
        first = fenduan("ledger", "witness", str(memory), "--name", "witness.example/w1", "--json").data
        case.act("js-agency", "sign_scheme", version=1, reason="方案可行")
        fenduan("ledger", "checkpoint")
        assert first["size"] < fenduan("ledger", "witness", str(memory), "--json").data["size"]
        assert 0 == fenduan("ledger", "verify", "--witness", str(memory)).code

        tamper(tmp_path, "UPDATE stored_events SET recorded_at = recorded_at + 1 WHERE seq = 2")
        shutil.rmtree(tmp_path / "seal")
        forge(tmp_path)

        assert 0 == fenduan("ledger", "verify", "--json").data["findings"].count("changed")
        refused = fenduan("ledger", "witness", str(memory), "--json")
        assert (1, "witness_refused", 1) == (
            refused.code,
            refused.data["error"]["code"],
            refused.data["error"]["first"],
        )
        named = fenduan("ledger", "verify", "--witness", str(memory), "--json")
        assert (1, f"case/{NO} 2") == (named.code, named.data["first"])

    def test_goes_on_after_a_log_that_cannot_be_read(
        self, fenduan: Fenduan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """With --every a log that is half copied is said and looked at again; another history ends it."""
        fenduan("ledger", "checkpoint")
        tile = next((tmp_path / "seal" / "tile" / "0" / "000.p").iterdir())
        content = tile.read_bytes()
        tile.unlink()
        rounds = iter(["put back", "look again", "gone"])

        def pause(_: float) -> None:
            happens = next(rounds)
            if happens == "put back":
                tile.write_bytes(content)
            if happens == "gone":
                shutil.rmtree(tmp_path / "seal" / "checkpoints")

        monkeypatch.setattr(time, "sleep", pause)
        said = fenduan("ledger", "witness", str(tmp_path / "w"), "--every", "9")

        assert 1 == said.code
        assert "it is looked at again" in said.err
        assert "has lost all of its" in said.err
        assert 2 == said.out.count("Witnessed ")
