"""The contract on PostgreSQL."""

from __future__ import annotations

from tests.ledger.contract import FoldContract, LedgerContract, LifeContract, NumberContract
from tests.ledger.snapshots import SnapshotContract


class TestLedger(LedgerContract):
    pass


class TestFold(FoldContract):
    pass


class TestNumbers(NumberContract):
    pass


class TestLife(LifeContract):
    pass


class TestSnapshots(SnapshotContract):
    pass
