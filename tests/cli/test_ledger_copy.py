from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.terminal import Fenduan


@pytest.mark.usefixtures("enzyme")
class TestCopy:
    @pytest.mark.parametrize(("beside", "code"), [("ledger.sqlite-shm", 0), ("ledger.sqlite-wal", 3)])
    def test_medium_that_cannot_be_written(
        self, fenduan: Fenduan, tmp_path: Path, beside: str, code: int
    ) -> None:
        """A copy beside which SQLite can make no files is read as it lies; one that cannot be read is not damaged."""
        fenduan("ledger", "checkpoint")
        copy = tmp_path / "copy"
        shutil.copytree(tmp_path / "seal", copy / "seal")
        with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as connection:
            connection.execute("VACUUM INTO ?", (str(copy / "ledger.sqlite"),))
        with closing(sqlite3.connect(copy / "ledger.sqlite")) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
        (copy / beside).mkdir()
        (copy / beside / "a").touch()

        assert code == fenduan("ledger", "verify", "--data", str(copy)).code
