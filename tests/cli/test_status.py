"""`fenduan ledger status` as ops staff read it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.story import Story
from tests.cli.terminal import Fenduan


@pytest.fixture(autouse=True)
def case(enzyme: Story) -> Story:
    """A case in the ledger of the data folder."""
    return enzyme


class TestStatus:
    def test_well(self, fenduan: Fenduan) -> None:
        """With models carried and everything sealed it says so, in both languages and as data."""
        fenduan("case", "list")
        fenduan("ledger", "checkpoint")

        said = fenduan("ledger", "status")

        assert 0 == said.code
        assert "Read models: up to date" in said.text
        assert "0 are waiting" in said.text
        assert "与台账同步" in fenduan("ledger", "status", "--lang", "zh").out
        data = fenduan("ledger", "status", "--json").data
        assert (True, 0, data["sequence"], None) == (
            data["well"],
            data["read_models"]["behind"],
            data["seal"]["size"],
            data["comparison"],
        )

    def test_how_old_the_seal_is(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """The age of the seal is that of its newest checkpoint, not that of the folder in which they stand."""
        fenduan("ledger", "checkpoint")
        [newest] = [each for each in (tmp_path / "seal" / "checkpoints").rglob("*") if each.is_file()]
        os.utime(newest, (1, 1))

        assert fenduan("ledger", "status", "--json").data["seal"]["age_seconds"] > 1e9

    def test_a_poisoned_event(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """A stream with an event that cannot be read is parked and named; the others go on."""
        fenduan("ledger", "checkpoint")
        with closing(sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)) as connection:
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                statement = connection.execute(
                    "SELECT sql FROM sqlite_master WHERE name = ?", (name,)
                ).fetchone()[0]
                connection.execute(f"DROP TRIGGER {name}")
                if name == "stored_events_no_update":
                    connection.execute("UPDATE stored_events SET topic = 'case.unheard_of' WHERE seq = 3")
                connection.execute(statement)
        fenduan("case", "list")

        said = fenduan("ledger", "status")

        assert 1 == said.code
        assert "stands still at event 3" in said.text
        parked = fenduan("ledger", "status", "--json").data["read_models"]["parked"]
        assert ["case/FD-2025-SH-0001"] == [each["stream"] for each in parked]

    def test_nothing_there(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """Without a ledger it says so."""
        (tmp_path / "ledger.sqlite").unlink()

        assert 3 == fenduan("ledger", "status").code
