"""The seal over a ledger on PostgreSQL: the same bytes, the same audit."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger import Ledger
from ledger.leaf import leaf_hash
from ledger.seal import SealError, Sequencer, What, audit, sequencer_of
from ledger.seal.proof import prove
from ledger.seal.stored import stored_rows
from ledger.seal.tree import Range
from tests.ledger.postgres.server import Server
from tests.ledger.seal.conftest import Sealed
from verifier.fenduan_verify import check_proof

CHANGES = {
    "UPDATE stored_events SET state = set_byte(state, 9, get_byte(state, 9) # 1) WHERE seq = 9": What.CHANGED,
    "UPDATE stored_events SET recorded_at = recorded_at + 1 WHERE seq = 9": What.CHANGED,
    "DELETE FROM stored_events WHERE seq = 9": What.DELETED,
}


@pytest.fixture
def sealed(ledger: Ledger, tmp_path: Path) -> Sealed:
    """A sealed ledger of forty events."""
    sealed = Sealed(ledger, tmp_path)
    sealed.seal(40)
    return sealed


class TestSeal:
    def test_holds(self, sealed: Sealed, url: str) -> None:
        """The log is over the stored bytes, every event is proved, and the audit finds nothing."""
        with stored_rows(url) as rows:
            stored = rows.rows_after(0, 100)
            result = audit(rows, sealed.log)
        tree = Range()
        tree.add(map(leaf_hash, stored))

        assert (40, 40, (), tree.root()) == (result.events, result.sealed, result.findings, result.root)
        assert (stored[8].stream, stored[8].state) == check_proof(prove(sealed.log, stored[8]), sealed.keys)[
            1
        ][::6]

    @pytest.mark.parametrize("statement", CHANGES)
    def test_tampered(self, sealed: Sealed, server: Server, schema: str, url: str, statement: str) -> None:
        """What an administrator does after taking the triggers away is found, and the event is named."""
        with server.connect(schema) as connection:
            triggers = connection.execute(
                b"SELECT tgname FROM pg_trigger WHERE tgrelid = 'stored_events'::regclass AND NOT tgisinternal"
            ).fetchall()
            for (name,) in triggers:
                connection.execute(f"DROP TRIGGER {name} ON stored_events".encode())
            connection.execute(statement.encode())
        with stored_rows(url) as rows:
            [finding] = audit(rows, sealed.log).findings

        assert (CHANGES[statement], 9, "case/FD-2025-SH-0001 2") == (
            finding.what,
            finding.sequence,
            finding.event,
        )

    def test_one_machine_seals(self, ledger: Ledger, url: str, tmp_path: Path) -> None:
        """Of the workers that share a ledger, those seal it that have a folder for the seal; a named key must exist."""
        there = {"FENDUAN_SEAL": str(tmp_path / "seal"), "FENDUAN_DATA": str(tmp_path)}

        assert sequencer_of(ledger, url, {}) is None
        assert isinstance(sequencer_of(ledger, url, there), Sequencer)
        with pytest.raises(SealError, match="no private key"):
            sequencer_of(ledger, url, {**there, "FENDUAN_SEAL_KEY": str(tmp_path / "missing")})
