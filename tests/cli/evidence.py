"""What somebody with a hand on the data folder could do to a ledger and its seal, and what the log says of itself."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from ledger.seal import Log, Sequencer, read_signers
from ledger.seal.stored import stored_rows
from tests.cli.terminal import Fenduan


def tamper(folder: Path, statement: str, *values: object) -> None:
    """Write to the ledger's file as no engine would."""
    with closing(sqlite3.connect(folder / "ledger.sqlite", isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement, values)


def key(fenduan: Fenduan) -> str:
    """The public key of the log."""
    return str(fenduan("ledger", "keys", "--json").data["signing"][0])


def forge(folder: Path) -> None:
    """Seal the tampered ledger from its beginning, with the ledger's own key."""
    with stored_rows(folder / "ledger.sqlite") as rows:
        Sequencer(rows, Log(folder / "seal"), read_signers(folder / "keys" / "seal.key")).seal()
